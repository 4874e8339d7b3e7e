/** The same rules as roles.test.ts, for whatever a tree can take. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeCommit, sameBytes, type AccountId, type CommitFacts } from '../src/index.ts'
import { factsOf, names, people, person, verdict, type Name, type Policy } from './group-commits.ts'

/** Any commit that a tree can take, by anybody who is in it. */
const someOf = <T>(these: readonly T[], minLength = 0): fc.Arbitrary<T[]> => fc.subarray([...these], { minLength })
const clocks = { ceiling: fc.constantFrom(60, 3600, 86_400), afterRead: fc.constantFrom(null, 0, 30, 3600) }
const others = {
  name: fc.constantFrom('Newsroom', 'Night desk'),
  shorten: fc.constantFrom('admins' as const, 'members' as const),
  announcements: fc.boolean(),
  picture: fc.constantFrom(null, Uint8Array.of(1), Uint8Array.of(2)),
}
const policies: fc.Arbitrary<Policy> = fc.record({
  version: fc.constant(2 as const),
  ...clocks,
  ...others,
  admins: someOf(names, 1),
})
/** Mostly a part of it, so that commits of members have a chance. */
const changes = (of: Policy): fc.Arbitrary<Partial<Policy>> =>
  fc.oneof(
    fc.constant({}),
    fc.record(clocks, { requiredKeys: [] }),
    fc.oneof(...Object.entries(others).map(([name, values]) => fc.record({ [name]: values }))),
    someOf(of.admins, 1).map((admins) => ({ admins })),
    policies,
  )
const commits = fc
  .record({ before: policies, members: someOf(names, 1), second: someOf(names), left: someOf(names) })
  .chain(({ before, members, second, left }) => {
    const leaves = [...members, ...second.filter((one) => members.includes(one))]
    return fc.record({
      author: fc.constantFrom(...members),
      before: fc.constant(before),
      members: fc.constant(leaves),
      left: fc.constant(left),
      added: fc.oneof(fc.constant([]), someOf(members), someOf(names)),
      removed: fc.oneof(someOf(left.filter((one) => members.includes(one))), someOf(leaves)),
      policy: changes(before),
    })
  })
  // Nobody commits their own removal (RFC 9420 §12.2): their own leaf is the first of theirs.
  .filter(({ author, members, removed }) => {
    const count = (list: readonly Name[]): number => list.filter((one) => one === author).length
    return count(removed) < count(members)
  })
type Random = typeof commits extends fc.Arbitrary<infer T> ? T : never

const namesOf = (accounts: readonly AccountId[]): readonly Name[] =>
  names.filter((name) => accounts.some((account) => sameBytes(account, person(name))))
const isIn = (some: readonly Name[], all: readonly Name[]): boolean => some.every((one) => all.includes(one))
const without = (some: readonly Name[], others: readonly Name[]): readonly Name[] =>
  some.filter((one) => !others.includes(one))
const shorter = (a: number | null, b: number | null): boolean => b === null || (a !== null && a <= b)

/** The same in names, each once. */
function lookAt(commit: Random) {
  const facts = factsOf(commit.author, commit)
  const after: Policy = { ...commit.before, ...commit.policy }
  const [members, remain] = [namesOf(facts.members), namesOf(facts.remain)]
  return { ...commit, after, members, remain, leads: commit.before.admins.includes(commit.author) }
}

