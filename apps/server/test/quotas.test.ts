import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeAs, publication, type Limits } from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import { Concurrent, TokenBucket, Window, type OftenCounted } from '../src/door/limits.ts'
import { sha256 } from '../src/signatures.ts'
import {
  comeIn,
  firstPerson,
  inviteAndRegister,
  keyPair,
  random,
  TestChannel,
  TestLine,
  type Person,
} from './client.ts'
import { startServer } from './start.ts'

let data: string
let server: RunningServer
/** Seconds that have passed: time stands still in here unless a test moves it. */
let clock: number
/** The minute in which everything begins. */
let begun: number
let alice: Person
let a: TestLine
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ebb-quotas-'))
  clock = 0
  begun = Math.floor(Date.now() / 60_000) * 60
})
afterEach(async () => {
  a.close()
  await server.close()
  rmSync(data, { recursive: true })
})
async function withLimits(limits: Partial<Limits>): Promise<void> {
  server = await startServer({ data, port: 0, ticks: false, limits, now: () => begun + clock })
  alice = await firstPerson(server)
  a = await comeIn(server.origin, alice)
}
async function words(count: number, ask: () => Promise<string>): Promise<string[]> {
  const all: string[] = []
  for (let i = 0; i < count; i++) all.push(await ask())
  return all
}

test('channels created per device and hour', async () => {
  await withLimits({ channelsPerHour: 2 })
  const create = (): Promise<string> => a.word(new TestChannel().create(a))
  expect(await words(3, create)).toEqual(['done', 'done', 'too-many'])
  clock += 3600
  expect(await create()).toBe('done')
})

test('channels open on a connection', async () => {
  await withLimits({ opensPerConnection: 2 })
  const channels = [new TestChannel(), new TestChannel(), new TestChannel()]
  for (const channel of channels) await a.ask(channel.create(a))
  const open = (i: number): Promise<string> => a.word(channels[i]!.open(a))
  expect([await open(0), await open(1), await open(2), await open(1)]).toEqual([
    'opened',
    'opened',
    'too-many',
    'opened',
  ])
  await a.ask({ kind: 'close', channel: channels[0]!.id })
  expect(await open(2)).toBe('opened')
})

test('commits and bytes per account, channel and minute', async () => {
  await withLimits({ commitsPerChannelAndMinute: 2, bytesPerChannelAndMinute: 1000, commitInterval: 0 })
  const bob = await inviteAndRegister(a, 'bob')
  const channel = new TestChannel()
  await a.ask(channel.create(a))
  for (const expected of ['appended', 'appended', 'too-many']) {
    const next = keyPair()
    await a.ask(channel.open(a))
    expect(await a.word(channel.commit(a, random(10), next))).toBe(expected)
    if (expected === 'appended') channel.accept(next)
  }
  expect(await a.word(channel.append(random(980)))).toBe('appended')
  expect(await a.word(channel.append(random(10)))).toBe('too-many')
  // Whoever else is in it has as much, on all their lines together.
  for (const expected of ['appended', 'appended', 'too-many']) {
    const next = keyPair()
    const b = await comeIn(server.origin, bob)
    await b.ask(channel.open(b))
    expect(await b.word(channel.commit(b, random(10), next))).toBe(expected)
    if (expected === 'appended') channel.accept(next)
    else expect(await b.word(channel.append(random(980)))).toBe('appended')
    b.close()
  }
  const other = new TestChannel()
  await a.ask(other.create(a))
  await a.ask(other.open(a))
  expect(await a.word(other.append(random(900)))).toBe('appended')
  clock += 60
  await a.ask(channel.open(a))
  expect(await a.word(channel.append(random(10)))).toBe('appended')
})

test('requests per second, with a burst', async () => {
  await withLimits({ requestsPerSecond: 1, opensPerConnection: 10 })
  const all = await words(20, () => a.word({ kind: 'stock' }))
  expect(all.filter((word) => word === 'stock').length).toBeLessThan(14)
  expect(all.at(-1)).toBe('too-many')
  expect(a.closed).toBe(false)
  clock += 5
  expect(await a.word({ kind: 'stock' })).toBe('stock')
})

test('key packages kept and claimed, invitations, tokens', async () => {
  await withLimits({ keyPackagesClaimedPerHour: 2, invitationsPerDay: 2, inboxTokens: 2 })
  const packages = (count: number): Uint8Array =>
    encodeAs(publication, { packages: Array.from({ length: count }, () => random(20)), lastResort: null })
  for (const count of [60, 60]) await a.ask({ kind: 'publish', suite: 'classic', body: packages(count) })
  expect(await a.ask({ kind: 'stock' })).toMatchObject({ classic: 100 })
  const claim = (): Promise<string> => a.word({ kind: 'claim', account: alice.account, suite: 'classic' })
  expect(await words(3, claim)).toEqual(['key-packages', 'key-packages', 'too-many'])
  expect(await words(3, () => a.word({ kind: 'invite', hash: random(32) }))).toEqual(['done', 'done', 'too-many'])
  const hashes = [random(32), random(32), random(32)]
  const add = (i: number): Promise<string> => a.word({ kind: 'token-add', hash: hashes[i]! })
  expect([await add(0), await add(1), await add(2), await add(1)]).toEqual(['done', 'done', 'too-many', 'done'])
  await a.ask({ kind: 'token-revoke', hash: hashes[0]! })
  expect(await add(2)).toBe('done')
})

