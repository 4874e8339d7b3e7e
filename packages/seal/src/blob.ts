/** Blobs: bytes that the server keeps under a random id for whoever has the key. */
import { limits } from '@ebb/protocol'
import { freshOverhead, openFresh, sealFresh } from './at-rest.ts'
import type { Random } from './device.ts'

/** Sizes as the server sees them: how large something is says how many are in a group. */
const sizes = [16_384, 65_536, 262_144, 1_048_576, limits.blob] as const
const label = new TextEncoder().encode('ebb blob v1')
const lengthBytes = 4
/** Bytes that fit into the largest. */
export const largestInBlob = limits.blob - freshOverhead - lengthBytes

/** (Length in 4 bytes, plaintext, zeros) under a key of its own, 32 bytes. Throws RangeError on more than `largestInBlob`. */
export function sealBlob(
  plaintext: Uint8Array,
  random: Random,
): { readonly key: Uint8Array; readonly sealed: Uint8Array } {
  const size = sizes.find((one) => plaintext.length <= one - freshOverhead - lengthBytes)
  if (size === undefined) throw new RangeError('more than the largest blob holds')
  const padded = new Uint8Array(size - freshOverhead)
  new DataView(padded.buffer).setUint32(0, plaintext.length)
  padded.set(plaintext, lengthBytes)
  return sealFresh(padded, label, random)
}

/** The plaintext, or undefined where key or bytes are not the right ones. */
export function openBlob(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const padded = (sizes as readonly number[]).includes(sealed.length) ? openFresh(key, sealed, label) : undefined
  if (padded === undefined) return undefined
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0)
  const end = lengthBytes + length
  const honest = end <= padded.length && padded.subarray(end).every((byte) => byte === 0)
  return honest ? padded.slice(lengthBytes, end) : undefined
}
