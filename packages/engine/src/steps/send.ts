/** Step 3, send: an envelope goes to the line, as often as it takes; its id makes a retry safe. */
import { hex, sameBytes, type EntryId } from '@ebb/protocol'
import { ask } from '../line/requests.ts'
import { noteSent } from '../groups/say-again.ts'
import { gone } from '../groups/leave.ts'
import { isSaid, messageContent } from '../records/message.ts'
import { moveTo } from './decrypt.ts'
import { isOnce, spent } from './once.ts'
import { isOrdered, takeOwn } from './in-order.ts'
import { awaitReceipts } from './receipts.ts'
import type { Turn } from '../turn.ts'

/** Not while it is under way: see `appendsUnderWay`. */
export function send(turn: Turn, place: number): void {
  const envelope = turn.state.envelopes.get(place)!
  const { channel } = turn.state.rooms.get(envelope.room)!
  const question = { kind: 'append', channel, n: envelope.n, bucket: envelope.bucket, body: envelope.bytes } as const
  ask(turn, question, { for: 'append', room: envelope.room, id: envelope.id })
}

/** Hex ids of the entries that the server was asked to take and has not answered for. */
export function appendsUnderWay(turn: Turn): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const purpose of turn.state.requests.values()) if (purpose.for === 'append') ids.add(hex(purpose.id))
  return ids
}

/** The server has an own entry on disk at `seq`, by its own word or because it lies in the channel. */
export async function acknowledged(turn: Turn, room: number, id: EntryId, seq: number): Promise<void> {
  const isNext = seq <= turn.state.rooms.get(room)!.seq + 1
  if (seq === turn.state.rooms.get(room)!.seq + 1) moveTo(turn, room, seq, id)
  const place = envelopeWith(turn, room, id)
  // Nobody waits for it any more: the message has ended or was deleted meanwhile.
  if (place === undefined) return
  const envelope = turn.state.envelopes.get(place)!
  const message = await turn.message(envelope.conversation, envelope.message)
  // What stands before it in the channel may say that it counts no more: it is taken in its place.
  if (!isNext && message !== undefined && isOrdered(message)) return
  turn.set('envelopes', place, undefined)
  noteSent(turn, turn.state.rooms.get(room)!, { seq, place: envelope.message, message })
  const { number, queue } = turn.state.conversations.get(envelope.conversation)!
  turn.alter(number, { queue: queue.filter((n) => n !== envelope.message) })
  turn.set('troubles', number, undefined)
  if (message === undefined) return
  // What is not shown has done its work; the rest counts as read when sent.
  if (!isSaid(message)) {
    await takeOwn(turn, number, message)
    turn.forget(number, envelope.message, message)
    return messageContent(message).body.kind === 'leave' ? gone(turn, number) : undefined
  }
  const once = isOnce(message)
  const out = awaitReceipts(turn, number, once ? spent(turn, message) : message)
  const sent = { ...out, state: 'sent', read: turn.now } as const
  if (message.afterRead === null && !once) turn.mark(number, envelope.message, sent, message)
  else turn.keep(number, envelope.message, sent, message)
  turn.tell({ kind: 'sent', conversation: number, message: envelope.message })
}

/** The place of the envelope of this room with this entry id. */
export function envelopeWith(turn: Turn, room: number, id: EntryId): number | undefined {
  for (const [place, envelope] of turn.state.envelopes) {
    if (envelope.room === room && sameBytes(envelope.id, id)) return place
  }
  return undefined
}
