/** Disks that are full, the server's and a client's: nothing that was acknowledged is lost, and it goes on with room. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createVault, openVault, startEngine, StorageError, type Engine, type Vault } from '@ebb/engine'
import {
  databaseName,
  keyringName,
  openKeyringFile,
  openSqliteStore,
  piecesFolder,
  systemClock,
  systemRandom,
  webSocketLine,
} from '@ebb/node'
import { tsMls } from '@ebb/seal'
import { startServer, type RunningServer } from '../apps/server/src/server.ts'
import { Bot } from './stage/bot.ts'
import { inviteFrom, joinAs, makeCheapHome } from './stage/cheap-home.ts'

const folder = fs.mkdtempSync(join(tmpdir(), 'ebb-full-'))
const alice = join(folder, 'alice')
let full = false
let server: RunningServer
let sender: Bot

beforeAll(async () => {
  const writeSync = ((...args: Parameters<typeof fs.writeSync>) => {
    if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    return fs.writeSync(...args)
  }) as typeof fs.writeSync
  server = await startServer({ data: join(folder, 'server'), port: 0, disk: { ...fs, writeSync } })
  await makeCheapHome(alice, 'a')
  await joinAs('alice', alice, 'a', server.invite!)
}, 60_000)

afterAll(async () => {
  await sender.close()
  await server.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Bob in this process, on a disk with so much room for his database. */
async function openBob(largest: number | undefined): Promise<{ engine: Engine; broken: Promise<unknown> }> {
  const dir = join(folder, 'bob')
  fs.mkdirSync(dir, { recursive: true })
  const store = openSqliteStore(join(dir, databaseName), largest === undefined ? {} : { largest })
  const keyring = await openKeyringFile(join(dir, keyringName), { create: true })
  const parts = { store, keyring, passphrase: 'b', random: systemRandom }
  const opened = await openVault(parts)
  const vault: Vault = 'refused' in opened ? await createVault({ ...parts, cost: { memoryKiB: 8, passes: 1 } }) : opened
  let fail: (error: unknown) => void = () => undefined
  const broken = new Promise<unknown>((resolve) => (fail = resolve))
  const around = {
    pieces: piecesFolder(join(dir, 'pieces')),
    line: webSocketLine(),
    clock: systemClock,
    random: systemRandom,
    mls: tsMls,
    suite: 'hybrid',
  } as const
  return { engine: await startEngine({ vault, ...around, onEvent: () => undefined, onBroken: fail }), broken }
}

const textsOf = async (engine: Engine): Promise<(string | undefined)[]> =>
  ((await engine.view.messages('alice')) ?? []).map((m) => m.text)

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 40_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come to that')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('full disks', { timeout: 120_000 }, () => {
  const sent: string[] = []
  const send = async (text: string): Promise<void> => {
    sent.push(text)
    expect(await sender.ask({ do: 'send', to: 'bob', text })).toMatchObject({ ok: true })
  }

  test("a client's: what came until then is there, the rest comes when there is room", async () => {
    const link = await inviteFrom(alice, 'a')
    const small = await openBob(200_000)
    expect(await small.engine.command({ do: 'join', link, name: 'bob' })).toMatchObject({ ok: true })
    sender = new Bot(alice, 'a')
    await sender.until('caught-up')
    let over = false
    void small.broken.then(() => (over = true))
    for (let i = 0; i < 200 && !over; i++) await send(`${i} ${'x'.repeat(1500)}`)
    const error = await small.broken
    expect(error).toBeInstanceOf(StorageError)
    expect((error as StorageError).why).toBe('disk-full')
    expect((error as StorageError).message).toContain('nothing that was acknowledged is lost')
    await small.engine.close()

    const roomy = await openBob(undefined)
    await roomy.engine.command({ do: 'connect' })
    await until(async () => (await textsOf(roomy.engine)).length >= sent.length)
    expect(await textsOf(roomy.engine)).toEqual(sent)
    await roomy.engine.close()
  })

  test("the server's: it refuses, what it had is still there, and what was kept goes out when there is room", async () => {
    const bob = await openBob(undefined)
    await bob.engine.command({ do: 'connect' })
    full = true
    await send('There is no room for this yet.')
    expect(await sender.run.line((line) => line.includes('"server-full"'), 0, 20_000)).toContain('disk is full')
    await until(() => bob.engine.view.caughtUp())
    expect(await textsOf(bob.engine)).toEqual(sent.slice(0, -1))
    full = false
    await until(async () => (await textsOf(bob.engine)).length === sent.length)
    expect(await textsOf(bob.engine)).toEqual(sent)
    await bob.engine.close()
  })
})
