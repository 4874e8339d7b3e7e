/**
 * What may be looked at once: covered until somebody opens it, then here for a little while at most, and gone when they
 * are done. Its author keeps that there was one, and nothing of it.
 */
import { encodeContent } from '@ebb/protocol'
import { attachmentOf, shelfName } from '../attachments/names.ts'
import { messageContent, type KeptMessage } from '../records/message.ts'
import type { Turn } from '../turn.ts'

/** Seconds for which it can be looked at. */
export const onceOpen = 30

export const isOnce = (message: KeptMessage): boolean => messageContent(message).body.kind === 'once'

/** Opened: it is being looked at, or somebody has thought better of it. */
export const isOpened = (message: KeptMessage): boolean => message.state === 'received' && message.read !== null

/** The same without what it said. Its name stays, so that it can still be taken back. */
export function spent(turn: Turn, message: KeptMessage): KeptMessage {
  const attachment = attachmentOf(message)
  if (attachment !== undefined) turn.effects.push({ kind: 'drop-pieces', name: shelfName(attachment.key) })
  const content = encodeContent({ ...messageContent(message), body: { kind: 'once', said: { kind: 'spent' } } })
  return { ...message, content }
}
