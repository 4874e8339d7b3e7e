/** A message as kept on this device, under its own key. */
import {
  accountId,
  bytes,
  constant,
  decodeKeptAs,
  decodeContent,
  encodeAs,
  exactly,
  expiresAt,
  flag,
  maybe,
  record,
  saidBy,
  sliceOf,
  uint,
  word,
  list,
  plain,
  text,
  type Content,
  type Mention,
  type DecodeRefusal,
  type RecordOf,
} from '@ebb/protocol'
import { mostReceiptBytes } from './receipts.ts'

/**
 * queued: not on the server. sent: on its disk. received: somebody else's. unreadable: it came and could not be opened.
 * delivered, read: by the other side's receipt, where there is one other side. note: a line of this device about the conversation's new clocks.
 */
const messageStates = ['queued', 'sent', 'received', 'unreadable', 'delivered', 'read', 'note'] as const

const firstFields = {
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
const firstShape = record(firstFields)

const written = {
  /** When the author says it was sent, seconds since 1970; `count` orders what was sent within one second. */
  sent: uint(),
  count: uint(),
}
const reaction = { sender: exactly(32, accountId), emoji: text(64), ...written }
export type KeptReaction = RecordOf<typeof reaction>

const secondFields = {
  ...firstFields,
  version: constant(2),
  /** Other texts of its author, as `encodeContent` wrote them, the newest last. */
  edits: list(record({ packed: bytes(65_000), ...written }), 20),
  /** One of each person. */
  reactions: list(record(reaction), 1000),
}
const secondShape = record(secondFields)

const thirdFields = {
  ...secondFields,
  version: constant(3),
  /** Of a poll that somebody has voted in or closed; the votes by records/ballot.ts. */
  ballot: maybe(record({ votes: bytes(65_000), closed: flag })),
}
const thirdShape = record(thirdFields)

const fields = {
  ...thirdFields,
  version: constant(4),
  /** Of an own one in a group: whose receipts are taken and what they say, by records/receipts.ts. */
  receipts: bytes(mostReceiptBytes),
}
const shape = record(fields)
export type KeptMessage = RecordOf<typeof fields>

export const encodeMessage = (message: KeptMessage): Uint8Array => encodeAs(shape, message)

/** Version 1 had neither edits nor reactions, version 2 no polls, version 3 no receipts of groups. */
export function decodeMessage(packed: Uint8Array): { readonly value: KeptMessage } | DecodeRefusal {
  const read = decodeKeptAs(shape, packed)
  if (typeof read !== 'string') return read
  const added = { version: 4, receipts: new Uint8Array() } as const
  const third = decodeKeptAs(thirdShape, packed)
  if (typeof third !== 'string') return { value: { ...third.value, ...added } }
  const second = decodeKeptAs(secondShape, packed)
  if (typeof second !== 'string') return { value: { ...second.value, ...added, ballot: null } }
  const first = decodeKeptAs(firstShape, packed)
  return typeof first === 'string'
    ? read
    : { value: { ...first.value, ...added, edits: [], reactions: [], ballot: null } }
}

/** Seconds since 1970 at which it must be gone. */
export const messageExpires = (message: KeptMessage): number =>
  expiresAt({ ceiling: message.ceiling, afterRead: message.afterRead }, message.sent, message.read)

/**
 * The slice whose key wraps the message's. Shortest clock, shortest slice. What only the devices tell each other is
 * forgotten as soon as the server has it, and shares no key with what stays, which would be wrapped anew each time.
 */
export function messageBucket(number: number, message: KeptMessage) {
  const conversation = message.state === 'queued' && !isSaid(message) ? 0 : number
  const clock =
    message.afterRead !== null && message.read !== null ? Math.min(message.ceiling, message.afterRead) : message.ceiling
  return { conversation, ...sliceOf(messageExpires(message), clock) }
}

export function messageContent(message: KeptMessage): Content {
  const known = contents.get(message) ?? readContent(message)
  contents.set(message, known)
  return known
}

/** What it says now, after all edits. Undefined: it needs a newer app. */
export const textOf = (message: KeptMessage): string | undefined => textsOf(message).at(-1)

/** Everything that it ever said, in the order in which it was written. */
export function textsOf(message: KeptMessage): readonly string[] {
  const edited = message.edits.map(({ packed }) => textIn(decodeContent(packed)))
  const { body } = messageContent(message)
  const first = body.kind === 'poll' ? body.question : saidBy(body)?.text
  return first === undefined ? [] : [first, ...edited]
}

export const isForwarded = (message: KeptMessage): boolean => messageContent(message).body.kind === 'forward'

/** What was said elsewhere, perhaps by somebody else, and what others have voted on keeps its words. */
export const keepsItsText = (message: KeptMessage): boolean => {
  const { kind } = messageContent(message).body
  return kind === 'forward' || kind === 'poll'
}

function textIn(read: ReturnType<typeof decodeContent>): string {
  const said = typeof read === 'string' ? undefined : saidBy(read.value.body)
  if (said?.kind !== 'text') throw new Error('a kept edit is no text')
  return said.text
}

/** Whom it mentions as it stands now. */
export function mentionsOf(message: KeptMessage): readonly Mention[] {
  const edited = message.edits.at(-1)
  const read = edited === undefined ? { value: messageContent(message) } : decodeContent(edited.packed)
  return typeof read !== 'string' && read.value.body.kind === 'mention' ? read.value.body.mentions : []
}

/** For whoever reads many messages and each only once. */
export function readContent(message: KeptMessage): Content {
  const content = decodeContent(message.content)
  if (typeof content === 'string') throw new Error('a kept message does not decode')
  return content.value
}

/** Read once for as long as somebody holds the message. */
const contents = new WeakMap<KeptMessage, Content>()

/** said: the message itself. deleted: somebody's deletion of it, kept where the message may still come. */
export type Trace = 'said' | 'deleted'

/** Of which message it is a trace, by that one's id. What only the devices tell each other, edits and notes are none. */
export function traceOf(
  message: KeptMessage,
  { body, replaces } = messageContent(message),
): { readonly of: Uint8Array; readonly as: Trace } | undefined {
  if (message.state === 'note') return undefined
  const isNew = (saidBy(body) !== undefined || body.kind === 'poll' || body.kind === 'once') && replaces === null
  if (isNew || body.kind === 'unknown') return { of: message.id, as: 'said' }
  return message.state === 'received' && body.kind === 'delete' ? { of: replaces!, as: 'deleted' } : undefined
}

/** What a person is shown as said. */
export const isSaid = (message: KeptMessage): boolean => traceOf(message)?.as === 'said'

export const isUnread = (message: KeptMessage): boolean =>
  message.state === 'received' && message.read === null && isSaid(message)

export const isWaiting = (message: KeptMessage): boolean => message.state === 'queued' && isSaid(message)
