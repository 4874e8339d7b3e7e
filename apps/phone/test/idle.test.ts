import { describe, expect, it } from 'vitest'
import { isIdle, later, momentOf } from '../src/watch/idle.ts'

const minute = 60_000
const start = { wall: 1_700_000_000_000, steady: 5000 }
const after = (wall: number, steady = wall) => ({ wall: start.wall + wall, steady: start.steady + steady })

describe('a time without use', () => {
  it('is over at its end', () => {
    expect(isIdle(start, after(5 * minute - 1), 5)).toBe(false)
    expect(isIdle(start, after(5 * minute), 5)).toBe(true)
  })

  it('never ends where nobody chose one', () => {
    expect(isIdle(start, after(1e9), null)).toBe(false)
  })

  it('counts by whichever clock says more: one may stand still in sleep, the other may be set back', () => {
    expect(isIdle(start, after(6 * minute, minute), 5)).toBe(true)
    expect(isIdle(start, after(-60 * minute, 6 * minute), 5)).toBe(true)
    expect(isIdle(start, after(-60 * minute, minute), 5)).toBe(false)
  })

  it('begins anew with a use in another tab, as of then and not as of its arrival', () => {
    const told = momentOf(start.wall + minute, after(4 * minute))
    expect(told).toEqual(after(minute))
    expect(isIdle(later(start, told), after(5 * minute), 5)).toBe(false)
    expect(isIdle(later(start, told), after(6 * minute), 5)).toBe(true)
  })

  it('is not put off by another tab whose clock runs ahead', () => {
    expect(momentOf(start.wall + 60 * minute, after(0))).toEqual(start)
  })
})
