/**
 * Letters: what is sealed to one device's inbox key, by HPKE's base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256 and AES-128-GCM. HPKE says nothing of the sender: that is what the signature inside is for.
 */
import {
  commitSizes,
  decodeKnockAnswer,
  decodeLetter,
  encodeLetter,
  letterProof,
  limits,
  type AccountId,
  type ChannelId,
  type DeviceKey,
  type InboxKey,
  type KnockAnswer,
  type Letter,
} from '@ebb/protocol'
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { inboxKeyOf, sign, verify, type Random } from './device.ts'

/** Encapsulated key 32, tag 16, length of the content 4 bytes. */
export const letterOverhead = 32 + 16 + 4

/**
 * Encapsulated key ‖ ciphertext of (length in 4 bytes ‖ plaintext ‖ zeros). The result has exactly one of protocol's
 * `commitSizes`, so that its length says little. Throws RangeError on more than the largest holds.
 */
export async function sealLetter(inbox: InboxKey, plaintext: Uint8Array, random: Random): Promise<Uint8Array> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(buffer(inbox))
  // RFC 9180 §7.1.3: an ephemeral pair derived from 32 random bytes is as good as one drawn by the library.
  const sender = await suite.createSenderContext({ recipientPublicKey, info, ekm: buffer(random(32)) })
  const sealed = await sender.seal(buffer(padded(plaintext)))
  const out = new Uint8Array(32 + sealed.byteLength)
  out.set(new Uint8Array(sender.enc), 0)
  out.set(new Uint8Array(sealed), 32)
  return out
}

/** The plaintext, or undefined where the letter is not for this inbox or not exactly what `sealLetter` makes. */
export async function openLetter(inboxPrivate: Uint8Array, letter: Uint8Array): Promise<Uint8Array | undefined> {
  if (!sizes.includes(letter.length)) return undefined
  try {
    const recipientKey = await suite.kem.deserializePrivateKey(buffer(inboxPrivate))
    const recipient = await suite.createRecipientContext({ recipientKey, info, enc: buffer(letter.subarray(0, 32)) })
    return unpadded(new Uint8Array(await recipient.open(buffer(letter.subarray(32)))))
  } catch {
    return undefined
  }
}

export interface Posting {
  readonly sender: AccountId
  readonly device: DeviceKey
  /** The sending device's Ed25519 seed, 32 bytes. */
  readonly devicePrivate: Uint8Array
  /** Whose letter it is. */
  readonly inbox: InboxKey
  readonly channel: ChannelId
  readonly n: number
  /** At most protocol's `limits.knownLetter`, what surrounds it included. */
  readonly content: Uint8Array
}

/** Signs over `letterProof`, packs and seals. */
export function packLetter(posting: Posting, random: Random): Promise<Uint8Array> {
  const { sender, device, devicePrivate, inbox, channel, n, content } = posting
  const signature = sign(devicePrivate, letterProof({ inbox, channel, n, content }))
  return sealLetter(inbox, encodeLetter({ version: 1, sender, device, channel, n, content, signature }), random)
}

export type LetterRefusal =
  | 'not-for-us' // sealed to another inbox, or changed on its way
  | 'malformed' // not one canonical letter
  | 'wrong-signature' // or signed for another inbox: somebody passes on what was written to them

/**
 * The letter, whose device has signed it for this inbox. That the device is one of the sender's, the caller checks in its
 * chain. Or an answer, which has no author: what it says holds where it names what only who was asked can know.
 */
export async function readLetter(
  inboxPrivate: Uint8Array,
  bytes: Uint8Array,
): Promise<{ readonly letter: Letter } | { readonly answer: KnockAnswer } | { readonly refused: LetterRefusal }> {
  const plaintext = await openLetter(inboxPrivate, bytes)
  if (plaintext === undefined) return { refused: 'not-for-us' }
  const decoded = decodeLetter(plaintext)
  if (typeof decoded === 'string') {
    const answer = decodeKnockAnswer(plaintext)
    return typeof answer === 'string' ? { refused: 'malformed' } : { answer: answer.value }
  }
  const letter = decoded.value
  const { channel, n, content } = letter
  const proof = letterProof({ inbox: inboxKeyOf(inboxPrivate), channel, n, content })
  return verify(letter.device, proof, letter.signature) ? { letter } : { refused: 'wrong-signature' }
}

/** A server takes no letter above `limits.knownLetter`. */
const sizes: readonly number[] = commitSizes.filter((size) => size <= limits.knownLetter)
const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() })
const info = buffer(Uint8Array.from('ebb letter v1', (letter) => letter.charCodeAt(0)))

function padded(plaintext: Uint8Array): Uint8Array {
  const size = sizes.find((s) => s >= plaintext.length + letterOverhead)
  if (size === undefined) throw new RangeError('a letter of more than 1 MiB')
  const out = new Uint8Array(size - letterOverhead + 4)
  new DataView(out.buffer).setUint32(0, plaintext.length)
  out.set(plaintext, 4)
  return out
}

/** One padding per plaintext: the smallest size that holds it, and zeros. */
function unpadded(bytes: Uint8Array): Uint8Array | undefined {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)
  const size = sizes.find((s) => s >= length + letterOverhead)
  if (size !== bytes.length - 4 + letterOverhead) return undefined
  return bytes.subarray(4 + length).every((byte) => byte === 0) ? bytes.slice(4, 4 + length) : undefined
}

/** WebCrypto wants bytes that lie in a buffer of their own. */
function buffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length)
  new Uint8Array(copy).set(bytes)
  return copy
}
