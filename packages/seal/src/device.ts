/**
 * A device's two long-lived key pairs, its signatures, and the number by which two people know each other's accounts.
 */
import {
  base64url,
  deviceKey,
  inboxKey,
  signature,
  type AccountId,
  type DeviceKey,
  type InboxKey,
  type Signature,
} from '@ebb/protocol'
import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as hashSha256, sha512 } from '@noble/hashes/sha2.js'

/** So many random bytes, from the caller: seal draws none of its own here. */
export type Random = (length: number) => Uint8Array

export interface Device {
  /** Ed25519, 32 bytes. */
  readonly key: DeviceKey
  /** Ed25519 seed (RFC 8032 §5.1.5), 32 bytes. */
  readonly private: Uint8Array
  /** X25519, 32 bytes. */
  readonly inbox: InboxKey
  /** X25519, 32 bytes. */
  readonly inboxPrivate: Uint8Array
}

export function createDevice(random: Random): Device {
  const seed = random(32)
  const inboxPrivate = random(32)
  return { key: publicKeyOf(seed), private: seed, inbox: inboxKeyOf(inboxPrivate), inboxPrivate }
}

/** The Ed25519 public key (32 bytes) of a 32-byte seed. */
export const publicKeyOf = (seed: Uint8Array): DeviceKey => deviceKey(ed25519.getPublicKey(seed))

/** The X25519 public key (32 bytes) of a 32-byte private key. */
export const inboxKeyOf = (inboxPrivate: Uint8Array): InboxKey => inboxKey(x25519.getPublicKey(inboxPrivate))

/** Ed25519 over any bytes; deterministic. The seed is 32 bytes. */
export const sign = (privateSeed: Uint8Array, message: Uint8Array): Signature =>
  signature(ed25519.sign(message, privateSeed))

/**
 * Ed25519 by RFC 8032 §5.1.7, strictly: non-canonical points and scalars and keys of small order are refused. Never
 * throws, whatever the bytes and their lengths are.
 */
export function verify(publicKey: Uint8Array, message: Uint8Array, signed: Uint8Array): boolean {
  if (publicKey.length !== 32 || signed.length !== 64) return false
  try {
    return ed25519.verify(signed, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}

/** HMAC (RFC 2104) with SHA-256: 32 bytes. */
export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array => hmac(hashSha256, key, message)

/** 32 bytes. */
export const sha256 = (bytes: Uint8Array): Uint8Array => hashSha256(bytes)

/**
 * The safety number of two accounts: 60 decimal digits, the same on both sides. The construction is that of Signal's
 * numeric fingerprints (libsignal, rust/protocol/src/fingerprint.rs): per side 5,200 rounds of SHA-512, each over the
 * digest so far and the identity, so that a search for a near collision costs 2^12 times as much; the first 30 bytes as
 * six numbers of 40 bits modulo 100,000; the smaller half first. Identity here is the account id, which does not change
 * with its devices; the label keeps the digests apart from any other use.
 */
export function safetyNumber(a: AccountId, b: AccountId): string {
  const halves = [thirtyDigits(a), thirtyDigits(b)]
  return halves.toSorted().join('')
}

/** What the QR code beside the safety number says: both whole ids, the smaller first. Equal if and only if both sides mean the same two accounts. */
export function safetyCode(a: AccountId, b: AccountId): string {
  const [first, second] = [base64url(a), base64url(b)].toSorted()
  return `EBB1:${first}:${second}`
}

const rounds = 5200
/** `ebb safety number v1` in ASCII. */
const label = Uint8Array.from('ebb safety number v1', (letter) => letter.charCodeAt(0))

function thirtyDigits(account: AccountId): string {
  let digest = sha512.create().update(label).update(account).digest()
  for (let round = 0; round < rounds; round++) digest = sha512.create().update(digest).update(account).digest()
  let digits = ''
  for (let at = 0; at < 30; at += 5) {
    let number = 0
    for (const byte of digest.subarray(at, at + 5)) number = number * 256 + byte
    digits += String(number % 100_000).padStart(5, '0')
  }
  return digits
}
