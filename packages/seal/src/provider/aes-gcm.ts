/**
 * AES-128-GCM. Keys of MLS encrypt one message each, so there is nothing to cache: below some 2 KB importing a key
 * into WebCrypto costs more than the encryption in JavaScript, above it less. Noble's tables are not constant in time;
 * one use per key leaves nothing to average over.
 */
import { gcm } from '@noble/ciphers/aes.js'
import { CryptoError } from 'ts-mls/mlsError.js'
import { unshared } from './bytes.ts'

export const keyLength = 16
export const nonceLength = 12
const tagLength = 16
const worthImporting = 2048

/** Ciphertext with the 16-byte tag at its end. */
export async function encryptAead(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  if (plaintext.length < worthImporting) return gcm(key, nonce, aad).encrypt(plaintext)
  const imported = await crypto.subtle.importKey('raw', unshared(key), 'AES-GCM', false, ['encrypt'])
  return new Uint8Array(await crypto.subtle.encrypt(parameters(nonce, aad), imported, unshared(plaintext)))
}

/** Throws CryptoError where the tag does not verify. */
export async function decryptAead(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Uint8Array> {
  if (ciphertext.length < tagLength) throw new CryptoError('ciphertext is shorter than its tag')
  try {
    if (ciphertext.length < worthImporting) return gcm(key, nonce, aad).decrypt(ciphertext)
    const imported = await crypto.subtle.importKey('raw', unshared(key), 'AES-GCM', false, ['decrypt'])
    return new Uint8Array(await crypto.subtle.decrypt(parameters(nonce, aad), imported, unshared(ciphertext)))
  } catch {
    throw new CryptoError('ciphertext does not authenticate')
  }
}

const parameters = (nonce: Uint8Array, aad: Uint8Array) => ({
  name: 'AES-GCM' as const,
  iv: unshared(nonce),
  additionalData: unshared(aad),
})
