/** Yesterday's data still opens, and people go on talking on it. */
import { readdirSync, rmSync } from 'node:fs'
import type { Engine } from '@ebb/engine'
import { afterEach, expect, test } from 'vitest'
import { copyOfOldData, openOldHome, startOldServer } from './old/old-data.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

const versions = readdirSync(new URL('old/', import.meta.url)).filter((name) => /^v\d+$/.test(name))

test('there is data of every version of the stored formats', () => expect(versions).toEqual(['v1', 'v2']))

test.each(versions)('two homes and a server of %s open, read on and answer', async (version) => {
  const old = copyOfOldData(version)
  cleanups.push(() => rmSync(old.dir, { recursive: true }))
  const server = await startOldServer(old)
  cleanups.push(() => server.close())
  const open = async (name: string): Promise<Engine> => {
    const caughtUp = Promise.withResolvers<void>()
    const engine = await openOldHome(old, name, server.url, (event) => event.kind === 'caught-up' && caughtUp.resolve())
    cleanups.push(() => engine.close())
    await engine.command({ do: 'connect' })
    await caughtUp.promise
    return engine
  }
  const alice = await open('alice')
  const bob = await open('bob')
  // Lines about the conversation say nothing.
  const texts = async (engine: Engine, handle: string) =>
    (await engine.view.messages(handle))!.filter((m) => m.state !== 'note').map((m) => m.text)
  const kept = ['Written by an older version.', 'And answered by it.', 'Not fetched yet.']
  expect(await texts(alice, 'bob')).toEqual(kept)
  expect(await texts(bob, 'alice')).toEqual(kept)
  expect((await bob.view.chats())[0]).toMatchObject({ with: 'alice', ceiling: 604_800 })
  await bob.command({ do: 'send', to: 'alice', text: 'Read by a newer one.' })
  await expect.poll(() => texts(alice, 'bob')).toEqual([...kept, 'Read by a newer one.'])
})
