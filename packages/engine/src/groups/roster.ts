/** The roster follows the group's state, with a line in the conversation for whatever has changed. */
import { hex, type AccountId, type GroupPolicy } from '@ebb/protocol'
import type { Group } from '@ebb/seal'
import { noteRemoved } from '../entrance/knocks.ts'
import { contactOf } from '../people/chains.ts'
import type { Note } from '../records/note.ts'
import type { Room } from '../records/room.ts'
import type { Roster } from '../records/roster.ts'
import { note } from '../steps/note.ts'
import type { Turn } from '../turn.ts'
import type { Changed } from '../rooms/policy.ts'
import { groupPolicy, hasAccount, policyOf, stillWanted } from './policy.ts'

export function takeRoster(turn: Turn, { number: room, conversation: number }: Room, { by, added }: Changed): void {
  const group = turn.state.groups.get(room)!
  const { seq } = turn.state.rooms.get(room)!
  const roster = turn.state.rosters.get(number)!
  const after = groupPolicy(group.policy)
  if (after === undefined) return
  const members = othersIn(turn, group)
  const happened = [...comings(roster, members, by), ...changes(policyOf(roster), after, by)]
  const inside = new Set(members.map(hex))
  const claimed = turn.state.claimed.get(number)
  const handles = new Set(members.map((account) => contactOf(turn, account)?.handle))
  turn.alterRoster(number, {
    policy: group.policy,
    members,
    leaving: roster.leaving.filter(({ account }) => inside.has(hex(account))),
    rejoining: roster.rejoining.filter((account) => inside.has(hex(account)) && !hasAccount(added, account)),
    readded: [
      ...roster.readded,
      ...added.filter((account) => hasAccount(roster.members, account)).map((account) => ({ account, seq })),
    ].slice(-64),
    lost: null,
    adding: roster.adding.filter((handle) => !handles.has(handle)),
    removing: roster.removing.filter((account) => inside.has(hex(account))),
    wish: stillWanted(roster.wish, after),
  })
  if (claimed !== undefined) {
    const open = new Map([...claimed].filter(([handle]) => !handles.has(handle)))
    turn.set('claimed', number, open.size === 0 ? undefined : open)
  }
  // What was said before somebody came is said again to nobody.
  if (happened.some(({ kind }) => kind === 'added'))
    for (const one of turn.state.conversations.get(number)!.rooms) turn.set('sentAt', one, undefined)
  for (const says of happened) note(turn, number, says, after)
  // Who comes later to a restored server was put out by nobody.
  const isComing = (account: AccountId): boolean => roster.adding.includes(contactOf(turn, account)?.handle ?? '')
  for (const says of happened)
    if (says.kind === 'removed')
      noteRemoved(
        turn,
        number,
        says.who.filter((account) => !isComing(account)),
      )
}

/** Accounts in the tree, this one not among them, each once. */
export function othersIn(turn: Turn, { leaves }: Group): readonly AccountId[] {
  const own = hex(turn.state.profile!.account)
  const accounts = new Map(leaves.map(({ account }) => [hex(account), account]))
  accounts.delete(own)
  return [...accounts.values()]
}

function comings(roster: Roster, members: readonly AccountId[], by: AccountId): readonly Note[] {
  const [before, after] = [roster.members, members].map((list) => new Set(list.map(hex)))
  const came = members.filter((account) => !before!.has(hex(account)))
  const went = roster.members.filter((account) => !after!.has(hex(account)))
  const leaving = roster.leaving.map(({ account }) => account)
  const left = went.filter((account) => hasAccount(leaving, account))
  const removed = went.filter((account) => !hasAccount(leaving, account))
  return [
    ...(came.length > 0 ? [{ kind: 'added', by, who: came } as const] : []),
    ...(left.length > 0 ? [{ kind: 'left', who: left } as const] : []),
    ...(removed.length > 0 ? [{ kind: 'removed', by, who: removed } as const] : []),
  ]
}

/** The clocks have a line of their own. */
function changes(before: GroupPolicy, after: GroupPolicy, by: AccountId): readonly Note[] {
  const appointed = after.admins.filter((account) => !hasAccount(before.admins, account))
  const dismissed = before.admins.filter((account) => !hasAccount(after.admins, account))
  const pictures = [before, after].map(({ picture }) => (picture === null ? '' : hex(picture)))
  return [
    ...(before.name === after.name ? [] : [{ kind: 'renamed', by, name: after.name } as const]),
    ...(pictures[0] === pictures[1] ? [] : [{ kind: 'pictured', by } as const]),
    ...(appointed.length > 0 ? [{ kind: 'admins', by, who: appointed, admin: true } as const] : []),
    ...(dismissed.length > 0 ? [{ kind: 'admins', by, who: dismissed, admin: false } as const] : []),
    ...(before.announcements === after.announcements
      ? []
      : [{ kind: 'announcements', by, on: after.announcements } as const]),
    ...(before.shorten === after.shorten ? [] : [{ kind: 'shorten', by, who: after.shorten } as const]),
  ]
}
