/** Whatever a run of authors tries, what must never happen to a chain does not happen. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { extendChain, recoveryDelay, sameBytes, type ChainEntry, type ChainState } from '../src/index.ts'
import { author, begun, deviceOf, following, judge, sealed, type Author } from './chain-author.ts'

const people = Array.from({ length: 6 }, (_, i) => author(i))
const [first, , , , recovery, administrator] = people as [Author, Author, Author, Author, Author, Author]
/** Signatures are other tests' matter; here they would only cost time. */
const trusting = { ...judge, verify: () => true, administrators: [administrator.public] }

/** What to take away and what to add, by number. */
const deltas = fc.record({
  drop: fc.uniqueArray(fc.nat(people.length - 1), { maxLength: 1 }),
  add: fc.uniqueArray(fc.nat(people.length - 1), { maxLength: 1 }),
})
const rarely = <T>(one: T) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant(one) })
const attempts = fc.array(
  fc.record({
    by: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4, 4, 4, 5),
    wait: fc.constantFrom(0, 1, recoveryDelay),
    devices: fc.option(deltas, { nil: undefined }),
    recovery: fc.oneof(rarely(null), rarely(people[3]!.public)),
    status: fc.oneof(rarely('active' as const), rarely('suspended' as const), rarely('disputed' as const)),
    pending: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant('object' as const) },
      { weight: 2, arbitrary: deltas },
      { weight: 2, arbitrary: fc.constant('due' as const) },
    ),
  }),
  { maxLength: 40, size: 'max' },
)
type Attempt = typeof attempts extends fc.Arbitrary<readonly (infer A)[]> ? A : never

/** Tries each in turn and calls `see` with what each accepted one changed. */
function walk(tries: readonly Attempt[], see: (before: ChainState, by: Author, after: ChainState) => void): number {
  let state = begun(first, recovery)
  let accepted = 0
  for (const attempt of tries) {
    const by = people[attempt.by]!
    const result = extendChain(state, sealed(following(state, changesOf(state, attempt)), by), trusting)
    if ('refused' in result) continue
    accepted += 1
    see(state, by, result.state)
    state = result.state
  }
  return accepted
}

function changesOf(state: ChainState, attempt: Attempt): Partial<ChainEntry> {
  const at = state.at + attempt.wait
  const changes: { -readonly [K in keyof ChainEntry]?: ChainEntry[K] } = { at }
  if (attempt.devices !== undefined) changes.devices = applied(state, attempt.devices)
  if (attempt.recovery !== undefined) changes.recovery = attempt.recovery
  if (attempt.status !== undefined) changes.status = attempt.status
  if (attempt.pending === 'object') return { at, pending: null, status: 'disputed' }
  if (attempt.pending === 'due') {
    changes.pending = null
    if (state.pending !== null) changes.devices = state.pending.devices
  } else if (attempt.pending !== undefined)
    changes.pending = { devices: applied(state, attempt.pending), from: at + recoveryDelay }
  return changes
}

function applied(state: ChainState, { drop, add }: { drop: readonly number[]; add: readonly number[] }) {
  const kept = state.devices.filter((device) => !drop.some((i) => sameBytes(people[i]!.public, device.key)))
  return [...kept, ...add.map((i) => deviceOf(people[i]!))]
}

const keys = (state: ChainState) => state.devices.map((device) => device.key)
const has = (list: readonly Uint8Array[], key: Uint8Array): boolean => list.some((k) => sameBytes(k, key))
const same = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : sameBytes(a, b)

const holds = (see: (before: ChainState, by: Author, after: ChainState) => void): void =>
  fc.assert(
    fc.property(attempts, (tries) => void walk(tries, see)),
    { numRuns: 150 },
  )

describe('in any sequence of attempts', () => {
  test('enough are accepted for the properties to mean something', () => {
    const counts = fc.sample(attempts, { numRuns: 100, seed: 3 }).map((tries) => walk(tries, () => {}))
    expect(counts.reduce((a, b) => a + b, 0)).toBeGreaterThan(150)
  })

  test('only the recovery key changes the recovery key', () => {
    holds((before, by, after) => {
      if (!same(before.recovery, after.recovery)) expect(same(before.recovery, by.public)).toBe(true)
    })
  })

  test('no device comes back after a revocation', () => {
    holds((before, _, after) => {
      for (const key of keys(after)) expect(has(keys(before), key) || !has(before.ever, key)).toBe(true)
    })
  })

  test('every device that was ever active is remembered', () => {
    holds((before, _, after) => {
      for (const key of [...before.ever, ...keys(after)]) expect(has(after.ever, key)).toBe(true)
    })
  })

  test('an administrator adds nothing', () => {
    holds((before, by, after) => {
      const owner = has(keys(before), by.public) || same(before.recovery, by.public)
      if (by !== administrator || owner) return
      for (const key of keys(after)) expect(has(keys(before), key)).toBe(true)
    })
  })

  test('a dispute never ends, and nothing is added in it', () => {
    holds((before, _, after) => {
      if (before.status !== 'disputed') return
      expect(after.status).toBe('disputed')
      for (const key of keys(after)) expect(has(keys(before), key)).toBe(true)
    })
  })

  test('a recovery adds nothing before everybody had time to object', () => {
    let seen: ChainState | undefined
    holds((before, by, after) => {
      if (before.pending === null && after.pending !== null) seen = after
      const added = keys(after).some((key) => !has(keys(before), key))
      if (added && !has(keys(before), by.public)) expect(after.at - seen!.at).toBeGreaterThanOrEqual(recoveryDelay)
    })
  })

  test('account, handle and origin stay', () => {
    holds((before, _, after) => {
      const { account, handle, origin } = before
      expect(after).toMatchObject({ account, handle, origin, seq: before.seq + 1 })
    })
  })
})
