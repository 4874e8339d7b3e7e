/**
 * How the bodies of a batch lie at rest: one after another in their bucket's file, AES-256-CTR under the key of the bucket
 * (NIST SP 800-38A), without tags: a body is checked by its id, which is its digest. One cipher for all costs a twentieth
 * of one for each.
 *
 * The counter block is the batch's nonce (8 bytes, random) and the number of the block in the file (8). What is kept lies
 * at different places, so no two bytes that are kept share a stream, whatever the nonces are; and where a place is written
 * again, because what lay there was never committed, the nonce is another one. decisions/log.md.
 */
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import type { Nonce } from './entry-index.ts'

const block = 16
/** Bytes that a cipher takes at once: one large output costs several times more, because its memory is new each time. */
const stretch = 65_536
const plain = new Uint8Array(stretch)

/** Ciphertext of the bodies, joined, in pieces. `offset`: of the first of them in the file. */
export function* sealStream(
  key: KeyObject,
  { nonce, offset }: { nonce: Nonce; offset: number },
  bodies: readonly Uint8Array[],
): Generator<Uint8Array> {
  const cipher = createCipheriv('aes-256-ctr', key, counterBlock(nonce, offset))
  // The batch before may have ended within a block.
  let skip = offset % block
  let filled = skip
  for (const body of bodies) {
    for (let at = 0; at < body.length;) {
      const taken = Math.min(body.length - at, stretch - filled)
      plain.set(taken === body.length ? body : body.subarray(at, at + taken), filled)
      at += taken
      filled += taken
      if (filled < stretch) continue
      yield cipher.update(plain).subarray(skip)
      skip = filled = 0
    }
  }
  if (filled > skip) yield cipher.update(plain.subarray(0, filled)).subarray(skip)
}

/** The place from which on the file is read for a body at `offset`. */
export const blockStart = (offset: number): number => offset - (offset % block)

/** `bytes` of the file from `blockStart(offset)` on; returns what lies from `offset` on, all of it of one batch. */
export function openStream(
  key: KeyObject,
  { nonce, offset }: { nonce: Nonce; offset: number },
  bytes: Uint8Array,
): Uint8Array {
  const decipher = createDecipheriv('aes-256-ctr', key, counterBlock(nonce, offset))
  const skip = offset % block
  if (bytes.length <= stretch) return plainArray(decipher.update(bytes)).subarray(skip)
  const opened = new Uint8Array(bytes.length)
  for (let at = 0; at < bytes.length; at += stretch) opened.set(decipher.update(bytes.subarray(at, at + stretch)), at)
  return opened.subarray(skip)
}

const plainArray = ({ buffer, byteOffset, length }: Buffer): Uint8Array => new Uint8Array(buffer, byteOffset, length)

function counterBlock(nonce: Nonce, offset: number): Uint8Array {
  const bytes = new Uint8Array(block)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, nonce.high)
  view.setUint32(4, nonce.low)
  view.setBigUint64(8, BigInt(Math.floor(offset / block)))
  return bytes
}
