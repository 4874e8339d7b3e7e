/** A file becomes pieces on the shelf: what `send` then hangs on a message. */
import { limits, type Attachment } from '@ebb/protocol'
import { attachmentKey, attachmentKeys, pieceContent, piecesDigest, piecesOf, sealPiece } from '@ebb/seal'
import type { RandomBytes } from '../ports/clock.ts'
import { pieceName, shelfName } from './names.ts'
import type { Shelf } from './shelf.ts'

/** A file, or anything else that can be read in parts. */
export interface AttachmentSource {
  /** Bytes. */
  readonly size: number
  /** Those from `from` on, up to but without `to`. */
  read(from: number, to: number): Promise<Uint8Array>
}

export type Sealed = Pick<Attachment, 'key' | 'digest' | 'size'>

/** So many pieces are worked on at once; each is in memory some three times. */
const atOnce = 6

/** Undefined where it is larger than an attachment may be. What was kept of one that could not be read goes with the next start. */
export async function attach(
  source: AttachmentSource,
  { shelf, random }: { readonly shelf: Shelf; readonly random: RandomBytes },
): Promise<Sealed | undefined> {
  const { size } = source
  if (size > limits.attachment) return undefined
  const key = attachmentKey(random)
  const keys = await attachmentKeys(key)
  const [name, pieces, digest] = [shelfName(key), piecesOf(size), piecesDigest()]
  let next = 0
  async function work(): Promise<void> {
    for (let piece = next++; piece < pieces.length; piece = next++) {
      const [from, to] = [piece, piece + 1].map((place) => Math.min(size, place * pieceContent)) as [number, number]
      const content = await source.read(from, to)
      if (content.length !== to - from) throw new Error('a file has changed while it was read')
      const sealed = await sealPiece(keys, pieces, piece, content)
      await Promise.all([digest.add(piece, sealed), shelf.write(pieceName(name, piece), sealed)])
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, pieces.length) }, work))
  return { key, digest: await digest.end(), size }
}
