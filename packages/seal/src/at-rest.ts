/**
 * How a device's own records are sealed. Three ways, by how long the key lives: a lasting key seals many records, a
 * fresh key seals one, and keys are wrapped under other keys. All authenticate `aad`, which says where the bytes belong.
 */
import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { argon2id } from 'hash-wasm'
import type { Random } from './device.ts'
import { hkdfExpand, hkdfExtract } from './provider/sha256.ts'

const keyLength = 32
const longNonce = 24
const shortNonce = 12
const tag = 16

/** What `wrapKey` returns: nonce 12, key 32, tag 16 bytes. */
export const wrappedLength = shortNonce + keyLength + tag
/** What `sealAtRest` adds: nonce 24, tag 16 bytes. */
export const atRestOverhead = longNonce + tag
/** What `sealFresh` adds: tag 16 bytes. */
export const freshOverhead = tag

/** XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under a lasting 32-byte key: random nonce, ciphertext, tag. */
export function sealAtRest(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array, random: Random): Uint8Array {
  const nonce = random(longNonce)
  return joined(nonce, xchacha20poly1305(key, nonce, aad).encrypt(plaintext))
}

/** The plaintext, or undefined where key, bytes or place are not the right ones. */
export function openAtRest(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
  if (sealed.length < atRestOverhead) return undefined
  return attempt(() => xchacha20poly1305(key, sealed.subarray(0, longNonce), aad).decrypt(sealed.subarray(longNonce)))
}

/**
 * ChaCha20-Poly1305 (RFC 8439) under a key that is drawn here, used for these bytes only, and returned: 32 bytes. That
 * is why the nonce can be zero and need not be stored.
 */
export function sealFresh(
  plaintext: Uint8Array,
  aad: Uint8Array,
  random: Random,
): { readonly key: Uint8Array; readonly sealed: Uint8Array } {
  const key = random(keyLength)
  return { key, sealed: chacha20poly1305(key, zeroNonce, aad).encrypt(plaintext) }
}

export function openFresh(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
  if (sealed.length < freshOverhead) return undefined
  return attempt(() => chacha20poly1305(key, zeroNonce, aad).decrypt(sealed))
}

/** A 32-byte key under another: ChaCha20-Poly1305 with a random 12-byte nonce, `wrappedLength` bytes. */
export function wrapKey(under: Uint8Array, key: Uint8Array, aad: Uint8Array, random: Random): Uint8Array {
  const nonce = random(shortNonce)
  return joined(nonce, chacha20poly1305(under, nonce, aad).encrypt(key))
}

export function unwrapKey(under: Uint8Array, wrapped: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
  if (wrapped.length !== wrappedLength) return undefined
  return attempt(() =>
    chacha20poly1305(under, wrapped.subarray(0, shortNonce), aad).decrypt(wrapped.subarray(shortNonce)),
  )
}

/** What a guess at the passphrase costs. Stored beside the salt, so that it can rise with the years. */
export interface UnlockCost {
  /** Argon2's memory in KiB. */
  readonly memoryKiB: number
  readonly passes: number
}
/** RFC 9106 §4, second recommended option: 64 MiB, 3 passes. */
export const defaultUnlockCost: UnlockCost = { memoryKiB: 65_536, passes: 3 }

/** Argon2id (RFC 9106), one lane: 32 bytes from a passphrase in Unicode's NFKC and a 16-byte salt. */
export const unlockKey = (
  passphrase: string,
  salt: Uint8Array,
  cost: UnlockCost = defaultUnlockCost,
): Promise<Uint8Array> =>
  argon2id({
    // Some systems type é as one character, some as two; an empty passphrase is a passphrase too, but hash-wasm wants a byte.
    password: `${passphrase.normalize('NFKC')}\0`,
    salt,
    iterations: cost.passes,
    parallelism: 1,
    memorySize: cost.memoryKiB,
    hashLength: keyLength,
    outputType: 'binary',
  })

/**
 * 32 bytes from a secret of 32 bytes that an authenticator made: HKDF-SHA-256 (RFC 5869) without salt. Fast, because
 * such a secret cannot be guessed; a passphrase never goes through it. Throws RangeError for another length.
 */
export function unlockKeyOf(secret: Uint8Array): Uint8Array {
  if (secret.length !== keyLength) throw new RangeError('a secret has 32 bytes')
  const extracted = hkdfExtract(new Uint8Array(), secret)
  const key = hkdfExpand(extracted, unlockInfo, keyLength)
  extracted.fill(0)
  return key
}
const unlockInfo = new TextEncoder().encode('ebb unlock by secret v1')

const zeroNonce = new Uint8Array(shortNonce)

function attempt(open: () => Uint8Array): Uint8Array | undefined {
  try {
    return open()
  } catch {
    return undefined
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length)
  out.set(a, 0)
  out.set(b, a.length)
  return out
}
