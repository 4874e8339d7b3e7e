/** What a refused request means for whatever asked. Nothing that was written is lost by a refusal. */
import type { Refusal } from '@ebb/protocol'
import { pieceRefused } from '../attachments/fetch.ts'
import { putRefused } from '../attachments/upload.ts'
import { knockPosted } from '../entrance/knock.ts'
import { reported } from '../groups/fault-lane.ts'
import { notAdded } from '../groups/gather.ts'
import { notSent } from '../people/meet.ts'
import { messageKey } from '../records/keys.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { blobFetched } from '../rooms/letters-in.ts'
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
    case 'group-link':
      return turn.answer(purpose.command, { ok: false, why: why === 'unknown-account' ? 'forged-link' : why })
    case 'post-knock':
      return why === 'unknown-inbox' ? knockPosted(turn, purpose) : undefined
    case 'seek':
    case 'claim':
      if (why !== 'unknown-account') return notSent(turn, purpose.conversation, why)
      return nobody(turn, purpose.conversation)
    case 'seek-member':
    case 'claim-member':
      return refusedMember(turn, purpose, why)
    case 'create':
    case 'open':
      return readingEvent(turn, purpose.room, { on: 'refused', why })
    case 'append':
      // stale: the commit that ended the epoch is on its way here, and the message is sealed again after it.
      if (why === 'stale') return
      if (why === 'not-open' || why === 'unknown-channel' || why === 'wrong-epoch') return reopen(turn, purpose.room)
      return notSentIn(turn, purpose.room, why)
    case 'commit':
      return why === 'not-open' ? reopen(turn, purpose.room) : undefined
    case 'post-letter':
      return notSentIn(turn, purpose.room, why)
    case 'put-blob': {
      const room = turn.state.uploads.get(purpose.upload)?.room
      return room === undefined ? undefined : notSentIn(turn, room, why)
    }
    case 'get-blob':
      return why === 'unknown-blob' ? blobFetched(turn, purpose.id, null) : undefined
    case 'put-piece':
      return putRefused(turn, purpose, why)
    case 'get-piece':
      return pieceRefused(turn, purpose, why)
    case 'report':
      return reported(turn, purpose.room, false)
    case 'reports': // looked into again later
    case 'know': // the letter or entry that wants it waits
    case 'stock':
    case 'publish':
    case 'letter-done':
    case 'token-add':
    case 'token-revoke':
    case 'close':
  }
}

/** Too much at once is tried again; anybody else is left out. */
async function refusedMember(
  turn: Turn,
  { conversation, handle }: Extract<Purpose, { for: 'seek-member' | 'claim-member' }>,
  why: Refusal,
): Promise<void> {
  if (why === 'too-many') return notSent(turn, conversation, why)
  notAdded(turn, conversation, handle, why)
  await advanceConversation(turn, conversation)
}

/** What was under way in a channel that was left meanwhile is nobody's trouble. */
function notSentIn(turn: Turn, room: number, why: Refusal): void {
  const { stage, conversation } = turn.state.rooms.get(room)!
  if (stage !== 'left') notSent(turn, conversation, why)
}

/** Nobody has this handle: the conversation never was one. But one in which somebody was met stays. */
function nobody(turn: Turn, number: number): void {
  const { contact, next } = turn.state.conversations.get(number)!
  notSent(turn, number, contact === null ? 'unknown-account' : 'account-gone')
  if (contact !== null) return
  for (let message = 1; message < next; message++) turn.messages.set(messageKey(number, message), undefined)
  turn.set('drafts', number, undefined)
  turn.set('troubles', number, undefined)
  turn.set('conversations', number, undefined)
}
