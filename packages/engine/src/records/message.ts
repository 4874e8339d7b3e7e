/** A message as kept on this device, under its own key. */
import {
  accountId,
  bytes,
  constant,
  decodeAs,
  decodeContent,
  encodeAs,
  exactly,
  expiresAt,
  maybe,
  record,
  sliceOf,
  uint,
  word,
  type Content,
  type RecordOf,
  plain,
} from '@ebb/protocol'

/** queued: not on the server. sent: on its disk. received: somebody else's. unreadable: it came and could not be opened. */
const messageStates = ['queued', 'sent', 'received', 'unreadable'] as const

const fields = {
  version: constant(1),
  state: word(messageStates),
  /** SHA-256 that names it (`messageIdOf`), 32 bytes. */
  id: plain(32),
  sender: exactly(32, accountId),
  /** What `encodeContent` wrote. */
  content: bytes(65_000),
  /** The clocks in force, in seconds: the message's own, bounded by the policy. */
  ceiling: uint(),
  afterRead: maybe(uint()),
  /** The earlier of what the sender says and when it arrived here; seconds since 1970. */
  sent: uint(),
  /** First read on this account; own messages count as read when sent. */
  read: maybe(uint()),
}
const shape = record(fields)
export type KeptMessage = RecordOf<typeof fields>

export const encodeMessage = (message: KeptMessage): Uint8Array => encodeAs(shape, message)
export const decodeMessage = (packed: Uint8Array) => decodeAs(shape, packed)

/** Seconds since 1970 at which it must be gone. */
export const messageExpires = (message: KeptMessage): number =>
  expiresAt({ ceiling: message.ceiling, afterRead: message.afterRead }, message.sent, message.read)

/** The slice whose key wraps the message's. Shortest clock, shortest slice. */
export function messageBucket(conversation: number, message: KeptMessage) {
  const clock =
    message.afterRead !== null && message.read !== null ? Math.min(message.ceiling, message.afterRead) : message.ceiling
  return { conversation, ...sliceOf(messageExpires(message), clock) }
}

export function messageContent(message: KeptMessage): Content {
  const content = decodeContent(message.content)
  if (typeof content === 'string') throw new Error('a kept message does not decode')
  return content.value
}
