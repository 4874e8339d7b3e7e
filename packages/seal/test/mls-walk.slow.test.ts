/** 2,000 steps on classic and 200 on hybrid, without one refusal. */
import { describe, expect, test } from 'vitest'
import { walk } from './walk.ts'

describe('long random walks', () => {
  // Eight walks rather than a long one: the first steps, in small trees, are where most shapes occur.
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('250 steps of up to 16 members, classic, seed %i', async (seed) => {
    expect(await walk('classic', { seed, steps: 250, most: 16 })).toBeGreaterThan(60)
  })
  test.each([11, 12])('100 steps of up to 8 members, hybrid, seed %i', async (seed) => {
    expect(await walk('hybrid', { seed, steps: 100, most: 8 })).toBeGreaterThan(20)
  })
})
