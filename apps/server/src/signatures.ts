/** The only cryptography of a server: it hashes and verifies. Nothing here can encrypt or decrypt what people say. */
import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto'
import type { Sha256, Signature } from '@ebb/protocol'

/** 32 bytes, as a plain array. A digest as a string and a loop take half as long as a Buffer of Node's. */
export const sha256: Sha256 = (bytes) => {
  const digest = hash('sha256', bytes, 'binary')
  const out = new Uint8Array(32)
  for (let i = 0; i < 32; i++) out[i] = digest.charCodeAt(i)
  return out
}

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
