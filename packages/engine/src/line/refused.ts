/** What a refused request means for whatever asked. Nothing that was written is lost by a refusal. */
import type { Refusal } from '@ebb/protocol'
import { notSent } from '../people/meet.ts'
import { messageKey } from '../records/keys.ts'
import { readingEvent, reopen } from '../rooms/reading-table.ts'
import type { Purpose } from '../state.ts'
import type { Turn } from '../turn.ts'
import { lineEvent } from './line-table.ts'

export async function refusedRequest(turn: Turn, purpose: Purpose, why: Refusal): Promise<void> {
  switch (purpose.for) {
    case 'authenticate':
    case 'register':
      return lineEvent(turn, { on: 'refused', why })
    case 'invite':
      return turn.answer(purpose.command, { ok: false, why })
    case 'seek':
      notSent(turn, purpose.conversation, why)
      return why === 'unknown-account' ? drop(turn, purpose.conversation) : undefined
    case 'claim':
      return notSent(turn, purpose.conversation, why)
    case 'create':
    case 'open':
      return readingEvent(turn, purpose.room, { on: 'refused', why })
    case 'append':
      // stale: the commit that ended the epoch is on its way here, and the message is sealed again after it.
      if (why === 'stale') return
      if (why === 'not-open' || why === 'unknown-channel' || why === 'wrong-epoch') return reopen(turn, purpose.room)
      return notSent(turn, turn.state.rooms.get(purpose.room)!.conversation, why)
    case 'commit':
      return why === 'not-open' ? reopen(turn, purpose.room) : undefined
    case 'post-letter':
      return notSent(turn, turn.state.rooms.get(purpose.room)!.conversation, why)
    case 'know': // the letter or entry that wants it waits
    case 'stock':
    case 'publish':
    case 'letter-done':
    case 'token-add':
  }
}

/** Nobody has this handle: the conversation never was one. */
function drop(turn: Turn, number: number): void {
  const conversation = turn.state.conversations.get(number)!
  for (const message of conversation.queue) turn.messages.set(messageKey(number, message), undefined)
  turn.set('conversations', number, undefined)
}
