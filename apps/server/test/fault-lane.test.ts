/** Fault lanes: who proves an epoch's key puts reports there and reads them, also when that epoch has ended. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeAs, hex, laneProof, limits, openProof, sealedReports, type Limits } from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import {
  comeIn,
  firstPerson,
  inviteAndRegister,
  keyPair,
  random,
  TestChannel,
  TestLine,
  type AskBody,
  type Person,
} from './client.ts'
import { startServer } from './start.ts'

let data: string
let server: RunningServer
let clock: number
let people: Person[]
let a: TestLine
let b: TestLine
let channel: TestChannel
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ebb-lane-'))
  clock = 0
})
afterEach(async () => {
  for (const line of [a, b]) line.close()
  await server.close()
  rmSync(data, { recursive: true })
})
const now = (): number => Math.floor(Date.now() / 1000) + clock
const begin = (changed: Partial<Limits> = {}): Promise<RunningServer> =>
  startServer({ data, port: 0, ticks: false, limits: changed, now })

/** Alice and Bob on one server, and a channel of which one epoch has ended. */
async function meet(changed: Partial<Limits> = {}): Promise<void> {
  server = await begin(changed)
  const alice = await firstPerson(server)
  a = await comeIn(server.origin, alice)
  const bob = await inviteAndRegister(a, 'bob')
  people = [alice, bob]
  b = await comeIn(server.origin, bob)
  channel = new TestChannel()
  expect(await a.word(channel.create(a))).toBe('done')
  await endEpoch()
}

async function endEpoch(): Promise<void> {
  const next = keyPair()
  expect(await a.word(channel.open(a))).toBe('opened')
  expect(await a.word(channel.commit(a, random(300), next))).toBe('appended')
  channel.keys.push(next)
}

const proofOf = (line: TestLine, n: number, of: TestChannel = channel) =>
  of.keys[n]!.sign(laneProof(line.hello.origin, line.hello.nonce, of.id, n))
const report = (line: TestLine, body: Uint8Array, n = 0): AskBody => ({
  kind: 'report',
  channel: channel.id,
  n,
  proof: proofOf(line, n),
  body,
})
async function reportsOf(line: TestLine, n = 0): Promise<readonly string[]> {
  const tell = await line.ask({ kind: 'reports', channel: channel.id, n, proof: proofOf(line, n) })
  if (tell.kind !== 'reports') throw new Error(tell.kind === 'refused' ? tell.why : tell.kind)
  const read = decodeAs(sealedReports, tell.body)
  if (typeof read === 'string') throw new Error(read)
  return read.value.map(hex).toSorted()
}
const hexes = (...bodies: readonly Uint8Array[]): readonly string[] => bodies.map(hex).toSorted()

test('what somebody reports of an epoch that has ended, whoever proves its key reads, until seven days have passed', async () => {
  await meet()
  const [first, second] = [random(512), random(limits.report)]
  expect(await reportsOf(b)).toEqual([])
  expect(await a.word(report(a, first))).toBe('done')
  clock += 3 * 86_400
  expect(await b.word(report(b, second))).toBe('done')
  expect(await reportsOf(a)).toEqual(hexes(first, second))
  expect(await reportsOf(b)).toEqual(hexes(first, second))
  expect(await reportsOf(b, 1)).toEqual([])
  await server.close()
  server = await begin()
  a = await comeIn(server.origin, people[0]!)
  b = await comeIn(server.origin, people[1]!)
  expect(await reportsOf(b)).toEqual(hexes(first, second))
  clock += 4 * 86_400 + 3600
  await server.core.tick()
  expect(await reportsOf(b)).toEqual(hexes(second))
  clock += 3 * 86_400
  await server.core.tick()
  expect(await reportsOf(a)).toEqual([])
})

test('the same report again is accepted and lies there once', async () => {
  await meet({ reportsPerAccount: 1 })
  const body = random(512)
  for (let i = 0; i < 3; i++) expect(await a.word(report(a, body))).toBe('done')
  expect(await b.word(report(b, body))).toBe('done')
  expect(await reportsOf(b)).toEqual(hexes(body))
})

