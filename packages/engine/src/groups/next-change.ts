/** What this device's next commit in a group has to be, found anew from what is wanted and what the group is. */
import { encodePolicy, isAdmin, judgeCommit, sameBytes, type AccountId } from '@ebb/protocol'
import type { Group, Suite } from '@ebb/seal'
import { notSent } from '../people/meet.ts'
import { isWish, noWish, type Roster } from '../records/roster.ts'
import type { Room } from '../records/room.ts'
import type { Claimed } from '../state.ts'
import type { Turn } from '../turn.ts'
import { awayIn, gathered, handlesOf } from './gather.ts'
import { leavingIn } from './judge.ts'
import { groupPolicy, hasAccount, withWish } from './policy.ts'

export interface NextChange {
  readonly add: readonly Claimed[]
  /** Leaf indices. */
  readonly remove: readonly number[]
  readonly policy?: Uint8Array
}

/** Undefined: nothing, or not yet. */
export function nextChange(turn: Turn, room: Room): NextChange | undefined {
  const roster = turn.state.rosters.get(room.conversation)!
  const group = turn.state.groups.get(room.number)!
  const policy = groupPolicy(group.policy)!
  const { account: self } = turn.state.profile!
  const own = ownChange(turn, roster, isAdmin(policy, self))
  const help = helpFor(turn, roster)
  const add = [...own.add, ...help.add]
  const leaving = isAdmin(policy, self) ? roster.leaving.map(({ account }) => account) : leavingIn(roster, group.epoch)
  const going = [...own.remove, ...leaving, ...help.remove].filter((one) => !sameBytes(one, self))
  const leaves = group.leaves.filter(({ account }) => hasAccount(going, account))
  // Whoever adds people must still be an administrator when they come: giving that up follows.
  const roles = add.length === 0 ? roster.wish.roles : roster.wish.roles.filter((one) => !sameBytes(one.account, self))
  const after = withWish(policy, { ...roster.wish, roles }, [...own.remove, ...leaving])
  const packed = encodePolicy(after)
  const samePolicy = sameBytes(packed, group.policy)
  if (add.length === 0 && leaves.length === 0 && samePolicy) return undefined
  const urgent = own.add.length > 0 || own.remove.length > 0 || isWish(roster.wish)
  if (!urgent && !isDrawn(turn, room, group)) return undefined
  const members = group.leaves.map(({ account }) => account)
  const added = add.map(({ contact }) => turn.state.contacts.get(contact)!.account)
  const remain = [...members.filter((one) => !hasAccount(going, one)), ...added]
  const removed = leaves.map(({ account }) => account)
  const facts = { author: self, before: policy, after, members, remain, added, removed }
  if (judgeCommit(facts, (one) => hasAccount(leaving, one)) !== undefined)
    return giveUp(turn, room.conversation, roster)
  return { add, remove: leaves.map(({ index }) => index), ...(samePolicy ? {} : { policy: packed }) }
}

/** Devices that one commit adds: more would not fit into the largest. */
const mostAtOnce: { readonly [S in Suite]: number } = { classic: 1000, hybrid: 300 }

interface People {
  readonly add: readonly Claimed[]
  readonly remove: readonly AccountId[]
}
const nobody: People = { add: [], remove: [] }

/** What this person wants as an administrator. */
function ownChange(turn: Turn, roster: Roster, admin: boolean): People {
  if (!admin) return nobody
  const away = awayIn(turn, roster.number)
  const coming = roster.adding.filter((handle) => !away.has(handle))
  const add = gathered(turn, roster.number, coming) ?? []
  // The rest comes with the next commit.
  return { add: add.slice(0, mostAtOnce[roster.suite]), remove: roster.removing }
}

/** Who has asked to be added again is removed and added in one. */
function helpFor(turn: Turn, roster: Roster): People {
  const add = gathered(turn, roster.number, handlesOf(turn, roster.rejoining))
  return add === undefined || add.length === 0 ? nobody : { add, remove: roster.rejoining }
}

/** The role for it is gone: nothing of what was wanted is wanted any more. */
function giveUp(turn: Turn, number: number, roster: Roster): undefined {
  turn.set('rosters', number, { ...roster, adding: [], removing: [], wish: noWish })
  notSent(turn, number, 'not-admin')
}

/** Whether this device's time has come; the lot is drawn where there is none. See lots.ts. */
function isDrawn(turn: Turn, { number }: Room, { leaves }: Group): boolean {
  const drawn = turn.state.lots.get(number)
  const longest = Math.min(30, 2 + Math.ceil(leaves.length / 10))
  if (drawn === undefined) {
    const [chance] = turn.at.random(1)
    turn.set('lots', number, turn.now + Math.floor((longest * chance!) / 256))
  }
  return turn.now >= turn.state.lots.get(number)!
}
