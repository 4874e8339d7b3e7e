/** A file becomes pieces on the shelf: what `send` then hangs on a message. */
import { limits, release, type Attachment } from '@ebb/protocol'
import { attachmentKey, attachmentKeys, pieceContent, piecesDigest, piecesOf, sealPiece } from '@ebb/seal'
import type { RandomBytes } from '../ports/clock.ts'
import { pieceName, shelfName } from './names.ts'
import type { Shelf } from './shelf.ts'

/** A file, or anything else that can be read in parts. */
export interface AttachmentSource {
  /** Bytes. */
  readonly size: number
  /** Those from `from` on, up to but without `to`. `into`: room for them, which need not be used. */
  read(from: number, to: number, into: Uint8Array): Promise<Uint8Array>
}

export type Sealed = Pick<Attachment, 'key' | 'digest' | 'size'>

/** A piece that was just sealed. */
export interface FreshPiece {
  /** On the shelf. */
  readonly attachment: string
  readonly piece: number
  /** The blob's id at the server, 16 bytes. */
  readonly id: Uint8Array
  readonly body: Uint8Array
}

interface Means {
  readonly shelf: Shelf
  readonly random: RandomBytes
  /** Where pieces go besides; what rejects ends everything. */
  readonly ahead?: (piece: FreshPiece) => Promise<unknown>
}

/** So many pieces are worked on at once; each is in memory some three times. */
const atOnce = 6

/** Undefined where it is larger than an attachment may be. What was kept of one that could not be read goes with the next start. */
export async function attach(source: AttachmentSource, { shelf, random, ahead }: Means): Promise<Sealed | undefined> {
  const { size } = source
  if (size > limits.attachment) return undefined
  const key = attachmentKey(random)
  const keys = await attachmentKeys(key)
  const [attachment, pieces, digest] = [shelfName(key), piecesOf(size), piecesDigest()]
  let next = 0
  async function work(): Promise<void> {
    const room = new Uint8Array(Math.min(size, pieceContent))
    for (let piece = next++; piece < pieces.length; piece = next++) {
      const [from, to] = [piece, piece + 1].map((place) => Math.min(size, place * pieceContent)) as [number, number]
      const content = await source.read(from, to, room.subarray(0, to - from))
      if (content.length !== to - from) throw new Error('a file has changed while it was read')
      const body = await sealPiece(keys, pieces, piece, content)
      const put = ahead?.({ attachment, piece, id: keys.blobId(piece), body })
      await Promise.all([digest.add(piece, body), shelf.write(pieceName(attachment, piece), body), put])
      release(body)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, pieces.length) }, work))
  return { key, digest: await digest.end(), size }
}
