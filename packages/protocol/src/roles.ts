/** What a commit may do to a group, by the role of its author: every client refuses all else. */
import { sameBytes, type AccountId } from './ids.ts'
import { limits } from './limits.ts'
import type { GroupPolicy } from './policy.ts'
import { hex } from './text-forms.ts'

/** A commit, in accounts: who a member is, not on how many devices. */
export interface CommitFacts {
  readonly author: AccountId
  readonly before: GroupPolicy
  readonly after: GroupPolicy
  /** Everybody in the tree before and after it. */
  readonly members: readonly AccountId[]
  readonly remain: readonly AccountId[]
  /** Accounts of the leaves that it adds and removes. */
  readonly added: readonly AccountId[]
  readonly removed: readonly AccountId[]
}

export type RoleRefusal =
  | 'adds' // somebody who is not in
  | 'removes' // somebody who has not left
  | 'policy' // a policy that its author may not make
  | 'no-admin' // nobody would be left who may change anything
  | 'too-many' // more members than a group has

/**
 * Undefined: allowed. `left`: whether that account has said in this channel that it leaves. What is allowed stays so where
 * more have left: its author may not have heard of them.
 */
export function judgeCommit(facts: CommitFacts, left: (account: AccountId) => boolean): RoleRefusal | undefined {
  const { author, before, after, members, remain } = facts
  // Where the last of them has left by themselves, the others go on without any.
  const someLead = before.admins.some((admin) => has(members, admin) && !left(admin))
  if (someLead && !after.admins.some((admin) => has(remain, admin))) return 'no-admin'
  if (new Set(remain.map(hex)).size > limits.groupMembers) return 'too-many'
  if (has(before.admins, author)) return undefined
  if (facts.added.some((account) => !has(members, account))) return 'adds'
  // Whose device is replaced stays in.
  const mayGo = (account: AccountId): boolean => sameBytes(account, author) || left(account) || has(remain, account)
  if (!facts.removed.every(mayGo)) return 'removes'
  return mayChange(before, after, left) ? undefined : 'policy'
}

/** A member may shorten the clocks where the policy lets members, and take the role from an administrator who has left. */
function mayChange(before: GroupPolicy, after: GroupPolicy, left: (account: AccountId) => boolean): boolean {
  const shorter = after.ceiling <= before.ceiling && (after.afterRead ?? Infinity) <= (before.afterRead ?? Infinity)
  const same = after.ceiling === before.ceiling && after.afterRead === before.afterRead
  if (!same && !(shorter && before.shorten === 'members')) return false
  if (after.name !== before.name || after.shorten !== before.shorten) return false
  if (after.announcements !== before.announcements || !samePicture(before.picture, after.picture)) return false
  const gone = before.admins.filter((admin) => !has(after.admins, admin))
  return after.admins.length === before.admins.length - gone.length && after.admins.every(isAmong) && gone.every(left)

  function isAmong(admin: AccountId): boolean {
    return has(before.admins, admin)
  }
}

export const isAdmin = ({ admins }: GroupPolicy, account: AccountId): boolean => has(admins, account)

const has = (accounts: readonly AccountId[], account: AccountId): boolean =>
  accounts.some((other) => sameBytes(other, account))
const samePicture = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : sameBytes(a, b)
