/** Fan-out against peers that read slowly, on a core without sockets. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import fc from 'fast-check'
import { connectionProof, decodeTells, encodeAsk, openProof, readInvitation, type Tell } from '@ebb/protocol'
import { openCore, type Core, type Line, type Peer } from '../src/index.ts'
import { newPerson, random, TestChannel, type AskBody, type Person } from './client.ts'

const origin = 'http://127.0.0.1:1'
let data: string
let core: Core
let alice: Person
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-fan-out-'))
  core = openCore({
    data,
    origin,
    ceiling: 86_400,
    random,
    elapsed: () => 0,
    write: () => {},
    now: () => Math.floor(Date.now() / 1000),
    soon: (run) => void setImmediate(run),
    later: (seconds, run) => void setTimeout(run, seconds * 1000),
    broken: () => expect.unreachable(),
    limits: { outgoing: 20_000, requestsPerSecond: 100_000 },
  })
  alice = newPerson('alice', origin)
})
afterEach(async () => {
  await core.close()
  rmSync(data, { recursive: true })
})

/** A peer whose messages lie in a queue until somebody takes them. */
class SlowPeer implements Peer {
  readonly queue: Uint8Array[] = []
  readonly tells: Tell[] = []
  readonly line: Line
  isClosed = false
  req = 0
  bufferedAmount = 0
  constructor() {
    this.line = core.connect(this, random(32))
  }
  send(message: Uint8Array): void {
    this.queue.push(message)
    this.bufferedAmount += message.length
  }
  close(): void {
    this.isClosed = true
  }
  /** Takes up to `count` messages off the wire. */
  take(count = Number.POSITIVE_INFINITY): void {
    for (const message of this.queue.splice(0, Math.min(count, this.queue.length))) {
      this.bufferedAmount -= message.length
      this.tells.push(...(decodeTells(message) as Tell[]))
    }
    this.line.drained()
  }
  ask(body: AskBody): number {
    const req = ++this.req
    this.line.receive(encodeAsk({ ...body, req }))
    return req
  }
  async takeAll(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet++) {
      await turn()
      if (this.queue.length > 0) quiet = 0
      this.take()
    }
  }
  get nonce(): Uint8Array {
    const hello = this.tells[0]
    if (hello?.kind !== 'hello') throw new Error('no hello')
    return hello.nonce
  }
  async comeIn(person: Person): Promise<void> {
    await this.takeAll()
    const proof = person.key.sign(connectionProof(origin, this.nonce, person.account))
    this.ask({ kind: 'authenticate', account: person.account, device: person.device, proof })
    await this.takeAll()
  }
  open(channel: TestChannel, from = 1, n = 0): number {
    const proof = channel.keys[n]!.sign(openProof(origin, this.nonce, channel.id, n))
    return this.ask({ kind: 'open', channel: channel.id, n, from, proof })
  }
  /** What this peer knows of the channel, in order: places of entries and of its own. */
  get places(): number[] {
    return this.tells.flatMap((tell) => (tell.kind === 'entry' || tell.kind === 'appended' ? [tell.seq] : []))
  }
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function start(): Promise<SlowPeer> {
  const first = new SlowPeer()
  await first.takeAll()
  const { secret } = readInvitation(core.invite!)!.invitation
  first.ask({ kind: 'register', secret, entry: alice.entry })
  await first.takeAll()
  await first.comeIn(alice)
  return first
}
const helloOf = (peer: SlowPeer) => ({ hello: { origin, nonce: peer.nonce } }) as never

test('a slow reader falls back to reading from its position: all in order, once, and the queue stays bounded', async () => {
  const author = await start()
  const channel = new TestChannel()
  author.ask(channel.create(helloOf(author)))
  author.open(channel)
  await author.takeAll()
  const slow = new SlowPeer()
  await slow.comeIn(alice)
  slow.open(channel)
  await slow.takeAll()
  for (let i = 0; i < 400; i++) {
    author.ask(channel.append(random(1000)))
    if (i % 7 === 0) await turn()
    author.take()
  }
  await author.takeAll()
  // Twenty kilobytes of room, and one page read beyond it at most.
  expect(slow.bufferedAmount).toBeLessThan(20_000 + 262_144 + 2000)
  await slow.takeAll()
  const all = Array.from({ length: 400 }, (_, i) => i + 1)
  expect(slow.places).toEqual(all)
  expect(author.places).toEqual(all)
  author.ask(channel.append(random(10)))
  await author.takeAll()
  await slow.takeAll()
  expect(slow.places.at(-1)).toBe(401)
})

