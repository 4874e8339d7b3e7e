/**
 * RFC 6455, section 5.2, as our patch of `ws` reads it: a message that lies in one chunk is taken whole. What comes a byte
 * at a time never is, so both ways must say the same of whatever comes.
 */
import type { Writable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as ws from 'ws'

/** What its types leave out. */
const { Receiver } = ws as unknown as {
  readonly Receiver: new (options: object) => Writable & { takeWhole(): boolean }
}

interface Frame {
  readonly first: number
  /** The longest of the three lengths, whatever would do. */
  readonly long: boolean
  readonly masked: boolean
  readonly mask: Uint8Array
  readonly payload: Uint8Array
}

function bytesOf({ first, long, masked, mask, payload }: Frame): Uint8Array {
  const { length } = payload
  const short = length < 126 ? [length] : [126, length >> 8, length & 255]
  const head = long ? [127, ...wide(length)] : short
  head[0]! |= masked ? 0x80 : 0
  const body = masked ? payload.map((byte, at) => byte ^ mask[at % 4]!) : payload
  return Uint8Array.of(first, ...head, ...(masked ? mask : []), ...body)
}
const wide = (length: number): number[] =>
  Array.from({ length: 8 }, (_, at) => Math.floor(length / 256 ** (7 - at)) & 255)

const most = 600
const frames = fc.record({
  // Final, binary, mostly; parts of a message, text, pings, closing, and what no frame may say.
  first: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0x82) },
    fc.constantFrom(0x02, 0x00, 0x80, 0x81, 0x89, 0x8a, 0x88, 0xc2, 0xa2, 0x83, 0x09),
  ),
  long: fc.oneof({ weight: 10, arbitrary: fc.constant(false) }, fc.constant(true)),
  masked: fc.oneof({ weight: 20, arbitrary: fc.constant(true) }, fc.constant(false)),
  mask: fc.oneof(fc.constant(new Uint8Array(4)), fc.uint8Array({ minLength: 4, maxLength: 4 })),
  payload: fc
    .oneof(fc.nat(20), fc.integer({ min: 100, max: 150 }), fc.integer({ min: 127, max: most }), fc.nat(2 * most))
    .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
})

/** A copy that begins so many bytes after the first of a word. */
function shifted(bytes: Uint8Array, by: number): Buffer {
  const room = Buffer.alloc(bytes.length + by)
  room.set(bytes, by)
  return room.subarray(by)
}

/** All that a receiver says of these chunks, and how many messages it took whole. */
async function heard(chunks: readonly Uint8Array[]): Promise<{ said: readonly unknown[]; whole: number }> {
  const receiver = new Receiver({
    binaryType: 'uint8array',
    isServer: true,
    maxPayload: most,
    allowSynchronousEvents: true,
  })
  const said: unknown[] = []
  let whole = 0
  const take = receiver.takeWhole.bind(receiver)
  receiver.takeWhole = () => {
    const taken = take()
    if (taken) whole += 1
    return taken
  }
  for (const event of ['message', 'ping', 'pong', 'conclude'])
    receiver.on(event, (...args: readonly unknown[]) =>
      said.push([
        event,
        ...args.map((arg) =>
          arg instanceof Uint8Array ? [arg.constructor.name, Buffer.from(arg).toString('hex')] : arg,
        ),
      ]),
    )
  receiver.on('error', (error: NodeJS.ErrnoException) => said.push(error.code))
  for (const [at, chunk] of chunks.entries())
    if (!receiver.destroyed && !receiver.writableEnded) receiver.write(shifted(chunk, at % 4))
  await new Promise((resolve) => setImmediate(resolve))
  return { said, whole }
}

test('whatever comes is the same in one chunk, in several, and a byte at a time', async () => {
  let whole = 0
  const cuts = fc.array(fc.nat(), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: 5 }), cuts, async (list, places) => {
      const bytes = Uint8Array.from(list.flatMap((frame) => [...bytesOf(frame)]))
      const ends = [...places.map((place) => place % bytes.length), bytes.length].toSorted((a, b) => a - b)
      const cut = ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end)).filter(({ length }) => length > 0)
      const slowly = await heard(Array.from(bytes, (byte) => Uint8Array.of(byte)))
      expect(slowly.whole).toBe(0)
      expect((await heard(cut)).said).toEqual(slowly.said)
      const atOnce = await heard([bytes])
      expect(atOnce.said).toEqual(slowly.said)
      whole += atOnce.whole
    }),
    { numRuns: 300 },
  )
  // The control: the way that is tested was taken.
  expect(whole).toBeGreaterThan(100)
})
