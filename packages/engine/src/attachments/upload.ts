/** Attachments on their way to the server: piece after piece, found anew from what is written down. Then their message goes. */
import { bucketOf, type Refusal } from '@ebb/protocol'
import { attachmentKeys, piecesOf } from '@ebb/seal'
import type { Input } from '../engine.ts'
import { ask } from '../line/requests.ts'
import { notSent } from '../people/meet.ts'
import type { KeptMessage } from '../records/message.ts'
import type { Outgoing } from '../records/outgoing.ts'
import type { Purpose } from '../state.ts'
import type { Turn } from '../turn.ts'
import { aheadOf, forgetAhead, freshNumber } from './ahead.ts'
import { attachmentOf, pieceName, shelfName } from './names.ts'
import { freeAt, inTime, narrow } from './window.ts'

type PutPiece = Extract<Purpose, { for: 'put-piece' }>
type PieceRead = Extract<Input, { kind: 'piece-read' }>

/** How many pieces may be sent again after a crash, so that not each of them is written down. */
const unwritten = 16

/** `size`: of the attachment, in bytes. What was put ahead of its message need not be put again. */
export function beginUpload(
  turn: Turn,
  conversation: number,
  { message, size, key }: { readonly message: number; readonly size: number; readonly key: Uint8Array },
): void {
  const number = aheadOf(turn.state, shelfName(key)) ?? freshNumber(turn)
  turn.set('ahead', number, undefined)
  const pieces = piecesOf(size).length
  const done = firstMissing(turn.state.put.get(number), 0)
  if (done === pieces) return forgetUpload(turn, number)
  turn.set('outgoing', number, { version: 1, conversation, message, pieces, done })
}

/** Whether pieces of it lie at the server in another bucket than where those of a message of that ceiling belong. */
export function isElsewhere(turn: Turn, key: Uint8Array, ceiling: number): boolean {
  const number = aheadOf(turn.state, shelfName(key))
  if (number === undefined || turn.state.ahead.get(number)!.bucket === bucketOf(turn.wall + ceiling, turn.wall))
    return false
  forgetAhead(turn, number)
  return true
}

export const isUploading = (turn: Turn, conversation: number, message: number): boolean =>
  outgoingOf(turn, conversation, message) !== undefined

/** It has ended or was taken back: what is at the server already ends there with its bucket. */
export function endUpload(turn: Turn, conversation: number, message: number): void {
  const number = outgoingOf(turn, conversation, message)
  if (number !== undefined) forgetUpload(turn, number)
}

/** Has as many pieces read as the line takes at once. */
export async function uploadMore(turn: Turn): Promise<void> {
  if (turn.state.line.at !== 'online') return
  for (const [number, outgoing] of turn.state.outgoing) {
    if (freeAt(turn) <= 0) return
    const message = await turn.message(outgoing.conversation, outgoing.message)
    const attachment = message && attachmentOf(message)
    if (message === undefined || attachment === undefined) forgetUpload(turn, number)
    else await readMore(turn, [number, outgoing], { message, key: attachment.key })
  }
}

async function readMore(
  turn: Turn,
  [number, { pieces, done }]: readonly [number, Outgoing],
  { message, key }: { readonly message: KeptMessage; readonly key: Uint8Array },
): Promise<void> {
  const keys = await attachmentKeys(key)
  const bucket = bucketOf(message.sent + message.ceiling - (turn.now - turn.wall), turn.wall)
  const settled = turn.state.put.get(number)
  for (let piece = done; piece < pieces && freeAt(turn) > 0; piece++) {
    const putting = turn.state.putting.get(number)
    if (putting?.has(piece) === true || settled?.has(piece) === true) continue
    turn.set('putting', number, new Set(putting).add(piece))
    const name = pieceName(shelfName(key), piece)
    turn.effects.push({ kind: 'read-piece', of: { outgoing: number, piece, id: keys.blobId(piece), bucket }, name })
  }
}

/** A piece was read, or is not where this device has kept it: then nothing of its message is lost but that. */
export function pieceRead(turn: Turn, { of, body }: PieceRead): void {
  const { outgoing: number, piece, id, bucket } = of
  const outgoing = turn.state.outgoing.get(number)
  // The line broke meanwhile, or nobody wants it any more.
  if (outgoing === undefined || turn.state.putting.get(number)?.has(piece) !== true) return
  if (body === undefined) {
    settle(turn, number, piece)
    return notSent(turn, outgoing.conversation, 'attachment-lost')
  }
  ask(turn, { kind: 'put-blob', id, bucket, body }, { for: 'put-piece', outgoing: number, piece, since: turn.now })
}

/** The server has a piece on its disk. Answers the conversation whose message can go now, if that was the last one. */
export async function piecePut(turn: Turn, { outgoing: number, piece, since }: PutPiece): Promise<number | undefined> {
  inTime(turn, since)
  settle(turn, number, piece)
  const outgoing = turn.state.outgoing.get(number)
  if (turn.state.ahead.has(number)) turn.set('put', number, new Set(turn.state.put.get(number)).add(piece))
  else if (outgoing !== undefined) {
    const put = new Set(turn.state.put.get(number)).add(piece)
    const done = firstMissing(put, outgoing.done)
    const all = outgoing.pieces
    if (done === all) return uploaded(turn, number, outgoing)
    turn.set('put', number, put)
    if (done - outgoing.done >= unwritten) turn.set('outgoing', number, { ...outgoing, done })
    tellSome(turn, outgoing, put.size, all)
  }
  await uploadMore(turn)
  return undefined
}

/** The first piece from `from` on that the server has not. */
function firstMissing(put: ReadonlySet<number> | undefined, from: number): number {
  let piece = from
  while (put?.has(piece) === true) piece += 1
  return piece
}

async function uploaded(turn: Turn, number: number, { conversation, message }: Outgoing): Promise<number> {
  forgetUpload(turn, number)
  turn.tell({ kind: 'transfer', conversation, message })
  await uploadMore(turn)
  return conversation
}

/** Thirty-two times at most: whoever draws it asks what it looks like each time. */
function tellSome(turn: Turn, { conversation, message }: Outgoing, put: number, all: number): void {
  if (put % Math.ceil(all / 32) === 0) turn.tell({ kind: 'transfer', conversation, message })
}

/** What time heals is tried again later. */
export function putRefused(turn: Turn, { outgoing, piece }: PutPiece, why: Refusal): void {
  settle(turn, outgoing, piece)
  narrow(turn)
  const record = turn.state.outgoing.get(outgoing)
  if (record !== undefined) notSent(turn, record.conversation, why)
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

/** Nothing of this piece is under way any more. */
function settle(turn: Turn, number: number, piece: number): void {
  const rest = new Set(turn.state.putting.get(number))
  rest.delete(piece)
  turn.set('putting', number, rest.size === 0 ? undefined : rest)
}

function forgetUpload(turn: Turn, number: number): void {
  for (const map of ['outgoing', 'putting', 'put'] as const) turn.set(map, number, undefined)
}
