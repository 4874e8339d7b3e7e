import { decodeQR } from 'qr/decode.js'
import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import { qrPath } from '../src/pieces/qr-path.ts'
import { sizeName } from '../src/pieces/sizes.ts'

describe('a drawn code', () => {
  it.each([
    ['an invitation', `https://ebb.example/i#${'Ab9_-'.repeat(22)}`],
    ['a safety code', 'EBB1:mB3l5nVY0yQ:xN9tV3qk2Zs'],
    ['a short text', 'a'],
    ['other letters', 'مرحبا Ümlaut'],
  ])('%s is read by the scanner that the app uses', (_, text) => {
    const { data, size } = encode(text, { ecc: 'M', border: 4 })
    expect(decodeQR(painted(qrPath(data), size))).toBe(text)
  })

  it('has one rectangle for each stretch', () => {
    expect(qrPath([[true, true, false, true]])).toBe('M0 0h2v1h-2zM3 0h1v1h-1z')
    expect(qrPath([[false], [true]])).toBe('M0 1h1v1h-1z')
  })
})

describe('a size', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1000, '1 kB'],
    [18_400_000, '18.4 MB'],
    [2_000_000_000, '2 GB'],
  ])('%i: %s', (bytes, text) => {
    expect(sizeName(bytes, 'en')).toBe(text)
  })
})

/** Draws the path as a browser would, each square 4 by 4 pixels. */
function painted(path: string, size: number) {
  const scale = 4
  const width = size * scale
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      const start = (row * width + Number(x) * scale) * 4
      for (let at = start; at < start + Number(length) * scale * 4; at++) if (at % 4 !== 3) data[at] = 0
    }
  }
  return { width, height: width, data }
}
