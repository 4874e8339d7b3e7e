/**
 * One byte string per value: what the library decodes is encoded again and compared, which refuses trailing bytes,
 * lengths that are not minimal and whatever else a decoder may overlook.
 */
import { sameBytes } from '@ebb/protocol'
import type { Decoder } from 'ts-mls/codec/tlsDecoder.js'

/**
 * The value, or undefined where `bytes` are not its one encoding. Never throws; the value may share memory with
 * `bytes`.
 */
export function decodeStrictly<T>(
  decode: Decoder<T>,
  encode: (value: T) => Uint8Array,
  bytes: Uint8Array,
): T | undefined {
  try {
    const decoded = decode(bytes, 0)
    if (decoded === undefined || decoded[1] !== bytes.length) return undefined
    return sameBytes(encode(decoded[0]), bytes) ? decoded[0] : undefined
  } catch {
    return undefined
  }
}
