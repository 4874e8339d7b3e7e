/** Attachments: pieces that open in their place only. */
import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from '@ebb/protocol'
import {
  attachmentKey,
  attachmentKeys,
  attachmentName,
  openPiece,
  pieceContent,
  piecesDigest,
  piecesOf,
  sealPiece,
} from '../src/index.ts'

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
const sum = (sizes: readonly number[]): number => sizes.reduce((all, one) => all + one, 0)

describe('the pieces of an attachment', () => {
  test('hold all of it, and are of few sizes', () => {
    fc.assert(
      fc.property(fc.nat(limits.attachment), (size) => {
        const pieces = piecesOf(size)
        expect(sum(pieces) - 16 * pieces.length).toBeGreaterThanOrEqual(size)
        if (pieces.length > 1) expect(pieces.every((one) => one === 262_144)).toBe(true)
        // What is more than whole pieces need is 12 % at most.
        expect(pieces.length).toBeLessThanOrEqual(Math.ceil(Math.max(1, Math.ceil(size / pieceContent)) * 1.12))
      }),
    )
    const small = new Set(Array.from({ length: 1000 }, (_, i) => piecesOf(i * 262)[0]))
    expect([...small]).toEqual([16_384, 65_536, 262_144])
    const large = new Set(Array.from({ length: 1000 }, (_, i) => piecesOf(i * 104_857).length))
    expect(large.size).toBeLessThan(64)
    for (const wrong of [-1, 0.5, limits.attachment + 1]) expect(() => piecesOf(wrong)).toThrow(RangeError)
  })

  test('open with their key, and say what was put in', async () => {
    for (const size of [0, 1, 16_368, 16_369, pieceContent, pieceContent + 1, 3 * pieceContent]) {
      const [content, pieces] = [random(Math.min(size, 65_536)), piecesOf(size)]
      const keys = await attachmentKeys(attachmentKey(random))
      for (let i = 0; i < pieces.length; i++) {
        const sealed = await sealPiece(keys, pieces, i, content.subarray(0, pieces[i]! - 16))
        expect(sealed).toHaveLength(pieces[i]!)
        const opened = await openPiece(keys, pieces, i, sealed)
        expect(Buffer.compare(opened!.subarray(0, content.length), content.subarray(0, pieces[i]! - 16))).toBe(0)
        expect(opened!.subarray(content.length).every((byte) => byte === 0)).toBe(true)
      }
    }
  })

  test('are AES-256-GCM under nonces of a number and an end', async () => {
    const key = new Uint8Array(32).fill(7)
    const keys = await attachmentKeys(key)
    const pieces = piecesOf(2 * pieceContent)
    const { hkdfExpand } = await import('../src/provider/sha256.ts')
    const aead = hkdfExpand(key, Buffer.from('ebb attachment v1 key'), 32)
    for (const [piece, nonce] of [
      [0, '000000000000000000000000'],
      [1, '000000000000000000000101'],
    ] as const) {
      const cipher = createCipheriv('aes-256-gcm', aead, Buffer.from(nonce, 'hex'))
      const plain = Buffer.concat([Buffer.from('what it says'), Buffer.alloc(pieceContent - 12)])
      const expected = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
      const sealed = await sealPiece(keys, pieces, piece, Buffer.from('what it says'))
      expect(Buffer.compare(sealed, expected)).toBe(0)
    }
  })

  test('that were changed, moved, cut or left out do not open', async () => {
    const keys = await attachmentKeys(attachmentKey(random))
    const other = await attachmentKeys(attachmentKey(random))
    const pieces = piecesOf(3 * pieceContent)
    const sealed = await sealPiece(keys, pieces, 1, random(100))
    expect(await openPiece(keys, pieces, 1, sealed)).toBeDefined()
    for (const at of [0, 99, 262_143])
      expect(await openPiece(keys, pieces, 1, sealed.with(at, sealed[at]! ^ 1))).toBeUndefined()
    for (const place of [0, 2]) expect(await openPiece(keys, pieces, place, sealed)).toBeUndefined()
    expect(await openPiece(keys, pieces.slice(0, 2), 1, sealed), 'as the last').toBeUndefined()
    expect(await openPiece(keys, [...pieces, 262_144], 2, await sealPiece(keys, pieces, 2, random(1)))).toBeUndefined()
    expect(await openPiece(other, pieces, 1, sealed)).toBeUndefined()
    for (const wrong of [new Uint8Array(), sealed.subarray(1), new Uint8Array(2_000_000)])
      expect(await openPiece(keys, pieces, 1, wrong)).toBeUndefined()
  })

  test('have ids and a name that only the key leads to, and a digest of all of them in order', async () => {
    const key = attachmentKey(random)
    const [keys, again, other] = await Promise.all([key, key, random(32)].map(attachmentKeys))
    const ids = Array.from({ length: 50 }, (_, i) => Buffer.from(keys!.blobId(i)).toString('hex'))
    expect(new Set(ids).size).toBe(50)
    expect(again!.blobId(7)).toEqual(keys!.blobId(7))
    expect(other!.blobId(7)).not.toEqual(keys!.blobId(7))
    expect(keys!.name).toEqual(attachmentName(key))
    expect(other!.name).not.toEqual(keys!.name)
    const digestOf = async (...pieces: Uint8Array[]) => {
      const digest = piecesDigest()
      for (const [i, piece] of pieces.entries()) await digest.add(i, piece)
      return digest.end()
    }
    const [a, b] = [random(10), random(10)]
    expect(await digestOf(a, b)).toHaveLength(32)
    expect(await digestOf(a, b)).not.toEqual(await digestOf(b, a))
    expect(await digestOf(a)).not.toEqual(await digestOf(a, b))
  })
})
