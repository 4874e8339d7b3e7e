/**
 * How the vault's records lie in the store: always ciphertext, bound to table and key. What opens a page or a bucket
 * lies in the keyring, in the slot that stands before the ciphertext.
 */
import { encodeCanonical } from '@ebb/protocol'
import { openAtRest, openFresh, sealAtRest, sealFresh, unwrapKey, wrapKey, wrappedLength, type Random } from '@ebb/seal'

/** A page: slot in 2 bytes, ciphertext under the key in that slot. */
export function sealPage(
  page: number,
  bytes: Uint8Array,
  slot: number,
  random: Random,
): { readonly key: Uint8Array; readonly value: Uint8Array } {
  const { key, sealed } = sealFresh(bytes, place('page', page), random)
  return { key, value: withNumber(2, slot, sealed) }
}
export const openPage = (page: number, value: Uint8Array, key: Uint8Array): Uint8Array | undefined =>
  openFresh(key, value.subarray(2), place('page', page))

/** A record: ciphertext under the home key. */
export const sealRecord = (home: Uint8Array, key: number, bytes: Uint8Array, random: Random): Uint8Array =>
  sealAtRest(home, bytes, place('record', key), random)
export const openRecord = (home: Uint8Array, key: number, value: Uint8Array): Uint8Array | undefined =>
  openAtRest(home, value, place('record', key))

export const slotOfPage = (value: Uint8Array): number | undefined => numberIn(2, value)

/** A message: its bucket's slot in 4 bytes, its own key wrapped under the key there, ciphertext under its own key. */
export function sealMessage(
  key: number,
  bytes: Uint8Array,
  bucket: { slot: number; key: Uint8Array },
  random: Random,
): Uint8Array {
  const { key: own, sealed } = sealFresh(bytes, place('message', key), random)
  return withWrap(key, own, bucket, { sealed, random })
}
export function openMessage(key: number, value: Uint8Array, bucketKey: Uint8Array): Uint8Array | undefined {
  const own = ownKey(key, value, bucketKey)
  return own === undefined ? undefined : openFresh(own, value.subarray(4 + wrappedLength), place('message', key))
}

export const slotOfMessage = (value: Uint8Array): number | undefined => numberIn(4, value)

/** The same ciphertext with its key wrapped anew. What did not open before is kept as a mark that something was here. */
export function rewrapMessage(
  stored: { key: number; value: Uint8Array; under: Uint8Array | undefined },
  bucket: { slot: number; key: Uint8Array },
  random: Random,
): Uint8Array {
  const { key, value, under } = stored
  const own = under === undefined ? undefined : ownKey(key, value, under)
  if (own === undefined) return withNumber(4, bucket.slot, new Uint8Array())
  return withWrap(key, own, bucket, { sealed: value.subarray(4 + wrappedLength), random })
}

const ownKey = (key: number, value: Uint8Array, bucketKey: Uint8Array): Uint8Array | undefined =>
  unwrapKey(bucketKey, value.subarray(4, 4 + wrappedLength), place('message key', key))

function withWrap(
  key: number,
  own: Uint8Array,
  bucket: { slot: number; key: Uint8Array },
  rest: { sealed: Uint8Array; random: Random },
): Uint8Array {
  const wrap = wrapKey(bucket.key, own, place('message key', key), rest.random)
  own.fill(0)
  const out = withNumber(4, bucket.slot, new Uint8Array(wrap.length + rest.sealed.length))
  out.set(wrap, 4)
  out.set(rest.sealed, 4 + wrap.length)
  return out
}

const place = (what: string, key: number): Uint8Array => encodeCanonical([`ebb vault ${what} v1`, key])

export function withNumber(width: 2 | 4, number: number, rest: Uint8Array): Uint8Array {
  const out = new Uint8Array(width + rest.length)
  const view = new DataView(out.buffer)
  if (width === 2) view.setUint16(0, number)
  else view.setUint32(0, number)
  out.set(rest, width)
  return out
}

function numberIn(width: 2 | 4, value: Uint8Array): number | undefined {
  if (value.length < width) return undefined
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  return width === 2 ? view.getUint16(0) : view.getUint32(0)
}