describe('a commit', () => {
  test('of an administrator is followed unless nobody would be one afterwards', () => {
    fc.assert(
      fc.property(commits, (commit) => {
        const { before, after, members, remain, left, leads } = lookAt(commit)
        fc.pre(leads)
        const were = before.admins.some((one) => members.includes(one) && !left.includes(one))
        const are = after.admins.some((one) => remain.includes(one))
        expect(verdict(commit.author, commit)).toBe(were && !are ? 'no-admin' : 'allowed')
      }),
      { numRuns: 200 },
    )
  })

  test('of a member that is followed brings in nobody, and puts out nobody who has not left', () => {
    fc.assert(
      fc.property(commits, (commit) => {
        const { members, remain, left, leads } = lookAt(commit)
        fc.pre(!leads && verdict(commit.author, commit) === 'allowed')
        expect(isIn(remain, members)).toBe(true)
        expect(isIn(without(members, remain), left)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('of a member that is followed changes nothing but clocks, which become shorter, and roles of who has left', () => {
    fc.assert(
      fc.property(commits, (commit) => {
        const { before, after, left, leads } = lookAt(commit)
        fc.pre(!leads && verdict(commit.author, commit) === 'allowed')
        const { ceiling, afterRead, admins, ...rest } = after
        expect({ ...before, ...rest }).toEqual(before)
        expect(shorter(ceiling, before.ceiling) && shorter(afterRead, before.afterRead)).toBe(true)
        if (before.shorten === 'admins') expect([ceiling, afterRead]).toEqual([before.ceiling, before.afterRead])
        expect(isIn(admins, before.admins)).toBe(true)
        expect(isIn(without(before.admins, admins), left)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('of a member leaves the group an administrator who has not left, where it had one', () => {
    fc.assert(
      fc.property(commits, (commit) => {
        const { before, after, members, remain, left, leads } = lookAt(commit)
        const were = before.admins.some((one) => members.includes(one) && !left.includes(one))
        fc.pre(!leads && were && verdict(commit.author, commit) === 'allowed')
        expect(after.admins.some((one) => remain.includes(one) && !left.includes(one))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('of a member is followed where it removes who has left, replaces devices and shortens clocks', () => {
    const modest = commits.chain((commit) => {
      const { before, members, left, author } = lookAt(commit)
      const going = left.filter((one) => members.includes(one) && one !== author)
      const kept = without(before.admins, left)
      return fc.record({
        gone: someOf(going),
        replaced: someOf(without(members, [...going, author])),
        admins: someOf(without(before.admins, kept), kept.length > 0 ? 0 : 1).map((some) => [...kept, ...some]),
        ceiling: fc.integer({ min: 1, max: before.ceiling }),
        afterRead: before.afterRead === null ? fc.option(fc.nat(9)) : fc.nat(before.afterRead),
        commit: fc.constant({ ...commit, before: { ...before, shorten: 'members' as const }, members }),
      })
    })
    fc.assert(
      fc.property(modest, ({ gone, replaced, admins, ceiling, afterRead, commit }) => {
        const does = { added: replaced, removed: [...gone, ...replaced], policy: { admins, ceiling, afterRead } }
        expect(verdict(commit.author, { ...commit, ...does })).toBe('allowed')
      }),
      { numRuns: 200 },
    )
  })

  test('that its author may make is followed as well where others have left meanwhile', () => {
    fc.assert(
      fc.property(commits, someOf(names), (commit, meanwhile) => {
        fc.pre(verdict(commit.author, commit) === 'allowed')
        expect(verdict(commit.author, { ...commit, left: [...commit.left, ...meanwhile] })).toBe('allowed')
      }),
      { numRuns: 500 },
    )
  })

  test('that a member may make, an administrator may make too', () => {
    fc.assert(
      fc.property(commits, (commit) => {
        const { before, members, leads } = lookAt(commit)
        const [admin] = before.admins.filter((one) => members.includes(one))
        fc.pre(!leads && admin !== undefined && verdict(commit.author, commit) === 'allowed')
        expect(verdict(admin, commit)).toBe('allowed')
      }),
      { numRuns: 200 },
    )
  })

  test('is judged the same in whatever order people stand in it', () => {
    const orders = fc.tuple(commits, fc.nat(), fc.nat())
    fc.assert(
      fc.property(orders, ([commit, by, at]) => {
        const turned = <T>(list: readonly T[]): T[] => list.map((_, i) => list[(i + by) % list.length]!)
        const backwards = <T>(list: readonly T[]): readonly T[] =>
          at % 2 === 0 ? turned(list).reverse() : turned(list)
        const facts = factsOf(commit.author, commit)
        const other: CommitFacts = {
          ...facts,
          before: { ...facts.before, admins: backwards(facts.before.admins) },
          after: { ...facts.after, admins: turned(facts.after.admins) },
          members: backwards(facts.members),
          remain: turned(facts.remain),
          added: turned(facts.added),
          removed: backwards(facts.removed),
        }
        const hasLeft = (one: AccountId): boolean => people(commit.left).some((left) => sameBytes(left, one))
        expect(judgeCommit(other, hasLeft)).toBe(judgeCommit(facts, hasLeft))
      }),
      { numRuns: 200 },
    )
  })

  // The control of the tests above.
  test('of the random ones gets every verdict', () => {
    const seen = fc.sample(commits, { numRuns: 2000, seed: 7 }).map((commit) => {
      const { leads, remain, members, after, before } = lookAt(commit)
      const changes = JSON.stringify(after) !== JSON.stringify(before) || !isIn(members, remain)
      return `${leads ? 'administrator' : 'member'} ${changes ? 'changes' : 'updates'} ${verdict(commit.author, commit)}`
    })
    const counts = Map.groupBy(seen, (one) => one)
    for (const kind of [
      'administrator changes allowed',
      'administrator changes no-admin',
      'member updates allowed',
      'member changes allowed',
      'member changes adds',
      'member changes removes',
      'member changes policy',
      'member changes no-admin',
    ])
      expect(counts.get(kind)?.length ?? 0, `${kind} of ${[...counts.keys()].join(', ')}`).toBeGreaterThan(20)
  })
})
