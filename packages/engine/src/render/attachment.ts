/** What hangs on a message, as it is shown: how much of it is here, and nothing that opens it. */
import type { Attachment } from '@ebb/protocol'
import { piecesOf } from '@ebb/seal'
import { attachmentOf, shelfName } from '../attachments/names.ts'
import type { Shelf } from '../attachments/shelf.ts'
import { putOf } from '../attachments/upload.ts'
import { conversationOf, messageNumberOf } from '../records/keys.ts'
import type { State } from '../state.ts'
import type { Kept } from '../steps/order.ts'

export interface ShownAttachment extends Pick<Attachment, 'size' | 'type' | 'name' | 'form'> {
  /** How much of it is on this device, from 0 to 1: it opens at 1. */
  readonly here: number
  /** How much of it the server has; undefined: all of it, or it is somebody else's. */
  readonly put: number | undefined
}

export function showAttachment(
  state: State,
  { key, message }: Kept,
  shelf: Pick<Shelf, 'count'>,
): ShownAttachment | undefined {
  const attachment = attachmentOf(message)
  if (attachment === undefined) return undefined
  const { size, type, name, form } = attachment
  const all = piecesOf(size).length
  const put = putOf(state, conversationOf(key), messageNumberOf(key))
  const here = shelf.count(shelfName(attachment.key), all) / all
  return { size, type, name, form, here, put: put === undefined ? undefined : put / all }
}
