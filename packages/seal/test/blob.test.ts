/** Blobs: padded, sealed once, opened by their key. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '@ebb/protocol'
import { largestInBlob, openBlob, sealBlob } from '../src/index.ts'

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

test('opens with its key only, and has one of a few sizes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70_000 }), (plaintext) => {
      const { key, sealed } = sealBlob(plaintext, random)
      expect([16_384, 65_536, 262_144]).toContain(sealed.length)
      expect(openBlob(key, sealed)).toEqual(plaintext)
      expect(openBlob(random(32), sealed)).toBeUndefined()
    }),
    { numRuns: 30 },
  )
  const largest = random(65_536)
  const whole = new Uint8Array(largestInBlob)
  whole.set(largest)
  expect(sealBlob(whole, random).sealed).toHaveLength(limits.blob)
  expect(() => sealBlob(new Uint8Array(largestInBlob + 1), random)).toThrow(RangeError)
})

test('that was changed in any place does not open', () => {
  const { key, sealed } = sealBlob(random(100), random)
  expect(openBlob(key, sealed)).toHaveLength(100)
  fc.assert(
    fc.property(fc.nat({ max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
      expect(openBlob(key, sealed.with(at, sealed[at]! ^ by))).toBeUndefined()
    }),
  )
  for (const length of [0, 1, 15, 16_383, 16_385, 65_536]) expect(openBlob(key, new Uint8Array(length))).toBeUndefined()
  expect(openBlob(key, sealed.subarray(0, -1))).toBeUndefined()
})