test('inboxes: strangers get little room, known people more; a revoked token makes a stranger; letters end', async () => {
  await withLimits({ strangersLetters: 2, knownLetters: 3 })
  const bob = await inviteAndRegister(a, 'bob')
  const b = await comeIn(server.origin, bob)
  const token = random(16)
  await b.ask({ kind: 'token-add', hash: sha256(token) })
  const post = (by: Uint8Array | null, body = random(50)): Promise<string> =>
    a.word({ kind: 'post-letter', device: bob.device, token: by, body })
  expect(await post(null, random(16_385))).toBe('too-large')
  expect(await words(3, () => post(null))).toEqual(['done', 'done', 'inbox-full'])
  const same = random(20_000)
  expect([await post(token, same), await post(token, same)]).toEqual(['done', 'done'])
  expect(await words(3, () => post(token))).toEqual(['done', 'done', 'inbox-full'])
  await b.ask({ kind: 'token-revoke', hash: sha256(token) })
  expect(await post(token)).toBe('inbox-full')
  expect(b.tells.filter((tell) => tell.kind === 'letter')).toHaveLength(5)
  expect(
    await a.word({
      kind: 'post-letter',
      device: keyPair().publicKey as typeof bob.device,
      token: null,
      body: random(9),
    }),
  ).toBe('unknown-inbox')
  b.close()
  clock += 31 * 86_400
  await server.core.tick()
  const later = await comeIn(server.origin, bob)
  await later.ask({ kind: 'stock' })
  expect(later.tells.some((tell) => tell.kind === 'letter')).toBe(false)
  later.close()
})

test('connections of one address', async () => {
  await withLimits({ connectionsPerAddress: 3 })
  const two = [await TestLine.open(server.origin), await TestLine.open(server.origin)]
  await expect(TestLine.open(server.origin)).rejects.toThrow()
  two[0]!.close()
  // The server hears of it a moment later.
  await expect.poll(() => TestLine.open(server.origin).then((line) => two.push(line), String)).toBe(3)
  for (const line of two) line.close()
})

test('the counters themselves', () => {
  const bucket = new TokenBucket(2, 3, 100)
  expect([1, 2, 3, 4].map(() => bucket.take(100))).toEqual([true, true, true, false])
  expect([bucket.take(101), bucket.take(101), bucket.take(101)]).toEqual([true, true, false])
  // A clock that is set back gives nothing away.
  expect(bucket.take(50)).toBe(false)
  const window = new Window(60)
  expect([
    window.take('a', 2, { most: 2, now: 0 }),
    window.take('a', 1, { most: 2, now: 59 }),
    window.take('a', 1, { most: 2, now: 60 }),
  ]).toEqual([true, false, true])
  window.forget(119)
  expect(window.take('a', 2, { most: 2, now: 119 })).toBe(false)
  // What is over is forgotten before anybody asks again, as a clock that is set back shows.
  window.forget(120)
  expect(window.take('a', 2, { most: 2, now: 119 })).toBe(true)
  const concurrent = new Concurrent()
  expect([
    concurrent.enter('a', 1),
    concurrent.enter('a', 1),
    (concurrent.leave('a'), concurrent.enter('a', 1)),
  ]).toEqual([true, false, true])
})

test('whoever holds what was counted counts as whoever looks for it each time, wherever the clock goes', () => {
  const step = fc.record({
    who: fc.nat(3),
    count: fc.nat(4),
    now: fc.nat(300),
    what: fc.constantFrom('take', 'take', 'take', 'look', 'forget'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [held, looked] = [new Window(60), new Window(60)]
      // Two each for one key.
      const holders = [0, 1, 2, 3].map((who): OftenCounted => ({ count: undefined, countedAs: () => `${who % 2}` }))
      for (const { who, count, now, what } of steps) {
        const of = { most: 9, now }
        if (what === 'forget') {
          held.forget(now)
          looked.forget(now)
        } else {
          const taken = what === 'take' ? held.takeOften(holders[who]!, count, of) : held.take(`${who % 2}`, count, of)
          expect(taken).toBe(looked.take(`${who % 2}`, count, of))
        }
      }
    }),
  )
})
