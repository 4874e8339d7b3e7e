/** Whom a person talks to: a stranger is accepted, somebody is blocked, or not any more. */
import { sha256 } from '@ebb/seal'
import type { Conversation } from '../records/conversation.ts'
import { messageNumberOf } from '../records/keys.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { leaveRooms } from '../rooms/leave.ts'
import type { Turn } from '../turn.ts'
import { pursue } from './meet.ts'
import { revokeTokens } from './tokens.ts'

/** From now on they are given an inbox token, and receipts where this person sends them. */
export async function accept(turn: Turn, { number }: Conversation): Promise<void> {
  turn.alter(number, { accepted: true })
  await advanceConversation(turn, number)
}

/**
 * Everything of them goes at once, and nothing more comes: the channels are left, the token is taken back, and their
 * letters are dropped as they come. They are told nothing.
 */
export async function block(turn: Turn, { number, contact }: Conversation): Promise<void> {
  leaveRooms(turn, number)
  for await (const { key, message } of turn.backwards(number)) {
    turn.forget(number, messageNumberOf(key), message)
    turn.tell({ kind: 'gone', conversation: number, message: messageNumberOf(key) })
  }
  const known = contact === null ? undefined : turn.state.contacts.get(contact)
  if (known !== undefined && known.ourToken !== null) {
    turn.set('contacts', known.number, {
      ...known,
      ourToken: null,
      revoked: [...known.revoked, sha256(known.ourToken)],
    })
  }
  turn.set('drafts', number, undefined)
  turn.set('owed', number, undefined)
  turn.set('writing', number, undefined)
  turn.set('troubles', number, undefined)
  turn.alter(number, { blocked: true, accepted: false, queue: [] })
  revokeTokens(turn)
}

/** They can write again: a new channel is opened for it, because what they write into the one that was left is not read. */
export function unblock(turn: Turn, { number, blocked, rooms }: Conversation): void {
  if (!blocked) return
  // Left by this person's own will it would stay so; lost, another takes its place.
  const last = rooms.at(-1)
  if (last !== undefined) turn.set('rooms', last, { ...turn.state.rooms.get(last)!, stage: 'lost' })
  turn.alter(number, { blocked: false, accepted: true })
  pursue(turn, number)
}