test('without the proof of that epoch on that connection nobody puts anything there, or reads', async () => {
  await meet()
  const good = { channel: channel.id, n: 0, proof: proofOf(a, 0) }
  const body = random(512)
  expect(await a.word({ kind: 'report', ...good, body })).toBe('done')
  const stranger = new TestChannel()
  const { origin, nonce } = a.hello
  const wrong = [
    { ...good, proof: proofOf(b, 0) },
    { ...good, n: 1 },
    { ...good, proof: channel.keys[1]!.sign(laneProof(origin, nonce, channel.id, 0)) },
    { ...good, proof: channel.keys[0]!.sign(openProof(origin, nonce, channel.id, 0)) },
    { ...good, proof: channel.keys[0]!.sign(laneProof('https://other.example', nonce, channel.id, 0)) },
    { ...good, proof: channel.keys[0]!.sign(laneProof(origin, nonce, stranger.id, 0)) },
  ]
  for (const of of wrong) {
    expect(await a.word({ kind: 'report', ...of, body: random(512) })).toBe('wrong-signature')
    expect(await a.word({ kind: 'reports', ...of })).toBe('wrong-signature')
  }
  for (const asks of [{ kind: 'report', ...good, body } as const, { kind: 'reports', ...good } as const]) {
    expect(await a.word({ ...asks, channel: stranger.id })).toBe('unknown-channel')
    expect(await a.word({ ...asks, n: 2 })).toBe('wrong-epoch')
  }
  const silent = await TestLine.open(server.origin)
  expect(await silent.word({ kind: 'reports', ...good })).toBe('not-authenticated')
  silent.close()
  expect(await reportsOf(a)).toEqual(hexes(body))
})

test('one account fills no lane, however it tries, and nobody puts in what is too large', async () => {
  await meet({ reportsPerHour: 10 })
  const bodies = Array.from({ length: limits.reportsPerAccount + 3 }, () => random(512))
  const outcomes: string[] = []
  for (const body of bodies) outcomes.push(await a.word(report(a, body)))
  expect(outcomes).toEqual([
    ...Array.from({ length: limits.reportsPerAccount }, () => 'done'),
    'too-many',
    'too-many',
    'too-many',
  ])
  const again = await comeIn(server.origin, people[0]!)
  expect(await again.word(report(again, random(512)))).toBe('too-many')
  again.close()
  expect(await b.word(report(b, random(limits.report + 1)))).toBe('too-large')
  const body = random(limits.report)
  expect(await b.word(report(b, body))).toBe('done')
  expect(await reportsOf(a)).toEqual(hexes(...bodies.slice(0, limits.reportsPerAccount), body))
  // Of all lanes together an hour has room for so many, and the next one for as many again.
  for (const left of ['done', 'done', 'too-many']) expect(await a.word(report(a, random(512), 1))).toBe(left)
  clock += 3600
  expect(await a.word(report(a, random(512), 1))).toBe('done')
})

test('a lane has so many places and no more, and those asked for at once are all told apart', async () => {
  await meet({ reportsInLane: 6, reportsPerAccount: 4 })
  const bodies = Array.from({ length: 8 }, () => random(512))
  const asked = bodies.map((body, i) => (i % 2 === 0 ? a.ask(report(a, body)) : b.ask(report(b, body))))
  const words = (await Promise.all(asked)).map((tell) => (tell.kind === 'refused' ? tell.why : tell.kind))
  expect(words.filter((word) => word === 'done')).toHaveLength(6)
  expect(words.filter((word) => word === 'too-many')).toHaveLength(2)
  expect(await reportsOf(a)).toEqual(hexes(...bodies.filter((_, i) => words[i] === 'done')))
})

test('on the disk a report lies under the key of its bucket only, in no order, and is no blob', async () => {
  await meet()
  const bodies = [random(512), random(512)]
  for (const body of bodies) expect(await a.word(report(a, body))).toBe('done')
  const files = readdirSync(join(data, 'lanes'), { withFileTypes: true }).filter((item) => item.isFile())
  expect(files.map(({ name }) => name.replace(/^\d{10}/, 'TIME')).toSorted()).toEqual(['TIME-16384', 'bucket-keys'])
  const all = files.map((item) => readFileSync(join(item.parentPath, item.name)))
  const named = (bytes: Uint8Array): boolean => all.some((one) => one.includes(Buffer.from(bytes)))
  for (const body of bodies) expect(named(body.subarray(0, 32))).toBe(false)
  for (const { account, device } of people) for (const bytes of [account, device]) expect(named(bytes)).toBe(false)
  const table = all[files.findIndex(({ name }) => name !== 'bucket-keys')]!
  const ids = Array.from({ length: 64 }, (_, i) => new Uint8Array(table.subarray(i * 64, i * 64 + 16)))
  const lying = ids.filter((id) => id.some((byte) => byte !== 0))
  expect(lying).toHaveLength(2)
  for (const id of lying) expect(await a.word({ kind: 'get-blob', id })).toBe('unknown-blob')
})