test('whatever the order of appends, reads and commits, everybody gets every place once, in order', async () => {
  const author = await start()
  const step = fc.oneof(
    fc.record({ do: fc.constant('append' as const), who: fc.nat(2), size: fc.integer({ min: 1, max: 12_000 }) }),
    fc.record({ do: fc.constant('take' as const), who: fc.nat(2), count: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ do: fc.constant('turn' as const) }),
    fc.record({ do: fc.constant('reopen' as const), who: fc.nat(2) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.boolean(), async (steps, ends) => {
      const channel = new TestChannel()
      author.ask(channel.create(helloOf(author)))
      await author.takeAll()
      const peers = [new SlowPeer(), new SlowPeer(), new SlowPeer()]
      for (const peer of peers) {
        await peer.comeIn(alice)
        peer.open(channel)
        await turn()
      }
      const reopened = new Set<SlowPeer>()
      let appended = 0
      const asked = new Map<SlowPeer, number[]>()
      const note = (peer: SlowPeer, req: number): void => void asked.set(peer, [...(asked.get(peer) ?? []), req])
      for (const s of steps) {
        const peer = peers['who' in s ? s.who : 0]!
        if (s.do === 'append') {
          appended += 1
          note(peer, peer.ask(channel.append(random(s.size))))
        } else if (s.do === 'take') peer.take(s.count)
        else if (s.do === 'turn') await turn()
        else {
          reopened.add(peer)
          peer.open(channel)
        }
      }
      // An append waits behind the opening that is under way, and must not come after the commit here.
      // Openings of one line wait for each other, so each may take a turn.
      for (const { do: what } of steps) if (what === 'reopen') await turn()
      if (ends) note(peers[0]!, peers[0]!.ask(channel.commit(helloOf(peers[0]!), random(100), channel.keys[0]!)))
      const count = appended + (ends ? 1 : 0)
      for (let i = 0; i < 3; i++) for (const peer of peers) await peer.takeAll()
      for (const peer of peers) {
        const places = peer.tells.flatMap((tell): (string | number)[] =>
          tell.kind === 'opened' ? ['opened'] : tell.kind === 'entry' || tell.kind === 'appended' ? [tell.seq] : [],
        )
        const wanted = Array.from({ length: count }, (_, i) => i + 1)
        if (!reopened.has(peer)) expect(places.slice(1)).toEqual(wanted)
        // Who opened again reads again from the start after the last `opened`.
        else
          expect(new Set(places.slice(places.indexOf('opened') + 1).filter((p) => p !== 'opened'))).toEqual(
            new Set(wanted),
          )
        // Every append is answered once, in the place of its entry, which never comes back to its author.
        const answers = peer.tells.flatMap((tell) => (tell.kind === 'appended' ? [tell] : []))
        expect(answers.map((tell) => tell.req).toSorted((x, y) => x - y)).toEqual(asked.get(peer) ?? [])
        const own = new Set(answers.map((tell) => tell.seq))
        const returned = peer.tells.filter((tell) => tell.kind === 'entry' && own.has(tell.seq))
        if (!reopened.has(peer)) expect(returned).toEqual([])
        const refused = peer.tells.filter((tell) => tell.kind === 'refused')
        expect(refused).toEqual([])
        peer.line.gone()
      }
    }),
    { numRuns: 150 },
  )
})

test('letters wait for room, and all come', async () => {
  const author = await start()
  const token = random(16)
  const { sha256 } = await import('../src/signatures.ts')
  author.ask({ kind: 'token-add', hash: sha256(token) })
  await author.takeAll()
  for (let i = 0; i < 60; i++) author.ask({ kind: 'post-letter', device: alice.device, token, body: random(5000) })
  await turn()
  await turn()
  const slow = new SlowPeer()
  await slow.comeIn(alice)
  await slow.takeAll()
  expect(slow.tells.filter((tell) => tell.kind === 'letter')).toHaveLength(60)
  await author.takeAll()
  expect(author.tells.filter((tell) => tell.kind === 'letter')).toHaveLength(60)
})

test('an entry whose author has closed the channel meanwhile reaches who has opened it meanwhile', async () => {
  const author = await start()
  const channel = new TestChannel()
  author.ask(channel.create(helloOf(author)))
  await author.takeAll()
  author.open(channel)
  const reader = new SlowPeer()
  await reader.comeIn(alice)
  await author.takeAll()
  // All before the group is written: nobody has the channel open in between.
  const req = author.ask(channel.append(random(100)))
  author.ask({ kind: 'close', channel: channel.id })
  reader.open(channel)
  await author.takeAll()
  await reader.takeAll()
  expect(author.tells).toContainEqual({ kind: 'appended', req, seq: 1 })
  expect(reader.places).toEqual([1])
})
