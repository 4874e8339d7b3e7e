/** A server whose clock is a year ahead: it destroys what it holds, and nothing on anybody's device. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startServer } from '../apps/server/src/server.ts'
import { warningLines } from '@ebb/engine'
import { inviteFrom, joinAs, makeCheapHome } from './stage/cheap-home.ts'
import { clientMain, runToEnd, type Ran } from './stage/processes.ts'
import { freeAgain, quietPort } from './stage/quiet-port.ts'

const folder = mkdtempSync(join(tmpdir(), 'ebb-clock-'))
const [alice, bob, data] = ['alice', 'bob', 'server'].map((name) => join(folder, name)) as [string, string, string]
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ebb = (home: string, ...args: string[]): Promise<Ran> =>
  runToEnd(clientMain, ['--home', home, ...args], { EBB_PASSPHRASE: 'open' })
const year = 365 * 86_400
const now = (): number => Math.floor(Date.now() / 1000)

test('time at the server is not believed', { timeout: 120_000 }, async () => {
  const port = await quietPort()
  const honest = await startServer({ data, port })
  for (const home of [alice, bob]) await makeCheapHome(home, 'open')
  await joinAs('alice', alice, 'open', honest.invite!)
  await joinAs('bob', bob, 'open', await inviteFrom(alice, 'open'))
  await ebb(alice, 'send', '@bob', 'This stays.')
  expect((await ebb(bob, 'read', '@alice')).stdout).toContain('This stays.')
  await honest.close()
  await freeAgain(port)

  const ahead = await startServer({ data, port, now: () => now() + year })
  const read = await ebb(bob, 'read', '@alice')
  expect(read.stdout).toContain('This stays.')
  expect(read.stderr).toContain(warningLines['server-clock'])
  expect(read.code).toBe(0)
  const sent = await ebb(alice, 'send', '@bob', 'Into another year')
  expect(sent.stderr).toContain('The server’s clock and this device’s differ too much. Check the time.')
  expect(sent.code).toBe(1)
  await ahead.close()
  await freeAgain(port)

  // Back in its right mind, it gets what was kept.
  const healed = await startServer({ data, port })
  expect((await ebb(alice, 'chats')).stdout).toContain('@bob')
  const after = await ebb(bob, 'read', '@alice')
  expect(after.stdout).toContain('This stays.')
  expect(after.stdout).toContain('Into another year')
  await healed.close()
})
