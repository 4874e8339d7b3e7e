/**
 * SHA-256, HMAC and HKDF (RFC 5869), computed synchronously behind the library's asynchronous interface: a commit in a
 * group of 100 derives some hundred secrets of 32 bytes, and WebCrypto's way to its thread and back costs ten times as
 * much as the hash.
 */
import { expand, extract } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Hash } from 'ts-mls/crypto/hash.js'
import type { Kdf } from 'ts-mls/crypto/kdf.js'
import { sameBytes } from '@ebb/protocol'

const size = 32

export const sha256Hash: Hash = {
  digest: async (data) => sha256(data),
  mac: async (key, data) => hmac(sha256, key, data),
  verifyMac: async (key, mac, data) => sameBytes(hmac(sha256, key, data), mac),
}

export const hkdfSha256: Kdf = {
  size,
  extract: async (salt, ikm) => hkdfExtract(salt, ikm),
  expand: async (prk, info, length) => hkdfExpand(prk, info, length),
}

/** 32 bytes. An empty salt counts as 32 zero bytes, which HMAC's padding of the key already gives. */
export const hkdfExtract = (salt: Uint8Array, ikm: Uint8Array): Uint8Array => extract(sha256, ikm, salt)

/** `length` bytes, at most 255 blocks of 32. `prk` is at least 32 bytes. */
export const hkdfExpand = (prk: Uint8Array, info: Uint8Array, length: number): Uint8Array =>
  expand(sha256, prk, info, length)
