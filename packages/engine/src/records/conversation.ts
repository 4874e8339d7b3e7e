/** A conversation as its owner sees it: with whom, on which channels, with which clocks, and what waits to be sent. */
import {
  constant,
  decodeAs,
  encodeAs,
  list,
  maybe,
  record,
  text,
  uint,
  word,
  limits,
  type RecordOf,
} from '@ebb/protocol'

/**
 * seeking: the handle's chain is wanted. claiming: a key package is. standing: there is a channel, or will be once the
 * server has it.
 */
const conversationStages = ['seeking', 'claiming', 'standing'] as const

const fields = {
  version: constant(1),
  number: uint(),
  stage: word(conversationStages),
  /** The other side's handle, without `@`. */
  handle: text(32),
  /** The contact's number, once known. */
  contact: maybe(uint()),
  /** Local numbers of its channels, one, or two when both sides began at once. */
  rooms: list(uint(), 100),
  /** Both clocks as agreed, in seconds. */
  ceiling: uint(limits.ceiling),
  afterRead: maybe(uint(limits.ceiling)),
  /** Number of the next message. */
  next: uint(),
  /** Numbers of own messages that the server does not have yet, oldest first. */
  queue: list(uint(), 100_000),
}
const shape = record(fields)
export type Conversation = RecordOf<typeof fields>
export const encodeConversation = (conversation: Conversation): Uint8Array => encodeAs(shape, conversation)
export const decodeConversation = (packed: Uint8Array) => decodeAs(shape, packed)
