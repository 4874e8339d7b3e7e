import { createDecipheriv, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockStart, openStream, sealStream } from '../src/log/stream.ts'
import { random } from './client.ts'

const secret = random(32)
const key = createSecretKey(secret)
const nonce = { high: 0xfedc_ba98, low: 1 }
const sealed = (bodies: readonly Uint8Array[], offset: number, under = nonce): Buffer =>
  Buffer.concat([...sealStream(key, { nonce: under, offset }, bodies)])

describe('bodies of a batch, in one stream', () => {
  test('each is opened alone, wherever the batch begins', () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 65_500, max: 140_000 }))
    const at = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 2 ** 36 - 50, max: 2 ** 40 }))
    fc.assert(
      fc.property(fc.array(size, { maxLength: 12 }), at, (sizes, offset) => {
        const bodies = sizes.map((length) => random(length))
        const lies = sealed(bodies, offset)
        expect(lies).toHaveLength(sizes.reduce((sum, length) => sum + length, 0))
        // The file from the block on in which the batch begins; before that lies another one.
        const [begin, file] = [blockStart(offset), Buffer.concat([random(offset % 16), lies])]
        let place = offset
        for (const body of bodies) {
          const bytes = file.subarray(blockStart(place) - begin, place + body.length - begin)
          const opened = openStream(key, { nonce, offset: place }, bytes)
          expect(Buffer.compare(opened, body)).toBe(0)
          place += body.length
        }
      }),
      { numRuns: 25 },
    )
  })

  test('it is AES-256-CTR, whose counter block is the nonce and the number of the block in the file', () => {
    const body = random(100)
    const block = Buffer.from('fedcba98000000010000000000000003', 'hex')
    const plain = createDecipheriv('aes-256-ctr', secret, block).update(sealed([body], 48))
    expect(Buffer.compare(plain, body)).toBe(0)
  })

  test('neighbours share no stream, nor do two batches at the same place', () => {
    const zeros = new Uint8Array(4096)
    const stream = sealed([zeros, zeros, zeros], 5)
    const blocks = Array.from({ length: stream.length / 16 - 1 }, (_, i) => stream.toString('hex', i * 16, i * 16 + 16))
    expect(new Set(blocks).size).toBe(blocks.length)
    const again = sealed([zeros], 5, { high: nonce.high, low: 2 })
    expect(Buffer.compare(again, stream.subarray(0, 4096))).not.toBe(0)
  })
})
