/** The trunk between the owner and a front, without processes: what goes through it, and what the owner keeps for a front. */
import { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { Core, Line, Peer } from '../src/index.ts'
import { Arrivals } from '../src/floods/arrivals.ts'
import { FrontPeers } from '../src/fronts/front-peers.ts'
import { Misshapen, Packer, Unpacker } from '../src/fronts/packing.ts'
import { toFront, Trunk } from '../src/fronts/trunk.ts'
import { random } from './client.ts'

const item = fc.oneof(
  fc.record({ number: fc.maxSafeNat() }),
  fc.record({ bytes: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({ bytes: fc.integer({ min: 16_000, max: 70_000 }).map(random) }),
  fc.record({ text: fc.string() }),
)
type Item = { number: number } | { bytes: Uint8Array } | { text: string }
function pack(packer: Packer, items: readonly Item[]): Buffer {
  for (const one of items) {
    if ('number' in one) packer.number(one.number)
    else if ('bytes' in one) packer.bytes(one.bytes)
    else packer.text(one.text)
  }
  return Buffer.concat(packer.take())
}
function read(bytes: Buffer, like: readonly Item[]): Item[] {
  const unpacker = new Unpacker(bytes)
  const items = like.map((one): Item => {
    if ('number' in one) return { number: unpacker.number() }
    if ('bytes' in one) return { bytes: new Uint8Array(unpacker.bytes()) }
    return { text: unpacker.text() }
  })
  expect(unpacker.more).toBe(false)
  return items
}

describe('packing', () => {
  test('what goes in comes out, batch after batch', () => {
    const packer = new Packer()
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), (items) => {
        const packed = pack(packer, items)
        expect(packed.readUInt32BE(0)).toBe(packed.length - 4)
        expect(read(packed.subarray(4), items)).toEqual(items)
      }),
      { numRuns: 30 },
    )
  })

  test('every prefix is misshapen', () => {
    const items: Item[] = [{ number: 300 }, { bytes: random(200) }, { text: 'metrics' }, { number: 2 ** 53 - 1 }]
    const packed = pack(new Packer(), items).subarray(4)
    for (let length = 0; length < packed.length; length++)
      expect(() => read(packed.subarray(0, length), items)).toThrow(Misshapen)
  })
})

test('a trunk hands on whole batches, however the bytes are cut, and ends with one that is misshapen', async () => {
  const packed = Array.from({ length: 20 }, (_, i) =>
    pack(new Packer(), [{ number: i }, { bytes: random(i === 9 ? 100_000 : i) }]),
  )
  const all = Buffer.concat(packed)
  const heard: number[] = []
  let closed = false
  const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done: () => void) => done() })
  const batch = (one: Unpacker): void => {
    heard.push(one.number())
    one.bytes()
  }
  new Trunk(stream, { batch, closed: () => (closed = true) })
  for (let at = 0; at < all.length;) {
    const end = at + 1 + (at > 200 && at < 100_000 ? 5000 : at % 7)
    stream.push(all.subarray(at, end))
    at = end
  }
  await turn()
  expect(heard).toEqual(Array.from({ length: 20 }, (_, i) => i))
  expect(closed).toBe(false)
  stream.push(Buffer.from([0, 0, 0, 2, 1, 9]))
  await turn()
  expect(closed).toBe(true)
})
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

/** The owner's side of one front, whose batches a test reads. */
function stand(of: { perAddress?: number; strangers?: number } = {}) {
  const batches: Buffer[] = []
  const connected: Peer[] = []
  const drained: number[] = []
  const gone: number[] = []
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      batches.push(Buffer.from(chunk))
      done()
    },
  })
  const core = {
    limits: {
      connectionsPerAddress: of.perAddress ?? 1000,
      strangersPerAddress: of.strangers ?? 1000,
      connectsPerAddressAndSecond: 100,
      connectsWaitingPerAddress: 100,
    },
    flood: () => undefined,
    connect(peer: Peer): Line {
      const at = connected.push(peer) - 1
      return {
        receive: () => undefined,
        malformed: () => undefined,
        drained: () => void drained.push(at),
        gone: () => void gone.push(at),
      }
    },
  } as unknown as Core
  const trunk = new Trunk(stream, { batch: () => undefined, closed: () => undefined, leaving: (to) => peers.pack(to) })
  const peers = new FrontPeers({ trunk, core, arrivals: new Arrivals(core.limits, core.flood) })
  return {
    peers,
    connected,
    drained,
    gone,
    /** What left in this turn, as words. */
    leave(): string[] {
      batches.length = 0
      trunk.leave()
      if (batches.length === 0) return []
      const one = new Unpacker(Buffer.concat(batches).subarray(4))
      const words: string[] = []
      while (one.more) words.push(wordOf(one))
      return words
    },
  }
}
function wordOf(one: Unpacker): string {
  const kind = one.number()
  if (kind === toFront.enter) return `enter ${one.number()}`
  if (kind === toFront.full) return `full ${one.number()}`
  if (kind === toFront.close) return `close ${one.number()}`
  expect(kind).toBe(toFront.send)
  const ids: number[] = []
  for (let left = one.number(), id = 0; left > 0; left--) ids.push((id += one.number()))
  return `${one.text()} to ${ids.join(',')}`
}
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

