import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base64url, formatDuration, fromBase64url, fromHex, hex, parseDuration, presets } from '../src/index.ts'

const some = fc.uint8Array({ maxLength: 100 })

describe('hex', () => {
  test('comes back, and is what Node writes', () => {
    fc.assert(
      fc.property(some, (bytes) => {
        expect(fromHex(hex(bytes))).toEqual(bytes)
        expect(hex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
      }),
    )
  })

  test.each(['a', 'AB', '0g', ' 00', '00\n', '0x00'])('%j is refused', (text) => {
    expect(() => fromHex(text)).toThrow(SyntaxError)
  })
})

describe('base64url', () => {
  test('comes back, and is what Node writes', () => {
    fc.assert(
      fc.property(some, (bytes) => {
        expect(fromBase64url(base64url(bytes))).toEqual(bytes)
        expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
      }),
    )
  })

  test('only what it writes is read', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const bytes = fromBase64url(text)
        if (bytes !== undefined) expect(base64url(bytes)).toBe(text)
      }),
    )
  })

  test.each(['A', 'AB', 'AAB', 'AA==', 'A+', 'A/', 'AA A', 'AAAAA', 'ä'])('%j is refused', (text) => {
    expect(fromBase64url(text)).toBeUndefined()
  })
})

describe('durations', () => {
  test('read 30s 5m 1h 1d 4w', () => {
    expect(['30s', '5m', '1h', '1d', '4w'].map(parseDuration)).toEqual([30, 300, 3600, 86_400, 2_419_200])
    expect(presets.map(formatDuration)).toEqual(['30s', '5m', '1h', '8h', '1d', '1w', '4w'])
  })

  test('come back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds)
      }),
    )
  })

  test('are written with the largest unit that is exact', () => {
    expect([90, 5400, 604_800, 86_400, 3660].map(formatDuration)).toEqual(['90s', '90m', '1w', '1d', '61m'])
  })

  test.each(['', '0s', '1', 's', '-1s', '1.5h', '1H', ' 1h', '1h ', '1h30m', '01h', '1h\n', '9999999999s', '1y'])(
    '%j is refused',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  )
})
