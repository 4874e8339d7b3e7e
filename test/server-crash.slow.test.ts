/** A short form of `npm run proof -- server-crash`, and a server that it must catch. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serverCrash } from './crash/server-crash.ts'

const seed = Date.now() % 1_000_000

test('ten kills of the server lose nothing that was acknowledged and show nothing twice', async () => {
  const { problems, acknowledged } = await serverCrash({ seed, kills: 10 })
  expect(problems, `seed ${seed}`).toEqual([])
  expect(acknowledged).toBeGreaterThan(100)
})

test('a server that acknowledges before it writes is caught', async () => {
  const main = join(import.meta.dirname, 'crash', 'hasty-server.ts')
  const { problems } = await serverCrash({ seed, kills: 4, main })
  expect(problems.filter((problem) => problem.includes('lost: ')).length).toBeGreaterThan(0)
})
