/** How the pieces of an attachment are called on this device. */
import { hex, saidBy, type Attachment, type Content } from '@ebb/protocol'
import { attachmentName } from '@ebb/seal'
import { messageContent, type KeptMessage } from '../records/message.ts'

export const shelfName = (key: Uint8Array): string => hex(attachmentName(key))
export const pieceName = (name: string, piece: number): string => `${name}-${piece}`

/** What hangs on a message, if anything does. */
export function attachmentOf(message: KeptMessage): Attachment | undefined {
  return attachmentIn(messageContent(message))
}

export function attachmentIn({ body }: Content): Attachment | undefined {
  const said = body.kind === 'once' ? body.said : saidBy(body)
  return said?.kind === 'attachment' ? said : undefined
}
