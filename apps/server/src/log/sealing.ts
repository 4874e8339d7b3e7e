/** How a blob lies at rest, and an entry's body from before version 4 of channels.db: nonce (12 bytes), ciphertext, tag (16); AES-256-GCM under the key of its bucket. */
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'

export const nonceSize = 12
export const tagSize = 16
export const sealOverhead = nonceSize + tagSize
/** Bytes that a cipher takes at once: one large output costs several times more, because its memory is new each time. */
const stretch = 65_536

/** Returns the parts in their order: the nonce, pieces of ciphertext, the tag. `bound` is authenticated with them. */
export function seal(key: KeyObject, nonce: Uint8Array, body: Uint8Array, bound: Uint8Array): Uint8Array[] {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(bound)
  const parts = [nonce]
  for (let at = 0; at < body.length; at += stretch) parts.push(cipher.update(body.subarray(at, at + stretch)))
  cipher.final()
  parts.push(cipher.getAuthTag())
  return parts
}

/** `sealed`: all parts in one. Undefined where key, bytes or `bound` are not those of the sealing. */
export function unseal(key: KeyObject, sealed: Uint8Array, bound: Uint8Array): Uint8Array | undefined {
  if (sealed.length < sealOverhead) return undefined
  const tagAt = sealed.length - tagSize
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceSize), { authTagLength: tagSize })
  decipher.setAAD(bound)
  decipher.setAuthTag(sealed.subarray(tagAt))
  const body = new Uint8Array(tagAt - nonceSize)
  for (let at = 0; at < body.length; at += stretch)
    body.set(decipher.update(sealed.subarray(nonceSize + at, Math.min(nonceSize + at + stretch, tagAt))), at)
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return body
}

/** Random nonces, drawn many at a time: one by one they cost more than the cipher. */
export function nonceSource(random: (length: number) => Uint8Array): () => Uint8Array {
  let nonces: Uint8Array = new Uint8Array(0)
  return () => {
    if (nonces.length === 0) nonces = random(nonceSize * 256)
    const nonce = nonces.subarray(0, nonceSize)
    nonces = nonces.subarray(nonceSize)
    return nonce
  }
}
