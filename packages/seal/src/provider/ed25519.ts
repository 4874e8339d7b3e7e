/**
 * Ed25519 (RFC 8032) by WebCrypto. Imported keys are kept as long as the bytes they came from: a leaf's key stays one
 * object through all states of a group, so each member's key is imported once.
 */
import type { Signature } from 'ts-mls/crypto/signature.js'
import { concat, unshared } from './bytes.ts'

/** Private keys are seeds of 32 bytes, public keys 32 bytes, signatures 64. */
export const ed25519: Signature = {
  async sign(seed, message) {
    return new Uint8Array(await crypto.subtle.sign('Ed25519', await signingKey(seed), unshared(message)))
  },
  async verify(publicKey, message, signature) {
    try {
      return await crypto.subtle.verify(
        'Ed25519',
        await verifyingKey(publicKey),
        unshared(signature),
        unshared(message),
      )
    } catch {
      return false // a key or signature of another length, which some engines throw at
    }
  },
  async keygen() {
    const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
    return {
      signKey: pkcs8.slice(-32),
      publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    }
  },
}

const signing = new WeakMap<Uint8Array, Promise<CryptoKey>>()
const verifying = new WeakMap<Uint8Array, Promise<CryptoKey>>()

function signingKey(seed: Uint8Array): Promise<CryptoKey> {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`)
  return remembered(signing, seed, () =>
    crypto.subtle.importKey('pkcs8', concat(pkcs8Prefix, seed), 'Ed25519', false, ['sign']),
  )
}

const verifyingKey = (publicKey: Uint8Array): Promise<CryptoKey> =>
  remembered(verifying, publicKey, () =>
    crypto.subtle.importKey('raw', unshared(publicKey), 'Ed25519', false, ['verify']),
  )

function remembered(
  keys: WeakMap<Uint8Array, Promise<CryptoKey>>,
  bytes: Uint8Array,
  make: () => Promise<CryptoKey>,
): Promise<CryptoKey> {
  let key = keys.get(bytes)
  if (key === undefined) {
    key = make()
    keys.set(bytes, key)
  }
  return key
}

/** RFC 8410 §7: the DER in front of a seed, version 0, OID 1.3.101.112. */
const pkcs8Prefix = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)
