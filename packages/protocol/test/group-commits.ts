/** Commits to a small group, written in names, and how they are judged. */
import { accountId, judgeCommit, sameBytes, type AccountId, type CommitFacts, type GroupPolicy } from '../src/index.ts'

export const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'eve'] as const
export type Name = (typeof names)[number]
/** New bytes each time, because an account is what they say, not which object. */
export const person = (name: Name): AccountId => accountId(new Uint8Array(32).fill(names.indexOf(name) + 1))
export const people = (these: readonly Name[]): readonly AccountId[] => these.map(person)

export interface Policy extends Omit<GroupPolicy, 'admins'> {
  readonly admins: readonly Name[]
}
/** Alice and bob lead; carol, dave and erin are members; eve is outside. */
export const everybody = ['alice', 'bob', 'carol', 'dave', 'erin'] as const
const usual: Policy = {
  version: 2,
  name: 'Newsroom',
  ceiling: 86_400,
  afterRead: 3600,
  admins: ['alice', 'bob'],
  shorten: 'members',
  announcements: false,
  picture: Uint8Array.of(1, 2, 3),
}

export interface Commit {
  /** Of the leaves that it adds and removes. */
  readonly added?: readonly Name[]
  readonly removed?: readonly Name[]
  /** What it changes of the policy, and what was another before. */
  readonly policy?: Partial<Policy>
  readonly before?: Partial<Policy>
  /** Who has said that they leave. */
  readonly left?: readonly Name[]
  /** Of each leaf. */
  readonly members?: readonly Name[]
}

export function factsOf(author: Name, commit: Commit): CommitFacts {
  const { added = [], removed = [], policy = {}, before = {}, members = everybody } = commit
  const was = { ...usual, ...before }
  const will = { ...was, ...policy }
  const remain = [...members]
  for (const one of removed) remain.splice(remain.indexOf(one), 1)
  return {
    author: person(author),
    before: { ...was, admins: people(was.admins) },
    after: { ...will, admins: people(will.admins), picture: will.picture?.slice() ?? null },
    members: people(members),
    remain: people([...remain, ...added]),
    added: people(added),
    removed: people(removed),
  }
}

export const verdict = (author: Name, commit: Commit): string => {
  const left = people(commit.left ?? [])
  return judgeCommit(factsOf(author, commit), (one) => left.some((other) => sameBytes(one, other))) ?? 'allowed'
}
