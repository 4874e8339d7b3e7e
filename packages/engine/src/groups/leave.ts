/** Going: by one's own will, or because an administrator wants it. */
import { sameBytes, type AccountId } from '@ebb/protocol'
import { messageContent } from '../records/message.ts'
import type { Room } from '../records/room.ts'
import { leaveRooms } from '../rooms/leave.ts'
import { note } from '../steps/note.ts'
import type { Turn } from '../turn.ts'
import { hasAccount, policyOf } from './policy.ts'

/** A member has said that they leave. Whoever draws the lot removes them. */
export function takeLeave(turn: Turn, { number: room, conversation }: Room, sender: AccountId): void {
  const roster = turn.state.rosters.get(conversation)
  if (roster === undefined || !hasAccount(roster.members, sender)) return
  const { epoch: n } = turn.state.groups.get(room)!
  const others = roster.leaving.filter(({ account }) => !sameBytes(account, sender))
  turn.alterRoster(conversation, { leaving: [...others, { account: sender, n }] })
}

/** After a commit that has brought no device: all who are in its epoch have read what was said in the one before. */
export function stillLeave(turn: Turn, conversation: number, epoch: number): void {
  const roster = turn.state.rosters.get(conversation)
  if (roster === undefined) return
  const leaving = roster.leaving.map((one) => (one.n + 1 === epoch ? { ...one, n: epoch } : one))
  turn.alterRoster(conversation, { leaving })
}

/** The others can read that this account leaves: nothing holds it here any more. */
export function gone(turn: Turn, number: number): void {
  leaveRooms(turn, number)
  turn.alter(number, { queue: [] })
}

/** Whether somebody who has left this group has not been heard yet. */
export async function isUnheard(turn: Turn, number: number): Promise<boolean> {
  for (const place of turn.state.conversations.get(number)!.queue) {
    const message = await turn.message(number, place)
    if (message !== undefined && messageContent(message).body.kind === 'leave') return true
  }
  return false
}

/** A commit has removed this account. Whoever had left has nothing more to say. */
export function putOut(turn: Turn, number: number, by: AccountId): void {
  const roster = turn.state.rosters.get(number)
  if (roster === undefined) return
  if (!roster.inside) return gone(turn, number)
  const own = turn.state.profile!.account
  turn.alterRoster(number, { inside: false, adding: [], removing: [], leaving: [] })
  turn.set('entrances', number, undefined)
  if (!sameBytes(by, own)) note(turn, number, { kind: 'removed', by, who: [own] }, policyOf(roster))
}
