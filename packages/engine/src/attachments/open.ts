/** What hangs on a message, as it was before it was sent. */
import { sameBytes, type Attachment } from '@ebb/protocol'
import { attachmentKeys, openPiece, pieceContent, piecesDigest, piecesOf } from '@ebb/seal'
import { pieceName, shelfName } from './names.ts'
import type { Shelf } from './shelf.ts'

/** Why an attachment cannot be read to its end: a piece went meanwhile, or is not what was sent. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError'
  readonly why: 'attachment-gone' | 'bad-attachment'
  constructor(why: AttachmentError['why']) {
    super('an attachment cannot be read')
    this.why = why
  }
}

/**
 * Its bytes in order, a piece at a time. Throws AttachmentError; where that is at the end, nothing that was handed out
 * counts: all of it is another than its author has named.
 */
export async function* contentOf(attachment: Attachment, shelf: Shelf): AsyncGenerator<Uint8Array, void, void> {
  const { key, size } = attachment
  const [name, pieces, digest] = [shelfName(key), piecesOf(size), piecesDigest()]
  const keys = await attachmentKeys(key)
  for (let piece = 0; piece < pieces.length; piece++) {
    const sealed = await shelf.read(pieceName(name, piece))
    const opened = sealed && (await openPiece(keys, pieces, piece, sealed))
    if (sealed === undefined) throw new AttachmentError('attachment-gone')
    if (opened === undefined) {
      // Half of it was written when the power was cut, perhaps: it can be fetched again.
      await shelf.drop(name)
      throw new AttachmentError('bad-attachment')
    }
    await digest.add(piece, sealed)
    const left = size - piece * pieceContent
    if (left > 0) yield opened.subarray(0, left)
  }
  if (!sameBytes(await digest.end(), attachment.digest)) throw new AttachmentError('bad-attachment')
}
