import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCanonical, encodeCanonical, type Cbor } from '../src/index.ts'
import { structures, type Structure } from './structures.ts'

describe.each(structures)('$name', (of) => {
  test('every value comes back as it went in', () => {
    fc.assert(
      fc.property(of.values, (value) => {
        expect(of.decode(of.encode(value))).toEqual({ value })
      }),
    )
  })

  test('every prefix is refused', () => {
    fc.assert(
      fc.property(of.values, (value) => {
        const packed = of.encode(value)
        for (let length = 0; length < packed.length; length++) {
          expect(of.decode(packed.subarray(0, length))).toBeTypeOf('string')
        }
      }),
      { numRuns: 10 },
    )
  })

  test('a trailing byte is refused', () => {
    fc.assert(
      fc.property(of.values, fc.nat(255), (value, byte) => {
        expect(of.decode(Uint8Array.of(...of.encode(value), byte))).toBe('trailing-bytes')
      }),
      { numRuns: 30 },
    )
  })

  test('a field more or less, at any depth, is refused or is another value', () => {
    const [value] = fc.sample(of.values, { numRuns: 1, seed: 7 })
    for (const changed of changesOf(plainOf(of, value), strangers))
      acceptsOnlyWhatItWrites(of, encodeCanonical(changed))
  })

  test('what is no array is refused', () => {
    for (const stranger of [0, -1, '', true, null, new Uint8Array(32)]) {
      expect(of.decode(encodeCanonical(stranger))).toBe('unexpected-value')
    }
  })

  test('a flipped bit is refused or is another value, and nothing throws', () => {
    fc.assert(
      fc.property(of.values, fc.nat(), fc.nat(7), (value, place, bit) => {
        const packed = of.encode(value).slice()
        packed[place % packed.length]! ^= 1 << bit
        acceptsOnlyWhatItWrites(of, packed)
      }),
    )
  })

  test('random bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => acceptsOnlyWhatItWrites(of, noise)))
  })
})

describe.each(structures.filter(({ name }) => !['chain', 'claimed packages'].includes(name)))(
  'fields of $name',
  (of) => {
    test('no field may be missing, and none may be added', () => {
      fc.assert(
        fc.property(of.values, (value) => {
          const plain = plainOf(of, value)
          expect(of.decode(encodeCanonical([...plain, null]))).toBe('unexpected-value')
          expect(of.decode(encodeCanonical(plain.slice(0, -1)))).toBe('unexpected-value')
          expect(of.decode(encodeCanonical(plain.slice(1)))).toBe('unexpected-value')
        }),
        { numRuns: 20 },
      )
    })
  },
)

/** One byte string per value. */
function acceptsOnlyWhatItWrites(of: Structure, packed: Uint8Array): void {
  const read = of.decode(packed)
  if (typeof read !== 'string') expect(of.encode(read.value)).toEqual(packed)
}

function plainOf(of: Structure, value: unknown): readonly Cbor[] {
  const read = decodeCanonical(of.encode(value))
  if (typeof read === 'string' || !Array.isArray(read.value)) throw new Error('every structure is an array')
  return read.value as readonly Cbor[]
}

const strangers: readonly Cbor[] = [-1, 2 ** 53 - 1, 'x', true, null, [], [[]], new Uint8Array(31), new Uint8Array(33)]

/** `value` with each of its parts, at any depth, replaced by each stranger. */
function* changesOf(value: Cbor, others: readonly Cbor[]): Generator<Cbor> {
  yield* others
  if (!Array.isArray(value)) return
  const parts = value as readonly Cbor[]
  for (const [place, part] of parts.entries()) {
    for (const changed of changesOf(part, others)) yield parts.with(place, changed)
  }
}
