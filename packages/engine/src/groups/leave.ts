/** Going: by one's own will, or because an administrator wants it. */
import { sameBytes, type AccountId } from '@ebb/protocol'
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

/** The others can read that this account leaves: nothing holds it here any more. */
export function gone(turn: Turn, number: number): void {
  leaveRooms(turn, number)
  turn.alter(number, { queue: [] })
}

/** A commit has removed this account. */
export function putOut(turn: Turn, number: number, by: AccountId): void {
  const roster = turn.state.rosters.get(number)
  if (roster === undefined || !roster.inside) return
  const own = turn.state.profile!.account
  turn.alterRoster(number, { inside: false, adding: [], removing: [], leaving: [] })
  turn.set('entrances', number, undefined)
  if (!sameBytes(by, own)) note(turn, number, { kind: 'removed', by, who: [own] }, policyOf(roster))
}
