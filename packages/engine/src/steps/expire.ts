/**
 * Step 9, expire: what has come to its end is forgotten, messages, lines about clocks, what was being written
 * and introductions alike.
 * Deletes only, by the one rule of `protocol`.
 */
import { endUpload } from '../attachments/upload.ts'
import { conversationOf, messageNumberOf } from '../records/keys.ts'
import { messageExpires } from '../records/message.ts'
import type { Turn } from '../turn.ts'

export async function expire(turn: Turn): Promise<void> {
  if (turn.now < turn.state.nextDue) return
  const due = await turn.at.reader.due(turn.now)
  let next = due.next
  for (const { key, message } of due.messages) {
    if (turn.messages.has(key)) continue
    if (messageExpires(message) > turn.now) {
      next = Math.min(next, messageExpires(message))
      continue
    }
    const conversation = conversationOf(key)
    const number = messageNumberOf(key)
    turn.forget(conversation, number, message)
    unqueue(turn, conversation, number)
    turn.tell({ kind: 'gone', conversation, message: number })
  }
  for (const message of turn.messages.values())
    if (message !== undefined) next = Math.min(next, messageExpires(message))
  for (const [conversation, { ends }] of turn.state.drafts) {
    if (ends <= turn.now) turn.set('drafts', conversation, undefined)
    else next = Math.min(next, ends)
  }
  for (const [number, { stage, ends }] of turn.state.introductions) {
    if (stage === 'met') continue
    if (ends > turn.now) next = Math.min(next, ends)
    else {
      turn.set('introductions', number, undefined)
      turn.tell({ kind: 'introduced', introduction: number })
    }
  }
  turn.change({ nextDue: next })
}

/** A message that ended before the server had it is not sent any more. */
export function unqueue(turn: Turn, conversation: number, number: number): void {
  const record = turn.state.conversations.get(conversation)
  if (record?.queue.includes(number)) {
    turn.alter(conversation, { queue: record.queue.filter((n) => n !== number) })
  }
  endUpload(turn, conversation, number)
  for (const [place, envelope] of turn.state.envelopes) {
    if (envelope.conversation === conversation && envelope.message === number) turn.set('envelopes', place, undefined)
  }
}
