/**
 * Attachments: bytes of any length as pieces that the server keeps as blobs. AES-256-GCM in the STREAM construction
 * (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015)
 * with nonces of 7 zero bytes, the piece's number in 4 bytes and a byte that is 1 on the last: no piece can be changed,
 * moved, left out or added. Every key is drawn for one attachment.
 */
import { limits } from '@ebb/protocol'
import type { Random } from './device.ts'
import { unshared } from './provider/bytes.ts'
import { hkdfExpand } from './provider/sha256.ts'

const tag = 16
/** Bytes of a piece as the server sees it; the only one of a small attachment is one of these long. */
const sizes = [16_384, 65_536, 262_144] as const
const whole = 262_144
/** Bytes of the attachment in each piece but the last. */
export const pieceContent = whole - tag

/** What is derived of an attachment's key, 32 bytes. */
export interface AttachmentKeys {
  readonly aead: CryptoKey
  /** Names it on this device: 16 bytes that say nothing to whoever has not the key. */
  readonly name: Uint8Array
  /** The blob's id at the server, 16 bytes. */
  blobId(piece: number): Uint8Array
}

export const attachmentKey = (random: Random): Uint8Array => random(32)

export async function attachmentKeys(key: Uint8Array): Promise<AttachmentKeys> {
  const derived = (label: string, length: number): Uint8Array =>
    hkdfExpand(key, new TextEncoder().encode(`ebb attachment v1 ${label}`), length)
  return {
    aead: await crypto.subtle.importKey('raw', unshared(derived('key', 32)), 'AES-GCM', false, ['encrypt', 'decrypt']),
    name: attachmentName(key),
    blobId: (piece) => derived(`blob ${piece}`, 16),
  }
}

/** As `AttachmentKeys.name`, for whoever needs only that. */
export const attachmentName = (key: Uint8Array): Uint8Array =>
  hkdfExpand(key, new TextEncoder().encode('ebb attachment v1 name'), 16)

/**
 * How many bytes each piece has at the server, for an attachment of `size` bytes. Above one whole piece their number is
 * padded as Padmé does (Nikitin et al.: "Reducing Metadata Leakage from Encrypted Files", 2019), by at most 12 %. Throws
 * RangeError for a size that no attachment has.
 */
export function piecesOf(size: number): readonly number[] {
  if (!Number.isInteger(size) || size < 0 || size > limits.attachment) throw new RangeError('no size of an attachment')
  const small = sizes.find((one) => size + tag <= one)
  if (small !== undefined) return [small]
  return Array.from({ length: padded(Math.ceil(size / pieceContent)) }, () => whole)
}

function padded(count: number): number {
  const exponent = Math.floor(Math.log2(count))
  const loose = 2 ** (exponent - Math.floor(Math.log2(exponent || 1)) - 1)
  return loose < 1 ? count : Math.ceil(count / loose) * loose
}

/** `content`: the attachment's bytes from `piece * pieceContent` on, as many as there are; the rest is zeros. */
export async function sealPiece(
  keys: AttachmentKeys,
  pieces: readonly number[],
  piece: number,
  content: Uint8Array,
): Promise<Uint8Array> {
  const length = pieces[piece]! - tag
  const plaintext = content.length === length ? unshared(content) : padTo(content, length)
  return new Uint8Array(await crypto.subtle.encrypt(place(pieces, piece), keys.aead, plaintext))
}

function padTo(content: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(length)
  padded.set(content)
  return padded
}

/** What `sealPiece` was given, with the zeros after it; undefined where key, place or bytes are not the right ones. */
export async function openPiece(
  keys: AttachmentKeys,
  pieces: readonly number[],
  piece: number,
  sealed: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (sealed.length !== pieces[piece]) return undefined
  try {
    return new Uint8Array(await crypto.subtle.decrypt(place(pieces, piece), keys.aead, unshared(sealed)))
  } catch {
    return undefined
  }
}

function place(pieces: readonly number[], piece: number) {
  const nonce = new Uint8Array(12)
  new DataView(nonce.buffer).setUint32(7, piece)
  nonce[11] = Number(piece === pieces.length - 1)
  return { name: 'AES-GCM' as const, iv: nonce, additionalData: new Uint8Array() }
}

/** SHA-256 (32 bytes) over the SHA-256 of each piece as the server has it: the same bytes for everybody who has the key. */
export interface PiecesDigest {
  /** In any order. */
  add(piece: number, sealed: Uint8Array): Promise<void>
  end(): Promise<Uint8Array>
}

export function piecesDigest(): PiecesDigest {
  const hashes: Uint8Array[] = []
  const sha256 = async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', unshared(bytes)))
  return {
    async add(piece, sealed) {
      hashes[piece] = await sha256(sealed)
    },
    end() {
      const all = new Uint8Array(hashes.length * 32)
      for (const [i, hash] of hashes.entries()) all.set(hash, i * 32)
      return sha256(all)
    },
  }
}
