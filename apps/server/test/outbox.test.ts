/** What is joined for one is joined for all who were told the same. */
import { expect, test } from 'vitest'
import fc from 'fast-check'
import type { LaidFrame } from '@ebb/protocol'
import { Connection, type Peer } from '../src/door/connection.ts'
import { TokenBucket } from '../src/door/limits.ts'
import { Departures } from '../src/door/outbox.ts'
import { FrameBytes } from '../src/frame-bytes.ts'
import { random } from './client.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
function stand(count: number) {
  const departures = new Departures()
  const sent: Uint8Array[][] = Array.from({ length: count }, () => [])
  const connections = sent.map((to) => {
    const peer: Peer = { send: (message) => void to.push(message), close: () => undefined, bufferedAmount: 0 }
    const rate = new TokenBucket(1, 1, 0)
    return new Connection(peer, { nonce: random(32), since: 0, rate, departures, outgoing: 1e9, refused: () => {} })
  })
  return { connections, sent }
}
/** Two of them leave before the turn is over. */
const large = random(600_000)
/** One that is laid, made of two parts. */
const laid = (...parts: readonly Uint8Array[]): LaidFrame => {
  const bytes = Buffer.concat(parts)
  return { size: bytes.length, lay: (out, at) => out.set(bytes, at) }
}
const flat = (messages: readonly Uint8Array[]): string => Buffer.concat(messages).toString('hex')

test('those who are told the same are sent the same object; whoever is told more is sent their own', async () => {
  const { connections, sent } = stand(100)
  const entries = Array.from({ length: 3 }, () => [random(40), random(400)] as const)
  const frames = entries.map((entry) => laid(...entry))
  for (const [i, frame] of frames.entries())
    for (const [at, connection] of connections.entries()) {
      if (at === 50 && i === 1) connection.tell(Uint8Array.of(1))
      else connection.tellAlike(frame)
    }
  await turn()
  expect(new Set(sent.map(([message]) => message)).size).toBe(2)
  expect(flat(sent[0]!)).toBe(flat(entries.flat()))
  expect(flat(sent[50]!)).toBe(flat([...entries[0]!, Uint8Array.of(1), ...entries[2]!]))
  // In the next turn nothing of it is known: the same frames are joined anew, and again once.
  for (let again = 1; again <= 2; again++) {
    for (const connection of connections) connection.tellAlike(frames[0]!)
    await turn()
    expect(new Set(sent.map((messages) => messages[again])).size).toBe(1)
  }
  expect(sent[0]![2]).not.toBe(sent[0]![1])
})

test('whatever is told to whom, everybody is sent their own frames in order', async () => {
  const told = fc.record({ who: fc.nat(3), what: fc.nat(2), alike: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(told, { maxLength: 20 }), { maxLength: 4 }), async (turns) => {
      const { connections, sent } = stand(4)
      const frames = [random(1), random(3), Buffer.concat([random(3), large])].map(
        (bytes) => [bytes, laid(bytes)] as const,
      )
      const wanted: Uint8Array[][] = [[], [], [], []]
      for (const one of turns) {
        for (const { who, what, alike } of one) {
          const [bytes, frame] = frames[what]!
          if (alike) connections[who]!.tellAlike(frame)
          else if (what === 0) connections[who]!.tell(bytes)
          else connections[who]!.tellLaid(frame)
          wanted[who]!.push(bytes)
        }
        await turn()
      }
      for (let who = 0; who < 4; who++) expect(Buffer.concat(sent[who]!).equals(Buffer.concat(wanted[who]!))).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('a message is framed once as RFC 6455 says, at every width of its length', () => {
  for (const length of [0, 1, 125, 126, 65_535, 65_536, 100_000]) {
    const frames = new FrameBytes()
    const message = random(length)
    const parts = frames.of(message)
    expect(frames.of(message)).toBe(parts)
    const head =
      length < 126
        ? [0x82, length]
        : length < 65_536
          ? [0x82, 126, length >> 8, length & 255]
          : [0x82, 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255]
    expect(flat(parts)).toBe(flat([Uint8Array.from(head), message]))
  }
})
