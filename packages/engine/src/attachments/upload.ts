/** Attachments on their way to the server: piece after piece, found anew from what is written down. Then their message goes. */
import { bucketOf } from '@ebb/protocol'
import { attachmentKeys, piecesOf } from '@ebb/seal'
import { askWithPiece } from '../line/requests.ts'
import { notSent } from '../people/meet.ts'
import type { Outgoing } from '../records/outgoing.ts'
import type { Purpose } from '../state.ts'
import type { Turn } from '../turn.ts'
import { attachmentOf, pieceName, shelfName } from './names.ts'
import { freeAt, inTime } from './window.ts'

type PutPiece = Extract<Purpose, { for: 'put-piece' }>

/** How many pieces may be sent again after a crash, so that not each of them is written down. */
const unwritten = 16

export function beginUpload(turn: Turn, conversation: number, message: number): void {
  const number = Math.max(0, ...turn.state.outgoing.keys()) + 1
  turn.set('outgoing', number, { version: 1, conversation, message, done: 0 })
}

export const isUploading = (turn: Turn, conversation: number, message: number): boolean =>
  outgoingOf(turn, conversation, message) !== undefined

/** It has ended or was taken back: what is at the server already ends there with its bucket. */
export function endUpload(turn: Turn, conversation: number, message: number): void {
  const number = outgoingOf(turn, conversation, message)
  if (number === undefined) return
  turn.set('outgoing', number, undefined)
  turn.set('put', number, undefined)
}

/** Asks for as many pieces as the line takes at once. */
export async function uploadMore(turn: Turn): Promise<void> {
  if (turn.state.line.at !== 'online') return
  for (const [number, outgoing] of turn.state.outgoing) {
    const message = await turn.message(outgoing.conversation, outgoing.message)
    const attachment = message && attachmentOf(message)
    if (message === undefined || attachment === undefined) {
      turn.set('outgoing', number, undefined)
      continue
    }
    const keys = await attachmentKeys(attachment.key)
    const bucket = bucketOf(message.sent + message.ceiling - (turn.now - turn.wall), turn.wall)
    const asked = underWay(turn, number)
    for (let piece = outgoing.done; piece < piecesOf(attachment.size).length; piece++) {
      if (asked.has(piece) || turn.state.put.get(number)?.has(piece) === true) continue
      if (freeAt(turn) <= 0) return
      const question = { id: keys.blobId(piece), bucket, name: pieceName(shelfName(attachment.key), piece) }
      askWithPiece(turn, question, { for: 'put-piece', outgoing: number, piece, since: turn.now })
    }
  }
}

/** The server has a piece on its disk. Answers the conversation whose message can go now, if that was the last one. */
export async function piecePut(turn: Turn, { outgoing: number, piece, since }: PutPiece): Promise<number | undefined> {
  inTime(turn, since)
  const outgoing = turn.state.outgoing.get(number)
  const message = outgoing && (await turn.message(outgoing.conversation, outgoing.message))
  const attachment = message && attachmentOf(message)
  if (outgoing !== undefined && attachment !== undefined) {
    const put = new Set(turn.state.put.get(number)).add(piece)
    let done = outgoing.done
    while (put.has(done)) done += 1
    const all = piecesOf(attachment.size).length
    if (done === all) return uploaded(turn, number, outgoing)
    turn.set('put', number, put)
    if (done - outgoing.done >= unwritten) turn.set('outgoing', number, { ...outgoing, done })
    tellSome(turn, outgoing, put.size, all)
  }
  await uploadMore(turn)
  return undefined
}

async function uploaded(turn: Turn, number: number, { conversation, message }: Outgoing): Promise<number> {
  turn.set('outgoing', number, undefined)
  turn.set('put', number, undefined)
  turn.tell({ kind: 'transfer', conversation, message })
  await uploadMore(turn)
  return conversation
}

/** Thirty-two times at most: whoever draws it asks what it looks like each time. */
function tellSome(turn: Turn, { conversation, message }: Outgoing, put: number, all: number): void {
  if (put % Math.ceil(all / 32) === 0) turn.tell({ kind: 'transfer', conversation, message })
}

/** A piece is not where this device has kept it. Nothing of its message is lost but that. */
export function pieceLost(turn: Turn, { outgoing }: PutPiece): void {
  const record = turn.state.outgoing.get(outgoing)
  if (record !== undefined) notSent(turn, record.conversation, 'attachment-lost')
}

/** How many pieces of a message's attachment the server has; undefined where nothing is on its way. */
export function putOf({ outgoing, put }: Turn['state'], conversation: number, message: number): number | undefined {
  for (const [number, record] of outgoing) {
    if (record.conversation !== conversation || record.message !== message) continue
    const early = [...(put.get(number) ?? [])].filter((piece) => piece < record.done).length
    return record.done + (put.get(number)?.size ?? 0) - early
  }
  return undefined
}

function outgoingOf(turn: Turn, conversation: number, message: number): number | undefined {
  for (const [number, one] of turn.state.outgoing)
    if (one.conversation === conversation && one.message === message) return number
  return undefined
}

function underWay(turn: Turn, number: number): ReadonlySet<number> {
  const pieces = new Set<number>()
  for (const purpose of turn.state.requests.values())
    if (purpose.for === 'put-piece' && purpose.outgoing === number) pieces.add(purpose.piece)
  return pieces
}
