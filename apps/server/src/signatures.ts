/** The only cryptography of a server: it hashes, authenticates and verifies. Nothing here can encrypt or decrypt what people say. */
import { createPublicKey, hash, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
import type { Sha256, Signature } from '@ebb/protocol'

/** 32 bytes, as a plain array. A digest as a string and a loop take half as long as a Buffer of Node's. */
export const sha256: Sha256 = (bytes) => write(hash('sha256', bytes, 'binary'), new Uint8Array(32))

/** The first 16 of them. Many are cut from one piece of memory, which stays as long as one of them does. */
export function halfSha256(bytes: Uint8Array): Uint8Array {
  if (cut === piece.byteLength) {
    piece = new ArrayBuffer(halves * 16)
    cut = 0
  }
  const out = new Uint8Array(piece, cut, 16)
  cut += 16
  return write(hash('sha256', bytes, 'binary'), out)
}
const halves = 256
let piece = new ArrayBuffer(halves * 16)
let cut = 0

function write(digest: string, out: Uint8Array): Uint8Array {
  for (let i = 0; i < out.length; i++) out[i] = digest.charCodeAt(i)
  return out
}

/** HMAC (RFC 2104) with SHA-256: 32 bytes. `key` 32 bytes. Of two plain digests, a third of the time of Node's object for it. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const first =
    message.length <= room ? inner.subarray(0, 64 + message.length) : Buffer.alloc(64 + message.length, 0x36)
  for (let i = 0; i < 32; i++) {
    first[i] = 0x36 ^ key[i]!
    outer[i] = 0x5c ^ key[i]!
  }
  first.set(message, 64)
  outer.write(hash('sha256', first, 'binary'), 64, 'latin1')
  return sha256(outer)
}
/** The key's block and a message behind it, and the key's other block and the digest of that. Used again and again. */
const room = 1024
const inner = Buffer.alloc(64 + room, 0x36)
const outer = Buffer.alloc(96, 0x5c)

/** In a time that does not depend on where they differ. Both 32 bytes. */
export const sameCode = (a: Uint8Array, b: Uint8Array): boolean => timingSafeEqual(a, b)

/** Ed25519 (RFC 8032). `publicKey` 32 bytes. False too where the key is no point. */
export function verifies(publicKey: Uint8Array, message: Uint8Array, signature: Signature): boolean {
  try {
    return verify(null, message, asKey(publicKey), signature)
  } catch {
    return false
  }
}

/** SubjectPublicKeyInfo of Ed25519 (RFC 8410 §4) up to the key. */
const spki = Buffer.from('302a300506032b6570032100', 'hex')

const asKey = (publicKey: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([spki, publicKey]), format: 'der', type: 'spki' })
