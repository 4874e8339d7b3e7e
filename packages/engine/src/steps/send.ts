/** Step 3, send: an envelope goes to the line, as often as it takes; its id makes a retry safe. */
import { messageContent } from '../records/message.ts'
import { sameBytes, type EntryId } from '@ebb/protocol'
import { ask, underWay } from '../line/requests.ts'
import { moveTo } from './decrypt.ts'
import type { Turn } from '../turn.ts'

export function send(turn: Turn, place: number): void {
  const envelope = turn.state.envelopes.get(place)!
  if (underWay(turn, (purpose) => purpose.for === 'append' && sameBytes(purpose.id, envelope.id))) return
  const { channel } = turn.state.rooms.get(envelope.room)!
  const question = { kind: 'append', channel, n: envelope.n, bucket: envelope.bucket, body: envelope.bytes } as const
  ask(turn, question, { for: 'append', room: envelope.room, id: envelope.id })
}

/** The server has an own entry on disk at `seq`, by its own word or because it lies in the channel. */
export async function acknowledged(turn: Turn, room: number, id: EntryId, seq: number): Promise<void> {
  if (seq === turn.state.rooms.get(room)!.seq + 1) moveTo(turn, room, seq, id)
  const place = envelopeWith(turn, room, id)
  // Nobody waits for it any more: the message has ended or was deleted meanwhile.
  if (place === undefined) return
  const envelope = turn.state.envelopes.get(place)!
  turn.set('envelopes', place, undefined)
  const conversation = turn.state.conversations.get(envelope.conversation)!
  const queue = conversation.queue.filter((n) => n !== envelope.message)
  turn.set('conversations', conversation.number, { ...conversation, queue })
  const message = await turn.message(conversation.number, envelope.message)
  if (message === undefined) return
  // What is not shown has done its work; the rest counts as read when sent.
  const shown = ['text', 'unknown'].includes(messageContent(message).body.kind)
  if (!shown) return turn.forget(conversation.number, envelope.message)
  const sent = { ...message, state: 'sent', read: turn.now } as const
  if (message.afterRead === null) turn.mark(conversation.number, envelope.message, sent)
  else turn.keep(conversation.number, envelope.message, sent)
  turn.tell({ kind: 'sent', conversation: conversation.number, message: envelope.message })
}

/** The place of the envelope of this room with this entry id. */
export function envelopeWith(turn: Turn, room: number, id: EntryId): number | undefined {
  for (const [place, envelope] of turn.state.envelopes) {
    if (envelope.room === room && sameBytes(envelope.id, id)) return place
  }
  return undefined
}
