/** Some dozens of seeds, and a few with the hybrid suite. */
import { expect, test } from 'vitest'
import { simulate } from '../src/index.ts'

const seeds = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)

test.each(seeds(1000, 20))('seed %i: three people, 700 steps', async (seed) => {
  const { failure } = await simulate({ seed, steps: 700 })
  expect(failure).toBeUndefined()
})

test.each(seeds(2000, 4))('seed %i: six people, 1,200 steps', async (seed) => {
  const { failure } = await simulate({ seed, steps: 1200, people: 6 })
  expect(failure).toBeUndefined()
})

test.each(seeds(3000, 3))('seed %i: the hybrid suite', async (seed) => {
  const { failure } = await simulate({ seed, steps: 500, suite: 'hybrid' })
  expect(failure).toBeUndefined()
})
