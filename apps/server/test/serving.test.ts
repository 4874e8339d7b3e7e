/** The running server: disk full, expiry by the clock, a lost bucket, pages and figures. */
import { mkdtempSync, readdirSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bucketOf, limits } from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import { nodeDisk, type Disk } from '../src/log/disk.ts'
import { comeIn, firstPerson, keyPair, random, TestChannel, type TestLine, type Person } from './client.ts'
import { startServer } from './start.ts'

let data: string
let server: RunningServer
let clock: number
let log: { event: string; level: string }[]
let full: boolean
const disk: Disk = {
  ...nodeDisk,
  writeSync: ((...args: Parameters<Disk['writeSync']>) => {
    if (full) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    return nodeDisk.writeSync(...args)
  }) as Disk['writeSync'],
}
let alice: Person
let a: TestLine
const now = (): number => Math.floor(Date.now() / 1000) + clock
const start = (): Promise<RunningServer> =>
  startServer({
    data,
    port: 0,
    ticks: false,
    disk,
    now,
    write: (line) => log.push(JSON.parse(line) as (typeof log)[number]),
  })
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-serving-'))
  clock = 0
  log = []
  full = false
  server = await start()
  alice = await firstPerson(server)
  a = await comeIn(server.origin, alice)
})
afterEach(async () => {
  a.close()
  await server.close()
  rmSync(data, { recursive: true })
})
async function opened(): Promise<TestChannel> {
  const channel = new TestChannel()
  await a.ask(channel.create(a))
  await a.ask(channel.open(a))
  return channel
}

test('disk full: refused, nothing half-visible, reads go on, and it recovers', async () => {
  const channel = await opened()
  await a.ask(channel.append(random(100)))
  full = true
  const words = await Promise.all([a.word(channel.append(random(100))), a.word(channel.append(random(100)))])
  expect(words).toEqual(['server-full', 'server-full'])
  expect((await fetch(`${server.url}/health`)).status).toBe(503)
  const b = await comeIn(server.origin, alice)
  expect(await b.ask(channel.open(b))).toMatchObject({ last: 1 })
  await b.wait('entry')
  full = false
  expect(await a.ask(channel.append(random(100)))).toMatchObject({ kind: 'appended', seq: 2 })
  await b.until((tell) => tell.kind === 'entry' && tell.seq === 2)
  expect(b.tells.filter((tell) => tell.kind === 'entry')).toHaveLength(2)
  expect(log.map((line) => line.event)).toEqual(['disk-full', 'disk-has-room'])
  b.close()
})

test('at the end of its bucket an entry is (seq, id) only, live and after a restart; commits live thirty days', async () => {
  const channel = await opened()
  const bucket = bucketOf(now() + 60, now())
  await a.ask(channel.append(random(100), { bucket }))
  await a.ask(channel.commit(a, random(100), keyPair()))
  const ofCommit = String(Math.ceil((now() + limits.commitLife) / 3600) * 3600)
  expect(readdirSync(join(data, 'buckets'))).toHaveLength(2)
  clock += bucket - now()
  await server.core.tick()
  expect(readdirSync(join(data, 'buckets'))).toEqual([ofCommit])
  const read = async (): Promise<string[]> => {
    const line = await comeIn(server.origin, alice)
    await line.ask(channel.open(line))
    await line.until((tell) => 'seq' in tell && tell.kind !== 'appended' && tell.seq === 2)
    line.close()
    return line.tells.flatMap((tell) =>
      tell.kind === 'entry' || tell.kind === 'expired' ? [`${tell.kind} ${tell.seq} ${tell.of}`] : [],
    )
  }
  expect(await read()).toEqual(['expired 1 message', 'entry 2 commit'])
  await server.close()
  server = await start()
  expect(await read()).toEqual(['expired 1 message', 'entry 2 commit'])
  expect(log.filter((line) => line.event === 'expire')).toHaveLength(1)
  clock += limits.commitLife + 3600
  await server.core.tick()
  // By then even (seq, id) of the message has gone.
  expect(await read()).toEqual(['expired 2 commit'])
})

test('what ended while the server was down is gone before anybody can ask', async () => {
  const channel = await opened()
  await a.ask(channel.append(random(100), { bucket: bucketOf(now() + 60, now()) }))
  await server.close()
  clock += 7200
  server = await start()
  expect(readdirSync(join(data, 'buckets'))).toEqual([])
})

test('a lost bucket makes its entries expired, with a warning', async () => {
  const channel = await opened()
  await a.ask(channel.append(random(100)))
  await server.close()
  for (const name of readdirSync(join(data, 'buckets'))) unlinkSync(join(data, 'buckets', name))
  server = await start()
  a = await comeIn(server.origin, alice)
  await a.ask(channel.open(a))
  expect(await a.wait('expired')).toMatchObject({ seq: 1 })
  expect(log.at(-1)).toEqual({ event: 'bucket-missing', level: 'warning' })
})

describe('plain HTTP', () => {
  test('the figures are named after the steps and hold no ids', async () => {
    const channel = await opened()
    await a.ask(channel.append(random(100)))
    await a.word(channel.append(random(100), { n: 9 }))
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toMatch(/^ebb_append_total\{kind="message"\} 1$/m)
    expect(text).toMatch(/^ebb_append_refused_total\{why="wrong-epoch"\} 1$/m)
    expect(text).toMatch(/^ebb_connections 1$/m)
    expect(text).toMatch(/^ebb_group_commit_entries_count 3$/m)
    for (const name of ['ebb_fan_out_total', 'ebb_expire_total', 'ebb_group_commit_seconds_bucket'])
      expect(text).toContain(name)
    expect(text.replaceAll(/ \d+\.\d+$/gm, '')).not.toMatch(/[0-9a-f]{16}/)
  })
})

test('a client that stops reading its socket gets everything, in order, when it goes on', async () => {
  const channel = await opened()
  const b = await comeIn(server.origin, alice)
  await b.ask(channel.open(b))
  b.ws.pause()
  for (let i = 0; i < 220; i++) await a.ask(channel.append(random(60_000)))
  expect(b.tells.filter((tell) => tell.kind === 'entry').length).toBeLessThan(220)
  b.ws.resume()
  await b.until((tell) => tell.kind === 'entry' && tell.seq === 220)
  expect(b.tells.flatMap((tell) => (tell.kind === 'entry' ? [tell.seq] : []))).toEqual(
    Array.from({ length: 220 }, (_, i) => i + 1),
  )
  const text = await (await fetch(`${server.url}/metrics`)).text()
  expect(Number(/^ebb_fan_out_read_total (\d+)$/m.exec(text)![1])).toBeGreaterThan(0)
  b.close()
})

test('one large commit to a line without room, then more', async () => {
  const channel = await opened()
  const b = await comeIn(server.origin, alice)
  await b.ask(channel.open(b))
  b.ws.pause()
  for (let i = 0; i < 3; i++) {
    const next = keyPair()
    await a.ask(channel.commit(a, random(4_194_304), next))
    channel.accept(next)
    await a.ask(channel.open(a, i + 1, i + 2))
  }
  b.ws.resume()
  for (let n = 1; n <= 3; n++) {
    await b.until((tell) => tell.kind === 'entry' && tell.seq === n)
    await b.ask(channel.open(b, n, n + 1))
  }
  await a.ask(channel.append(random(10)))
  expect(await b.until((tell) => tell.kind === 'entry' && tell.seq === 4)).toMatchObject({ of: 'message' })
  b.close()
})
