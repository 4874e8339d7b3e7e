import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  accountId,
  decodeCanonical,
  decodeGroupWelcome,
  decodeKnock,
  decodePolicy,
  decodeRejoin,
  decodeWelcome,
  encodeCanonical,
  encodeGroupWelcome,
  encodePolicy,
  encodeWelcome,
  limits,
  type Cbor,
} from '../src/index.ts'
import * as arbitrary from './arbitraries.ts'
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

describe.each(structures.filter(({ name }) => !['chain', 'claimed packages', 'sealed reports'].includes(name)))(
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

describe('a welcome', () => {
  test('between two is none into a group, and one into a group none between two; neither is a rejoin', () => {
    fc.assert(
      fc.property(arbitrary.welcomes, arbitrary.groupWelcomes, (pair, group) => {
        expect(decodeGroupWelcome(encodeWelcome(pair))).toBe('unexpected-value')
        expect(decodeWelcome(encodeGroupWelcome(group))).toBe('unexpected-value')
        for (const packed of [encodeWelcome(pair), encodeGroupWelcome(group)]) {
          expect(decodeRejoin(packed)).toBe('unexpected-value')
          expect(decodeKnock(packed)).toBe('unexpected-value')
        }
      }),
    )
  })
})

describe('a policy', () => {
  test('is of two or of a group, and says which', () => {
    const versions = fc.sample(arbitrary.policies, { numRuns: 200, seed: 7 }).map((policy) => {
      const read = decodePolicy(encodePolicy(policy))
      return typeof read === 'string' ? read : read.value.version
    })
    expect(new Set(versions)).toEqual(new Set([1, 2]))
  })

  test('of a group has an administrator, and a name and a picture within bounds', () => {
    const [policy] = fc.sample(arbitrary.groupPolicies, { numRuns: 1, seed: 7 })
    const admins = (count: number) => Array.from({ length: count }, (_, i) => accountId(new Uint8Array(32).fill(i)))
    const most = { name: 'n'.repeat(limits.groupName), picture: new Uint8Array(limits.groupPicture) }
    const full = { ...policy!, ...most, admins: admins(limits.admins) }
    expect(decodePolicy(encodePolicy(full))).toEqual({ value: full })
    const refused = [
      { admins: [] },
      { admins: admins(limits.admins + 1) },
      { name: `${most.name}n` },
      { picture: new Uint8Array(limits.groupPicture + 1) },
      { ceiling: 0 },
      { ceiling: limits.ceiling + 1 },
    ]
    for (const part of refused)
      expect(() => encodePolicy({ ...full, ...part }), Object.keys(part)[0]).toThrow(RangeError)
  })
})

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
