/** A short form of `npm run proof -- power`, and two mistakes that it must find. */
import { expect, test } from 'vitest'
import { power, type PowerOptions } from './crash/power.ts'

const seed = Date.now() % 1_000_000

async function problemsOf(seeds: number, mistake?: PowerOptions['mistake']): Promise<string[]> {
  const problems: string[] = []
  let [acknowledged, forgotten] = [0, 0]
  for (let i = 0; i < seeds; i++) {
    const result = await power({ seed: seed + i, ...(mistake && { mistake }) })
    problems.push(...result.problems)
    acknowledged += result.acknowledged
    forgotten += result.forgotten
  }
  expect(acknowledged).toBeGreaterThan(seeds)
  if (mistake === undefined) expect(forgotten).toBeGreaterThan(seeds)
  return problems
}

test('after any loss of power what the log acknowledged is there, and what it expired is not', async () => {
  expect(await problemsOf(40)).toEqual([])
})

test('files whose syncs do nothing are found', async () => {
  expect((await problemsOf(8, 'files')).length).toBeGreaterThan(0)
})

test('a database that does not sync its commits is found', async () => {
  expect((await problemsOf(8, 'database')).some((problem) => problem.includes('lost: place'))).toBe(true)
})
