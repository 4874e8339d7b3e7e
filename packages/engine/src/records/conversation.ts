/** A conversation as its owner sees it: with whom, on which channels, with which clocks, and what waits to be sent. */
import {
  accountId,
  constant,
  decodeKeptAs,
  encodeAs,
  exactly,
  flag,
  list,
  maybe,
  record,
  text,
  uint,
  word,
  limits,
  type DecodeRefusal,
  type RecordOf,
} from '@ebb/protocol'

/**
 * seeking: the handle's chain is wanted. claiming: a key package is. standing: there is a channel, or will be once the
 * server has it.
 */
const conversationStages = ['seeking', 'claiming', 'standing'] as const

/** In one conversation. */
export const mostPins = 3

const writtenFields = {
  /** When the author says it was sent, seconds since 1970. */
  sent: uint(),
  /** Orders what one author sent within one second. */
  count: uint(),
}
export type Written = RecordOf<typeof writtenFields>

const tangleFields = { from: uint(), to: uint() }
export type Tangle = RecordOf<typeof tangleFields>

const firstFields = {
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
  /** False only where a stranger's letter has begun it and nobody has answered yet. */
  accepted: flag,
  /** Nothing goes out, and letters of this account are dropped. */
  blocked: flag,
  /** The account to which the handle leads now, another than the contact's: nothing goes out until a person decides. */
  changed: maybe(exactly(32, accountId)),
  /** How its owner has arranged it. */
  pinned: flag,
  muted: flag,
  archived: flag,
  /** Counts of what is shown: received and not read; own and not on the server. */
  unread: uint(),
  waiting: uint(),
  /** No message below this number is unread. */
  readBefore: uint(),
  /** When something last happened in it, by this device's own time. */
  at: uint(),
  /** What was written last, by the account here and by the other: anything older that comes later is out of order. */
  lastMine: maybe(record(writtenFields)),
  lastTheirs: maybe(record(writtenFields)),
  /** Stretches, first and last number, where messages did not come in the order in which they were written; in order. */
  tangles: list(record(tangleFields), 64),
}
const firstShape = record(firstFields)

const fields = {
  ...firstFields,
  version: constant(2),
  /** How many of the unread ones mention this account. */
  mentioned: uint(),
  /** Numbers of the messages that are pinned, the one that was pinned last at the end. */
  pins: list(uint(), mostPins),
}
const shape = record(fields)
export type Conversation = RecordOf<typeof fields>
export const encodeConversation = (conversation: Conversation): Uint8Array => encodeAs(shape, conversation)

/** Version 1 had neither mentions nor pins. */
export function decodeConversation(packed: Uint8Array): { readonly value: Conversation } | DecodeRefusal {
  const read = decodeKeptAs(shape, packed)
  if (typeof read !== 'string') return read
  const first = decodeKeptAs(firstShape, packed)
  return typeof first === 'string' ? read : { value: { ...first.value, version: 2, mentioned: 0, pins: [] } }
}
