/** Frames that are written and read by hand are the tables' frames, byte for byte. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  AppendedFrame,
  channelId,
  decodeAsks,
  encodeAsk,
  encodeOpened,
  encodeTell,
  EntryFrame,
  entryId,
  epochKey,
  reopenProof,
  reopenProofs,
  type LaidFrame,
} from '../src/index.ts'
import { readQuickly } from '../src/hot-frames.ts'

/** Numbers around every change of width, and any others. */
const edges = [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]
const uint = fc.oneof(fc.constantFrom(...edges), fc.maxSafeNat())
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const body = fc.uint8Array({ maxLength: 300 })
const append = fc.record({
  kind: fc.constant('append' as const),
  req: uint.filter((req) => req > 0),
  channel: bytes(16).map(channelId),
  n: uint,
  bucket: uint,
  body,
})
const reopen = fc.record({
  kind: fc.constant('reopen' as const),
  req: uint.filter((req) => req > 0),
  channel: bytes(16).map(channelId),
  n: uint,
  from: uint,
  ends: uint,
  mac: bytes(32),
})
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** What a frame writes, found between bytes that it must not touch. */
function laid(frame: LaidFrame): Uint8Array {
  const out = new Uint8Array(frame.size + 10).fill(0xee)
  frame.lay(out, 5)
  expect([...out.subarray(0, 5), ...out.subarray(-5)]).toEqual(Array.from({ length: 10 }, () => 0xee))
  return out.slice(5, -5)
}

test('an acknowledgement and an entry are the same bytes, wherever they are laid', () => {
  const entry = fc.record({
    kind: fc.constant('entry' as const),
    channel: bytes(16).map(channelId),
    seq: uint,
    id: bytes(16).map(entryId),
    of: fc.constantFrom('message' as const, 'commit' as const),
    bucket: uint,
    next: fc.option(bytes(32).map(epochKey), { nil: null }),
    body,
  })
  fc.assert(
    fc.property(
      entry,
      uint.filter((req) => req > 0),
      (frame, req) => {
        const { seq, next, of: kind } = frame
        expect(laid(new EntryFrame({ ...frame, kind }, seq, next))).toEqual(encodeTell(frame))
        expect(laid(new AppendedFrame(req, seq))).toEqual(encodeTell({ kind: 'appended', req, seq }))
        expect(encodeOpened(req, frame.seq)).toEqual(encodeTell({ kind: 'opened', req, last: frame.seq }))
      },
    ),
    { numRuns: 500 },
  )
})

test('an append or a reopening is read as it was written, wherever it lies', () => {
  fc.assert(
    fc.property(fc.oneof(append, reopen), body, body, (frame, before, after) => {
      const packed = encodeAsk(frame)
      const read = readQuickly(joined(before, packed, after), before.length)
      expect(read).toEqual({ frame, end: before.length + packed.length })
    }),
    { numRuns: 500 },
  )
})

test('what differs from how it would be written is left to the tables', () => {
  let known = 0
  fc.assert(
    fc.property(fc.oneof(append, reopen), fc.nat(70), fc.nat(255), fc.nat(80), (frame, place, byte, cut) => {
      const message = encodeAsk(frame)
      message[place % message.length] = byte
      const part = message.subarray(0, Math.max(1, message.length - (cut > 40 ? 0 : cut)))
      const read = readQuickly(part, 0)
      if (read === undefined) return
      known += 1
      expect(encodeAsk(read.frame)).toEqual(part.slice(0, read.end))
      const [same] = decodeAsks(part.subarray(0, read.end)) as readonly unknown[]
      expect(same).toEqual(read.frame)
    }),
    { numRuns: 3000 },
  )
  expect(known).toBeGreaterThan(300)
})

test('a number that is written too long, an empty message and a body that is not all there are none', () => {
  const packed = encodeAsk({
    kind: 'append',
    req: 1,
    channel: channelId(new Uint8Array(16)),
    n: 0,
    bucket: 0,
    body: new Uint8Array(5),
  })
  expect(readQuickly(packed, 0)?.end).toBe(packed.length)
  // The request's number, 1, in two bytes.
  expect(readQuickly(joined(packed.slice(0, 2), Uint8Array.of(24, 1), packed.slice(3)), 0)).toBeUndefined()
  expect(readQuickly(new Uint8Array(0), 0)).toBeUndefined()
  for (let length = 0; length < packed.length; length++)
    expect(readQuickly(packed.subarray(0, length), 0)).toBeUndefined()
})

test('what a reopening’s code is made of is the same bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 256 }), bytes(32), reopen, (origin, nonce, of) => {
      const clean = origin.toWellFormed()
      expect(reopenProofs(clean)(nonce, of)).toEqual(reopenProof(clean, nonce, of))
    }),
    { numRuns: 500 },
  )
})

test('a reopening that is not all there is none', () => {
  const packed = encodeAsk({
    kind: 'reopen',
    req: 1,
    channel: channelId(new Uint8Array(16)),
    n: 0,
    from: 1,
    ends: 7200,
    mac: new Uint8Array(32),
  })
  expect(readQuickly(packed, 0)?.end).toBe(packed.length)
  for (let length = 0; length < packed.length; length++)
    expect(readQuickly(packed.subarray(0, length), 0)).toBeUndefined()
})
