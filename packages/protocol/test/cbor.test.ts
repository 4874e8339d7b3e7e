import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeCanonical,
  decodeKept,
  decodePrefix,
  encodeCanonical,
  fromHex,
  hex,
  limits,
  type Cbor,
} from '../src/index.ts'

const plain: fc.Arbitrary<Cbor> = fc.letrec<{ value: Cbor }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
    fc.string({ unit: 'binary' }).filter((s) => !s.startsWith('\uFEFF')),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 5 }),
  ),
})).value

describe('deterministic CBOR', () => {
  test('every value comes back as it went in', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(decodeCanonical(encodeCanonical(value))).toEqual({ value })
        expect(decodeKept(encodeCanonical(value))).toEqual(value)
      }),
    )
  })

  test('random bytes never throw and are accepted only as they would be written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
        const read = decodeCanonical(noise)
        if (typeof read !== 'string') expect(encodeCanonical(read.value)).toEqual(noise)
      }),
      { numRuns: 2000 },
    )
  })

  test('known bytes of RFC 8949, appendix A', () => {
    const known: readonly (readonly [string, Cbor])[] = [
      ['00', 0],
      ['17', 23],
      ['1818', 24],
      ['1903e8', 1000],
      ['1a000f4240', 1_000_000],
      ['1b000000e8d4a51000', 1_000_000_000_000],
      ['20', -1],
      ['3863', -100],
      ['f4', false],
      ['f5', true],
      ['f6', null],
      ['4401020304', Uint8Array.of(1, 2, 3, 4)],
      ['6449455446', 'IETF'],
      ['62c3bc', 'ü'],
      ['80', []],
      ['8301820203820405', [1, [2, 3], [4, 5]]],
    ]
    for (const [packed, value] of known) {
      expect(hex(encodeCanonical(value))).toBe(packed)
      expect(decodeCanonical(fromHex(packed))).toEqual({ value })
    }
  })

  test.each([
    ['an integer in more bytes than it needs', '1817'],
    ['an integer in more bytes than it needs, 16 bits', '190017'],
    ['an integer in more bytes than it needs, 32 bits', '1a00000017'],
    ['an integer in more bytes than it needs, 64 bits', '1b0000000000000017'],
    ['a negative integer in more bytes than it needs', '3800'],
    ['a length in more bytes than it needs', '580101'],
    ['a text length in more bytes than it needs', '780161'],
    ['an array length in more bytes than it needs', '980101'],
    ['an integer that is not safe', '1b0020000000000000'],
    ['a negative integer that is not safe', '3b001fffffffffffff'],
    ['a half float', 'f93c00'],
    ['a single float', 'fa47c35000'],
    ['a double float', 'fb3ff199999999999a'],
    ['infinity', 'f97c00'],
    ['not a number', 'f97e00'],
    ['undefined', 'f7'],
    ['another simple value', 'f0'],
    ['another simple value in two bytes', 'f8ff'],
    ['a map', 'a0'],
    ['a map with entries', 'a10102'],
    ['a tag', 'c001'],
    ['a bignum', 'c249010000000000000000'],
    ['bytes of indefinite length', '5f4101ff'],
    ['text of indefinite length', '7f6161ff'],
    ['an array of indefinite length', '9f01ff'],
    ['a map of indefinite length', 'bfff'],
    ['a lone break', 'ff'],
    ['reserved length 28', '1c'],
    ['reserved length 31 of an integer', '1f'],
    ['a map inside an array', '81a0'],
    ['a float inside an array', '81f93c00'],
    ['invalid UTF-8', '62c328'],
    ['overlong UTF-8', '62c080'],
    ['a surrogate in UTF-8', '63eda080'],
    ['a byte order mark in front of text', '64efbbbf61'],
  ])('%s is not canonical', (_, packed) => {
    expect(decodeCanonical(fromHex(packed))).toBe('not-canonical')
  })

  test.each([
    ['nothing', ''],
    ['half a head', '19 03'],
    ['a long integer cut off', '1b 00 00'],
    ['bytes cut off', '44 01 02'],
    ['text cut off', '64 49'],
    ['an array cut off', '83 01'],
    ['a double cut off', 'fb 3f'],
  ])('%s is truncated', (_, packed) => {
    expect(decodeCanonical(fromHex(packed.replaceAll(' ', '')))).toBe('truncated')
  })

  test('a second value is trailing bytes, and the prefix reads the first', () => {
    expect(decodeCanonical(fromHex('0000'))).toBe('trailing-bytes')
    expect(decodePrefix(fromHex('8101ff'))).toEqual({ value: [1], size: 2 })
  })

  test('a value nested to the limit is read, deeper is not', () => {
    const nested = (depth: number): Uint8Array => Uint8Array.of(...Array<number>(depth - 1).fill(0x81), 0x80)
    expect(decodeCanonical(nested(limits.depth))).toBeTypeOf('object')
    expect(decodeCanonical(nested(limits.depth + 1))).toBe('too-deep')
  })

  test('100 KB of nested arrays do not overflow the stack', () => {
    expect(decodeCanonical(new Uint8Array(100_000).fill(0x81))).toBe('too-deep')
  })

  test('a huge declared length takes neither memory nor time', () => {
    for (const major of ['5b', '7b', '9b']) {
      for (const length of ['00000000ffffffff', '001fffffffffffff', 'ffffffffffffffff']) {
        expect(decodeCanonical(fromHex(major + length))).toBe('truncated')
      }
    }
  })

  test('what was encoded stays as it is while more is encoded', () => {
    const first = encodeCanonical([1, 2, 3])
    const copy = first.slice()
    for (let i = 0; i < 100; i++) encodeCanonical(['x'.repeat(100), i])
    expect(first).toEqual(copy)
  })

  test('what was decoded does not change with the message it came in', () => {
    const message = encodeCanonical([Uint8Array.of(1, 2, 3)])
    const read = decodeCanonical(message)
    message.fill(0)
    expect(read).toEqual({ value: [Uint8Array.of(1, 2, 3)] })
  })
})
