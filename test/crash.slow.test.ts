/** A short form of `npm run proof -- crash`. */
import { expect, test } from 'vitest'
import { crash } from './crash/crash.ts'

test('50 kills of server and clients lose nothing and double nothing', { timeout: 300_000 }, async () => {
  // Time decides the seed, so that every run tries another one; the failure names it.
  const result = await crash({ seed: Date.now() % 1_000_000, kills: 50 })
  expect(result.problems, `seed ${result.seed}`).toEqual([])
  expect(result.messages).toBeGreaterThan(50)
})
