/** The two cipher suites, made once: everything of seal and its tests takes its primitives from here. */
import type { CiphersuiteImpl, CiphersuiteName } from 'ts-mls/crypto/ciphersuite.js'
import type { Suite } from '../mls.ts'
import { ed25519 } from './ed25519.ts'
import { hpke } from './hpke.ts'
import { hkdfSha256, sha256Hash } from './sha256.ts'

/** RFC 9420 §17.1: 0x0001, and 0xF053 in the range for private use. */
export const suiteNames = {
  classic: 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519',
  hybrid: 'MLS_128_XWING_AES128GCM_SHA256_Ed25519',
} as const satisfies Record<Suite, CiphersuiteName>

export const suites: Readonly<Record<Suite, CiphersuiteImpl>> = {
  classic: suite('classic', 'X25519'),
  hybrid: suite('hybrid', 'X-Wing'),
}

export const suiteOf = (name: CiphersuiteName): Suite | undefined =>
  name === suiteNames.classic ? 'classic' : name === suiteNames.hybrid ? 'hybrid' : undefined

function suite(name: Suite, kem: 'X25519' | 'X-Wing'): CiphersuiteImpl {
  return {
    name: suiteNames[name],
    hash: sha256Hash,
    kdf: hkdfSha256,
    signature: ed25519,
    hpke: hpke(kem),
    rng: { randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
  }
}
