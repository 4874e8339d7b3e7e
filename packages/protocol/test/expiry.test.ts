import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boundedBy,
  bucketOf,
  defaultClocks,
  expiresAt,
  inherited,
  isBucket,
  limits,
  presets,
  sentAt,
  sliceOf,
  type Clocks,
} from '../src/index.ts'

const time = fc.integer({ min: 1_700_000_000, max: 2_500_000_000 })
const clock = fc.integer({ min: 1, max: limits.ceiling })
const clocks: fc.Arbitrary<Clocks> = fc.record({ ceiling: clock, afterRead: fc.option(clock, { nil: null }) })
const maybeRead = fc.option(time, { nil: null })

describe('what is made from a message', () => {
  test('ends no later than it, and no later than where it goes lets it', () => {
    fc.assert(
      fc.property(clocks, clocks, time, fc.nat(2 * limits.ceiling), (of, policy, now, left) => {
        const made = inherited({ ...of, ends: now + left }, policy, now)
        expect(made === undefined).toBe(left === 0)
        if (made === undefined) return
        expect(now + made.ceiling).toBe(now + Math.min(left, of.ceiling, policy.ceiling))
        const shortest = Math.min(of.afterRead ?? Infinity, policy.afterRead ?? Infinity)
        expect(made.afterRead ?? Infinity).toBe(shortest)
      }),
    )
  })

  test('is nothing where not a second of it is left', () => {
    const of = { ceiling: 60, afterRead: null }
    expect(inherited({ ...of, ends: 1000 }, defaultClocks, 1000)).toBeUndefined()
    expect(inherited({ ...of, ends: 990 }, defaultClocks, 1000)).toBeUndefined()
    expect(inherited({ ...of, ends: 1001 }, defaultClocks, 1000)).toEqual({ ceiling: 1, afterRead: null })
  })
})

describe('when a message ends', () => {
  test('is the earlier of sent + ceiling and read + after-read', () => {
    expect(expiresAt({ ceiling: 100, afterRead: 10 }, 1000, null)).toBe(1100)
    expect(expiresAt({ ceiling: 100, afterRead: 10 }, 1000, 1050)).toBe(1060)
    expect(expiresAt({ ceiling: 100, afterRead: 10 }, 1000, 1095)).toBe(1100)
    expect(expiresAt({ ceiling: 100, afterRead: null }, 1000, 1050)).toBe(1100)
  })

  test('is never after the ceiling, and reading never makes it later', () => {
    fc.assert(
      fc.property(clocks, time, maybeRead, (of, sent, read) => {
        const end = expiresAt(of, sent, read)
        expect(end).toBeLessThanOrEqual(sent + of.ceiling)
        expect(end).toBeLessThanOrEqual(expiresAt(of, sent, null))
      }),
    )
  })

  test('reading earlier never makes it later', () => {
    fc.assert(
      fc.property(clocks, time, time, time, (of, sent, a, b) => {
        expect(expiresAt(of, sent, Math.min(a, b))).toBeLessThanOrEqual(expiresAt(of, sent, Math.max(a, b)))
      }),
    )
  })

  test('sent counts as the earlier of the claim and the arrival', () => {
    expect(sentAt(10, 20)).toBe(10)
    expect(sentAt(20, 10)).toBe(10)
  })

  test('a sender who claims a later time cannot make a message live longer', () => {
    fc.assert(
      fc.property(clocks, time, time, (of, claimed, arrived) => {
        expect(expiresAt(of, sentAt(claimed, arrived), null)).toBeLessThanOrEqual(arrived + of.ceiling)
      }),
    )
  })
})

describe('clocks', () => {
  test('are never longer than the policy’s', () => {
    fc.assert(
      fc.property(clocks, clocks, time, maybeRead, (of, policy, sent, read) => {
        const bounded = boundedBy(of, policy)
        expect(expiresAt(bounded, sent, read)).toBeLessThanOrEqual(expiresAt(of, sent, read))
        expect(expiresAt(bounded, sent, read)).toBeLessThanOrEqual(expiresAt(policy, sent, read))
        expect(boundedBy(bounded, policy)).toEqual(bounded)
      }),
    )
  })

  test('of a new conversation are four weeks from sending', () => {
    expect(defaultClocks).toEqual({ ceiling: 2_419_200, afterRead: null })
    expect(limits.ceiling).toBe(Math.max(...presets))
  })
})

describe('buckets', () => {
  const skew = fc.integer({ min: -900, max: 900 })

  test('end at or after the message, within a minute below one hour, within an hour above', () => {
    fc.assert(
      fc.property(time, clock, (now, ceiling) => {
        const bucket = bucketOf(now + ceiling, now)
        const grain = ceiling < 3600 ? 60 : 3600
        expect(bucket % grain).toBe(0)
        expect(bucket - (now + ceiling)).toBeGreaterThanOrEqual(0)
        expect(bucket - (now + ceiling)).toBeLessThan(grain)
      }),
    )
  })

  test('are taken by a server whose clock differs by a quarter of an hour', () => {
    fc.assert(
      fc.property(time, clock, skew, (now, ceiling, ahead) => {
        fc.pre(now + ceiling > now + ahead)
        expect(isBucket(bucketOf(now + ceiling, now), now + ahead, limits.bucketAhead)).toBe(true)
      }),
    )
    expect(isBucket(bucketOf(7260 - 1, 3660), 3660 - 900, limits.bucketAhead)).toBe(true)
  })

  test('off the grain, past or too far ahead are refused', () => {
    const now = 3600 * 500_000
    const taken = (bucket: number) => isBucket(bucket, now, limits.bucketAhead)
    expect(taken(now + 60)).toBe(true)
    expect(taken(now + 61)).toBe(false)
    expect(taken(now)).toBe(false)
    expect(taken(now - 60)).toBe(false)
    expect(taken(now + 2 * 3600)).toBe(true)
    expect(taken(now + 2 * 3600 + 60)).toBe(false)
    expect(taken(now + limits.bucketAhead)).toBe(true)
    expect(taken(now + limits.bucketAhead + 3600)).toBe(false)
  })
})

describe('slices', () => {
  test('hold their message and are a sixteenth of the clock, at least a second', () => {
    fc.assert(
      fc.property(time, clock, (expires, ceiling) => {
        const { start, end } = sliceOf(expires, ceiling)
        expect(start).toBeLessThanOrEqual(expires)
        expect(end).toBeGreaterThan(expires)
        expect(end - start).toBe(Math.max(1, Math.floor(ceiling / 16)))
      }),
    )
  })

  test('of one clock do not overlap', () => {
    fc.assert(
      fc.property(time, time, clock, (a, b, ceiling) => {
        const [first, second] = [sliceOf(Math.min(a, b), ceiling), sliceOf(Math.max(a, b), ceiling)]
        expect(first.start === second.start || first.end <= second.start).toBe(true)
      }),
    )
  })
})
