/** What hangs on a message, as it was before it was sent. */
import { sameBytes, release, type Attachment } from '@ebb/protocol'
import { attachmentKeys, openPiece, pieceContent, piecesDigest, piecesOf } from '@ebb/seal'
import type { AttachmentSource } from './attach.ts'
import { pieceName, shelfName } from './names.ts'
import type { Shelf } from './shelf.ts'

/** Why an attachment cannot be read: a piece went while it was, or all of it is not what its author has named. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError'
  readonly why: 'attachment-gone' | 'bad-attachment'
  constructor(why: AttachmentError['why']) {
    super('an attachment cannot be read')
    this.why = why
  }
}

/**
 * Whether all of it is here, which is known before any of it is handed out. A piece of which half was written when the
 * power was cut is dropped, so that it can be fetched again. Throws AttachmentError.
 */
export async function isWhole(attachment: Attachment, shelf: Shelf): Promise<boolean> {
  const [name, pieces, digest] = [shelfName(attachment.key), piecesOf(attachment.size), piecesDigest()]
  for (let piece = 0; piece < pieces.length; piece++) {
    const sealed = await shelf.read(pieceName(name, piece))
    if (sealed === undefined) return false
    await digest.add(piece, sealed)
    release(sealed)
  }
  if (sameBytes(await digest.end(), attachment.digest)) return true
  const keys = await attachmentKeys(attachment.key)
  let damaged = false
  for (let piece = 0; piece < pieces.length; piece++) {
    const sealed = await shelf.read(pieceName(name, piece))
    if (sealed !== undefined && (await openPiece(keys, pieces, piece, sealed)) !== undefined) continue
    damaged = true
    await shelf.drop(name, piece)
  }
  if (!damaged) throw new AttachmentError('bad-attachment')
  return false
}

/** One that is whole, as if it were a file, for whoever seals it anew: read in its own pieces. Throws AttachmentError. */
export async function sourceOf({ key, size }: Attachment, shelf: Shelf): Promise<AttachmentSource> {
  const [name, pieces, keys] = [shelfName(key), piecesOf(size), await attachmentKeys(key)]
  return {
    size,
    async read(from, to) {
      const piece = from / pieceContent
      const sealed = await shelf.read(pieceName(name, piece))
      if (sealed === undefined) throw new AttachmentError('attachment-gone')
      const opened = await openPiece(keys, pieces, piece, sealed)
      release(sealed)
      if (opened === undefined) throw new AttachmentError('bad-attachment')
      return opened.subarray(0, to - from)
    },
  }
}

/** The bytes of one that is whole, in order, a piece at a time. Throws AttachmentError where that is not so any more. */
export async function* contentOf({ key, size }: Attachment, shelf: Shelf): AsyncGenerator<Uint8Array, void, void> {
  const [name, pieces, keys] = [shelfName(key), piecesOf(size), await attachmentKeys(key)]
  for (let piece = 0; piece * pieceContent < size; piece++) {
    const sealed = await shelf.read(pieceName(name, piece))
    if (sealed === undefined) throw new AttachmentError('attachment-gone')
    const opened = await openPiece(keys, pieces, piece, sealed)
    release(sealed)
    if (opened === undefined) throw new AttachmentError('bad-attachment')
    yield opened.subarray(0, size - piece * pieceContent)
  }
}
