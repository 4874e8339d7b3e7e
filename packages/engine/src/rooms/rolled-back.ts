/**
 * A server that was restored from a backup does not have a channel any more. The conversation goes on in another one, as
 * after a channel that cannot be followed: between two whoever has the lower account id begins it, in a group an
 * administrator. A server may say so without a reason. It gains nothing but trouble, and not often.
 */
import { hex } from '@ebb/protocol'
import { notSent } from '../people/meet.ts'
import { note } from '../steps/note.ts'
import { setAside } from '../steps/decrypt.ts'
import type { Turn } from '../turn.ts'
import { takePolicy } from './policy.ts'

/** So often in an hour a conversation follows a server to a new channel. */
const most = 3
const hour = 3600
/** Seconds for which the other one waits. */
const patience = 5

/** False: too often of late, and the room stays as it is. */
export function rolledBack(turn: Turn, number: number): boolean {
  const room = turn.state.rooms.get(number)!
  const conversation = turn.state.conversations.get(room.conversation)!
  const before = turn.state.followed.get(conversation.number) ?? { times: [], upTo: 0 }
  const times = before.times.filter((time) => time > turn.now - hour)
  // Channels of one conversation that were there when it was restored are lost together.
  const again = number > before.upTo || times.length === 0
  if (again && times.length >= most) {
    if (turn.state.troubles.get(conversation.number) !== 'rolled-back')
      notSent(turn, conversation.number, 'rolled-back')
    return false
  }
  setAside(turn, room, 'rolled-back')
  if (again) {
    const upTo = Math.max(...turn.state.rooms.keys())
    turn.set('followed', conversation.number, { times: [...times, turn.now], upTo })
    note(turn, conversation.number, { kind: 'restored' }, conversation)
  }
  takePolicy(turn, conversation.number, null)
  if (turn.state.rosters.has(conversation.number))
    turn.alterRoster(conversation.number, { lost: { channel: room.channel, culprit: null } })
  else turn.set('lots', number, turn.now + (isFirst(turn, conversation.contact) ? 0 : patience))
  return true
}

function isFirst(turn: Turn, contact: number | null): boolean {
  const other = contact === null ? undefined : turn.state.contacts.get(contact)
  return other === undefined || hex(turn.state.profile!.account) < hex(other.account)
}

/** Whether somebody else is to begin the channel in the place of this conversation's, for some seconds more. */
export const waitsForOther = (turn: Turn, rooms: readonly number[]): boolean =>
  rooms.some(
    (room) => turn.state.rooms.get(room)!.stage === 'rolled-back' && (turn.state.lots.get(room) ?? 0) > turn.now,
  )
