/** What the server refuses about channels, and how it settles who was first. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createProof, limits, openProof, signature } from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import {
  comeIn,
  firstPerson,
  keyPair,
  random,
  TestChannel,
  type AskBody,
  type Person,
  type TestLine,
} from './client.ts'
import { startServer } from './start.ts'

let data: string
let server: RunningServer
let lines: TestLine[]
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-door-'))
  lines = []
  server = await startServer({ data, port: 0, ticks: false })
})
afterEach(async () => {
  for (const line of lines) line.close()
  await server.close()
  rmSync(data, { recursive: true })
})
const keep = (line: TestLine): TestLine => (lines.push(line), line)
const lineOf = async (person: Person): Promise<TestLine> => keep(await comeIn(server.origin, person))

describe('channels', () => {
  test('refuse wrong proofs, proofs of another connection or origin, unknown channels and epochs', async () => {
    const alice = await firstPerson(server)
    const [a, b] = [await lineOf(alice), await lineOf(alice)]
    const channel = new TestChannel()
    const create = channel.create(a)
    const elsewhere = channel.keys[0]!.sign(createProof('https://other.example', channel.id, channel.publicKey(0)))
    expect(await a.word({ ...create, proof: elsewhere } as AskBody)).toBe('wrong-signature')
    expect(await a.word(channel.open(a))).toBe('unknown-channel')
    expect(await a.word(create)).toBe('done')
    expect(await a.word(create)).toBe('done')
    const other = new TestChannel()
    expect(
      await a.word({
        ...create,
        publicKey: other.publicKey(0),
        proof: other.keys[0]!.sign(createProof(server.origin, channel.id, other.publicKey(0))),
      } as AskBody),
    ).toBe('channel-exists')
    expect(await a.word(channel.append(random(10)))).toBe('not-open')
    expect(await b.word(channel.open(a))).toBe('wrong-signature')
    const foreign = channel.keys[0]!.sign(openProof('https://other.example', a.hello.nonce, channel.id, 0))
    expect(await a.word({ kind: 'open', channel: channel.id, n: 0, from: 1, proof: foreign })).toBe('wrong-signature')
    channel.accept(keyPair())
    expect(await a.word(channel.open(a, 1))).toBe('wrong-epoch')
    expect(await a.word(channel.open(a, 0))).toBe('opened')
    expect(await a.word(channel.append(random(10), { n: 1 }))).toBe('wrong-epoch')
    expect(await b.word(channel.append(random(10), { n: 0 }))).toBe('not-open')
    expect(await a.word({ kind: 'close', channel: channel.id })).toBe('done')
    expect(await a.word(channel.append(random(10), { n: 0 }))).toBe('not-open')
  })

  test('refuse buckets off the grain, past or too far, and bodies that are too large', async () => {
    const a = await lineOf(await firstPerson(server))
    const channel = new TestChannel()
    await a.ask(channel.create(a))
    await a.ask(channel.open(a))
    const now = Math.floor(Date.now() / 1000)
    const hour = Math.ceil(now / 3600) * 3600
    for (const bucket of [0, hour - 3600, hour + 1, hour + 86_400 + 60, hour + limits.bucketAhead + 3600]) {
      expect(await a.word(channel.append(random(10), { bucket })), String(bucket - hour)).toBe('bad-bucket')
    }
    expect(await a.word(channel.append(random(65_536 + 513)))).toBe('too-large')
    expect(await a.word(channel.append(random(65_536 + 512)))).toBe('appended')
    expect(await a.word(channel.commit(a, random(4_194_304 + 513), keyPair()))).toBe('too-large')
    const next = keyPair()
    expect(await a.word({ ...channel.commit(a, random(9), next), oldProof: signature(random(64)) } as AskBody)).toBe(
      'wrong-signature',
    )
    expect(await a.word({ ...channel.commit(a, random(9), next), newProof: signature(random(64)) } as AskBody)).toBe(
      'wrong-signature',
    )
    expect(await a.word(channel.commit(a, random(4_194_304 + 512), next))).toBe('appended')
  })

  test('one commit per epoch: of ten at once one is appended, nine are stale, and the loser reads the winner', async () => {
    const alice = await firstPerson(server)
    const all = await Promise.all(Array.from({ length: 10 }, () => lineOf(alice)))
    const channel = new TestChannel()
    await all[0]!.ask(channel.create(all[0]!))
    for (const line of all) await line.ask(channel.open(line))
    const words = await Promise.all(all.map((line) => line.word(channel.commit(line, random(100), keyPair()))))
    expect(words.toSorted()).toEqual(['appended', ...Array.from({ length: 9 }, () => 'stale')])
    for (const [i, line] of all.entries())
      if (words[i] === 'stale') expect(await line.wait('entry')).toMatchObject({ seq: 1, of: 'commit' })
  })

  test('a commit that waits for its turn holds up nothing else of its connection but the opening of its channel', async () => {
    const alice = await firstPerson(server)
    const a = await lineOf(alice)
    const [channel, other] = [new TestChannel(), new TestChannel()]
    for (const one of [channel, other]) await a.ask(one.create(a))
    await a.ask(channel.open(a))
    const keys = [keyPair(), keyPair()]
    const begun = performance.now()
    const took = async (req: number): Promise<number> => {
      expect(await a.answer(req)).not.toMatchObject({ kind: 'refused' })
      return (performance.now() - begun) / 1000
    }
    const first = await took(a.post(channel.commit(a, random(100), keys[0]!)))
    channel.accept(keys[0]!)
    await a.ask(channel.open(a, 1, 2))
    const commit = a.post(channel.commit(a, random(100), keys[1]!))
    const [message, elsewhere] = [a.post(channel.append(random(100))), a.post(other.open(a))]
    channel.accept(keys[1]!)
    const opening = a.post(channel.open(a, 2, 3))
    const [messageTook, elsewhereTook] = [await took(message), await took(elsewhere)]
    const committed = await took(commit)
    const opened = await took(opening)
    for (const soon of [first, messageTook, elsewhereTook]) expect(soon).toBeLessThan(committed)
    expect(committed).toBeGreaterThanOrEqual(limits.commitInterval)
    expect(opened).toBeGreaterThan(limits.commitInterval)
    expect(a.tells.flatMap((tell) => (tell.kind === 'appended' ? [tell.seq] : []))).toEqual([1, 2, 3])
  })

  test('closing, a server lets nobody wait for a turn', async () => {
    const alice = await firstPerson(server)
    const a = await lineOf(alice)
    const channel = new TestChannel()
    await a.ask(channel.create(a))
    await a.ask(channel.open(a))
    const next = keyPair()
    await a.ask(channel.commit(a, random(100), next))
    channel.accept(next)
    await a.ask(channel.open(a, 1, 2))
    const commit = a.post(channel.commit(a, random(100), keyPair()))
    // It has arrived where this is answered.
    await a.ask({ kind: 'stock' })
    expect(a.tells.filter((tell) => tell.kind === 'appended')).toHaveLength(1)
    const begun = performance.now()
    await server.close()
    expect(performance.now() - begun).toBeLessThan(limits.commitInterval * 1000)
    expect(await a.answer(commit)).toMatchObject({ kind: 'appended', seq: 2 })
  })

  test('a repeat gets its old place, also after the epoch has ended and on another connection', async () => {
    const alice = await firstPerson(server)
    const a = await lineOf(alice)
    const channel = new TestChannel()
    await a.ask(channel.create(a))
    await a.ask(channel.open(a))
    const body = random(100)
    const next = keyPair()
    const commit = channel.commit(a, random(50), next)
    expect(await a.ask(channel.append(body))).toMatchObject({ seq: 1 })
    expect(await a.ask(commit)).toMatchObject({ seq: 2 })
    const b = await lineOf(alice)
    expect(await b.ask(channel.open(b))).toMatchObject({ kind: 'opened', last: 2 })
    expect(await b.ask(channel.append(body))).toMatchObject({ kind: 'appended', seq: 1 })
    expect(await b.ask(commit)).toMatchObject({ kind: 'appended', seq: 2 })
    expect(await b.word(channel.append(random(100)))).toBe('stale')
    channel.accept(next)
    const c = await lineOf(alice)
    expect(await c.ask(channel.open(c, 1, 3))).toMatchObject({ kind: 'opened', last: 2 })
    expect(await c.ask(channel.append(body, { n: 0 }))).toMatchObject({ kind: 'appended', seq: 1 })
    expect(await c.word(channel.append(random(9), { n: 0 }))).toBe('stale')
  })
})
