import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeAsks, decodeTells, encodeAsk, encodeCanonical, encodeTell, frameNumbers, limits } from '../src/index.ts'

import { asks, tells } from './arbitraries.ts'

const directions = [
  { name: 'asks', frames: asks, encode: encodeAsk, decode: decodeAsks },
  { name: 'tells', frames: tells, encode: encodeTell, decode: decodeTells },
] as {
  name: string
  frames: fc.Arbitrary<{ kind: string }>
  encode: (frame: unknown) => Uint8Array
  decode: (message: Uint8Array) => readonly unknown[] | 'malformed'
}[]

describe.each(directions)('$name', ({ name, frames, encode, decode }) => {
  const known = frameNumbers.filter(({ number }) => number < 64 === (name === 'asks'))

  test('any number of frames come back in order', () => {
    fc.assert(
      fc.property(fc.array(frames, { minLength: 1, maxLength: 5 }), (sent) => {
        expect(decode(joined(sent.map(encode)))).toEqual(sent)
      }),
    )
  })

  test('every kind of frame is tried here', () => {
    const tried = new Set(fc.sample(frames, { numRuns: 1000, seed: 1 }).map((frame) => frame.kind))
    expect([...tried].toSorted()).toEqual(known.map((frame) => frame.name).toSorted())
  })

  test('every prefix of a frame is malformed', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const packed = encode(frame)
        for (let length = 0; length < packed.length; length++) {
          expect(decode(packed.subarray(0, length))).toBe('malformed')
        }
      }),
      { numRuns: 50 },
    )
  })

  test('a trailing byte is malformed', () => {
    fc.assert(
      fc.property(frames, fc.nat(255), (frame, byte) => {
        expect(decode(Uint8Array.of(...encode(frame), byte))).toBe('malformed')
      }),
    )
  })

  test('a flipped bit is malformed or another frame', () => {
    fc.assert(
      fc.property(frames, fc.nat(), fc.nat(7), (frame, place, bit) => {
        const packed = encode(frame).slice()
        packed[place % packed.length]! ^= 1 << bit
        acceptsOnlyWhatItWrites(packed)
      }),
      { numRuns: 500 },
    )
  })

  test('random bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), acceptsOnlyWhatItWrites), { numRuns: 500 })
  })

  test('a number that is no frame is malformed', () => {
    for (let number = -1; number < 130; number++) {
      if (!known.some((frame) => frame.number === number)) {
        expect(decode(encodeCanonical([number, 1]))).toBe('malformed')
      }
    }
    expect(decode(encodeCanonical(['stock', 1]))).toBe('malformed')
    expect(decode(encodeCanonical([[8], 1]))).toBe('malformed')
    expect(decode(encodeCanonical([]))).toBe('malformed')
    expect(decode(encodeCanonical(8))).toBe('malformed')
  })

  test('an empty message is malformed', () => {
    expect(decode(new Uint8Array())).toBe('malformed')
  })

  test('bodies are slices of the message', () => {
    const frame = fc.sample(
      frames.filter((f) => 'body' in f && (f.body as Uint8Array).length > 0),
      1,
    )[0]!
    const message = encode(frame)
    const [read] = decode(message) as { body: Uint8Array }[]
    expect(read!.body.buffer).toBe(message.buffer)
  })

  test('a message in a Buffer reads the same', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const [read] = decode(Buffer.from(encode(frame))) as object[]
        expect(encode(read)).toEqual(encode(frame))
      }),
    )
  })

  function acceptsOnlyWhatItWrites(message: Uint8Array): void {
    const read = decode(message)
    if (read !== 'malformed') expect(joined(read.map(encode))).toEqual(message)
  }
})

describe('frame numbers', () => {
  test('no two frames of one direction share a number', () => {
    const numbers = frameNumbers.map((frame) => frame.number)
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})

describe('limits of a message', () => {
  test('a body that declares more than follows is malformed, and nothing is set aside for it', () => {
    const huge = Uint8Array.of(0x83, 7, 1, 0, 0x1b, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
    huge[0] = 0x84
    expect(decodeAsks(huge)).toBe('malformed')
    expect(decodeAsks(encodeCanonical([7, 1, 0, -1]))).toBe('malformed')
    expect(decodeAsks(encodeCanonical([7, 1, 0, null]))).toBe('malformed')
  })

  test('a header longer than its limit is malformed', () => {
    const long = encodeCanonical([1, 1, new Uint8Array(16), new Uint8Array(limits.header)])
    expect(decodeAsks(long)).toBe('malformed')
  })

  test('requests are numbered from 1', () => {
    expect(decodeAsks(encodeCanonical([8, 0]))).toBe('malformed')
    expect(() => encodeAsk({ kind: 'stock', req: 0 })).toThrow(RangeError)
    expect(decodeTells(encodeCanonical([66, 0, 0]))).toEqual([{ kind: 'refused', req: 0, why: 'malformed' }])
  })

  test('a message of more requests than its limit is malformed', () => {
    const one = encodeAsk({ kind: 'stock', req: 1 })
    const most = joined(Array.from({ length: limits.asksPerMessage }, () => one))
    expect(decodeAsks(most)).toHaveLength(limits.asksPerMessage)
    expect(decodeAsks(joined([most, one]))).toBe('malformed')
  })

  test('a value outside its bounds is not written', () => {
    expect(() => encodeAsk({ kind: 'chain-of-handle', req: 1, handle: 'Not A Handle' })).toThrow(RangeError)
    expect(() => encodeAsk({ kind: 'invite', req: 1, hash: new Uint8Array(31) })).toThrow(RangeError)
    expect(() => encodeTell({ kind: 'appended', req: 1, seq: 1.5 })).toThrow(RangeError)
    expect(() => encodeTell({ kind: 'refused', req: 1, why: 'no such' as 'stale' })).toThrow(RangeError)
  })
})

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
