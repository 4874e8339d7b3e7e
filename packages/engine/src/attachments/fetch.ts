/** Attachments on their way here: what is missing of one is asked for until it is here, has ended, or cannot be had. */
import { release } from '@ebb/protocol'
import { attachmentKeys, openPiece, piecesOf } from '@ebb/seal'
import type { Command, CommandRefusal } from '../events.ts'
import { ask } from '../line/requests.ts'
import type { Conversation } from '../records/conversation.ts'
import { conversationOf, messageKey, messageNumberOf } from '../records/keys.ts'
import type { Purpose } from '../state.ts'
import type { Turn } from '../turn.ts'
import { attachmentOf, pieceName, shelfName } from './names.ts'
import { freeAt, inTime, narrow } from './window.ts'

type GetPiece = Extract<Purpose, { for: 'get-piece' }>
type Fetch = Extract<Command, { do: 'fetch' }>

/** `pieces`: those that this device has not; without any, nothing more of it is fetched. */
export async function fetch(turn: Turn, command: Fetch, { number }: Conversation): Promise<CommandRefusal | undefined> {
  const { message: place, pieces } = command
  const message = await turn.message(number, place)
  const attachment = message && attachmentOf(message)
  if (attachment === undefined) return 'unknown-message'
  const all = piecesOf(attachment.size).length
  const missing = new Set(pieces.filter((piece) => Number.isInteger(piece) && piece >= 0 && piece < all))
  turn.set('incoming', messageKey(number, place), missing.size > 0 ? missing : undefined)
  await fetchMore(turn)
  return undefined
}

export async function fetchMore(turn: Turn): Promise<void> {
  if (turn.state.line.at !== 'online') return
  for (const [key, missing] of turn.state.incoming) {
    const message = await turn.message(conversationOf(key), messageNumberOf(key))
    const attachment = message && attachmentOf(message)
    if (attachment === undefined) {
      turn.set('incoming', key, undefined)
      continue
    }
    const keys = await attachmentKeys(attachment.key)
    const asked = underWay(turn, key)
    for (const piece of missing) {
      if (asked.has(piece)) continue
      if (freeAt(turn) <= 0) return
      ask(
        turn,
        { kind: 'get-blob', id: keys.blobId(piece) },
        { for: 'get-piece', message: key, piece, since: turn.now },
      )
    }
  }
}

/** It is kept only if it is what the message's author has sealed. */
export async function pieceCame(turn: Turn, { message: key, piece, since }: GetPiece, body: Uint8Array): Promise<void> {
  inTime(turn, since)
  const [conversation, number] = [conversationOf(key), messageNumberOf(key)]
  const missing = turn.state.incoming.get(key)
  const message = await turn.message(conversation, number)
  const attachment = message && attachmentOf(message)
  if (missing?.has(piece) === true && attachment !== undefined) {
    const pieces = piecesOf(attachment.size)
    const opened = await openPiece(await attachmentKeys(attachment.key), pieces, piece, body)
    if (opened === undefined) return cannotBeHad(turn, key, 'bad-attachment')
    release(opened)
    const rest = new Set(missing)
    rest.delete(piece)
    turn.set('incoming', key, rest.size === 0 ? undefined : rest)
    const name = pieceName(shelfName(attachment.key), piece)
    const quiet = rest.size % Math.ceil(pieces.length / 32) !== 0
    turn.effects.push({ kind: 'keep-piece', name, body, of: { conversation, message: number }, quiet })
  }
  await fetchMore(turn)
}

/** Too much at once: asked for again with the next piece that comes, or a second later. Anything else that time heals, too. */
export async function pieceRefused(turn: Turn, { message }: GetPiece, why: CommandRefusal): Promise<void> {
  if (why !== 'unknown-blob') return narrow(turn)
  cannotBeHad(turn, message, 'attachment-gone')
  await fetchMore(turn)
}

function cannotBeHad(turn: Turn, key: number, why: CommandRefusal): void {
  turn.set('incoming', key, undefined)
  turn.tell({ kind: 'transfer', conversation: conversationOf(key), message: messageNumberOf(key), why })
}

function underWay(turn: Turn, key: number): ReadonlySet<number> {
  const pieces = new Set<number>()
  for (const purpose of turn.state.requests.values())
    if (purpose.for === 'get-piece' && purpose.message === key) pieces.add(purpose.piece)
  return pieces
}