describe('the connections of a front', () => {
  test('the same message to many leaves once; what somebody was sent stays in its order', () => {
    const { peers, connected, leave } = stand()
    for (const id of [7, 8, 9, 1000]) peers.enter(id, random(32), 'a')
    leave()
    const [first, second] = [bytes('first'), bytes('second')]
    const [a, b, c, d] = connected as [Peer, Peer, Peer, Peer]
    a.send(second)
    d.send(first)
    b.send(first)
    a.send(first)
    // Had these joined the first record, b and d would be told the second message before the first one.
    b.send(second)
    d.send(second)
    c.send(second)
    d.close()
    expect(leave()).toEqual(['second to 7', 'first to 7,8,1000', 'second to 8,9,1000', 'close 1000'])
  })

  test('whatever is sent to whom, everybody is told their own in order, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 40 }), (sends) => {
        const { peers, connected, leave } = stand()
        for (let id = 0; id < 4; id++) peers.enter(id, random(32), 'a')
        leave()
        const messages = ['w', 'x', 'y', 'z'].map(bytes)
        for (const [who, what] of sends) connected[who]!.send(messages[what]!)
        const words = leave().map((word) => word.split(' to ') as [string, string])
        for (let id = 0; id < 4; id++) {
          const wanted = sends.filter(([who]) => who === id).map(([, what]) => 'wxyz'[what])
          const told = words.flatMap(([text, ids]) => ids.split(',').flatMap((to) => (to === `${id}` ? [text] : [])))
          expect(told).toEqual(wanted)
        }
      }),
    )
  })

  test('an address has so many places, on whichever front, and each is given back once', () => {
    const { peers, leave, gone } = stand({ perAddress: 2 })
    for (const id of [1, 2, 3]) peers.enter(id, random(32), 'a')
    peers.enter(4, random(32), 'b')
    expect(leave()).toEqual(['enter 1', 'enter 2', 'full 3', 'enter 4'])
    peers.leave(2)
    peers.leave(2)
    peers.enter(5, random(32), 'a')
    peers.enter(6, random(32), 'a')
    expect(leave()).toEqual(['enter 5', 'full 6'])
    peers.leaveAll()
    expect(gone.toSorted((x, y) => x - y)).toEqual([0, 1, 2, 3])
    peers.enter(7, random(32), 'a')
    expect(leave()).toEqual(['enter 7'])
  })

  test('a number that is taken, and a nonce of another length, are misshapen', () => {
    const { peers, connected } = stand()
    peers.enter(1, random(32), 'a')
    expect(() => peers.enter(1, random(32), 'a')).toThrow(Misshapen)
    expect(() => peers.enter(2, random(31), 'a')).toThrow(Misshapen)
    expect(connected).toHaveLength(1)
  })

  test('who has left before its turn does not come in', async () => {
    const { peers, connected } = stand({ strangers: 10 })
    for (let id = 1; id <= 13; id++) peers.enter(id, random(32), 'a')
    expect(connected).toHaveLength(10)
    peers.leave(11)
    expect(peers.lineOf(12)).toBeUndefined()
    await expect.poll(() => peers.lineOf(13)).toBeDefined()
    expect(connected).toHaveLength(12)
  })

  test('bytes count until the front has handed them on, and then as long as it says that they are held', () => {
    const { peers, connected, drained, leave } = stand()
    peers.enter(1, random(32), 'a')
    leave()
    peers.done()
    const [peer] = connected as [Peer]
    peer.send(random(50_000))
    leave()
    peer.send(random(50_000))
    leave()
    expect(peer.bufferedAmount).toBe(100_000)
    peers.done()
    expect(peer.bufferedAmount).toBe(50_000)
    expect(drained).toEqual([0])
    peers.held(1, 90_000)
    expect(peer.bufferedAmount).toBe(140_000)
    peers.done()
    peers.held(1, 0)
    expect(peer.bufferedAmount).toBe(0)
  })

  test('a front that does not keep up has no room for anybody, until half of it is done', () => {
    const { peers, connected, drained, leave } = stand()
    for (const id of [1, 2]) peers.enter(id, random(32), 'a')
    leave()
    peers.done()
    const [a, b] = connected as [Peer, Peer]
    for (let i = 0; i < 40; i++) {
      a.send(new Uint8Array(1_000_000))
      leave()
    }
    expect(b.bufferedAmount).toBe(Number.POSITIVE_INFINITY)
    drained.length = 0
    for (let i = 0; i < 20; i++) peers.done()
    expect(b.bufferedAmount).toBe(Number.POSITIVE_INFINITY)
    expect(drained).toEqual([])
    for (let i = 0; i < 10; i++) peers.done()
    expect(b.bufferedAmount).toBe(0)
    expect(new Set(drained)).toEqual(new Set([0, 1]))
  })
})
