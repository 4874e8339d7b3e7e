/**
 * What an MLS application message says: the fields of draft-ietf-mimi-content-08 in an array of our own, with both
 * clocks. The sender is who MLS says it is and stands nowhere in here. Around the content lies, in a payload, what its
 * author had seen of the channel; that changes when the same content is encrypted again in a later epoch.
 */
import { decodeCanonical, encodeCanonical } from './cbor.ts'
import { handlePattern } from './handle.ts'
import { accountId, channelId, runningHash, type AccountId, type ChannelId, type Sha256 } from './ids.ts'
import { limits } from './limits.ts'
import { isReaction } from './reaction.ts'
import {
  bytes,
  choice,
  constant,
  decodeAs,
  encodeAs,
  exactly,
  flag,
  list,
  maybe,
  record,
  text,
  uint,
  type DecodeRefusal,
  type RecordOf,
  type ShapeOf,
  plain,
} from './shape.ts'

const messageRef = plain(32)

const envelopeFields = {
  version: constant(1),
  /** 16 random bytes, so that equal messages have different ids. */
  salt: plain(16),
  /** The message that this one deletes, or to which it gives another text. */
  replaces: maybe(messageRef),
  inReplyTo: maybe(messageRef),
  /** When the author says it was sent, seconds since 1970. */
  sent: uint(),
  /** Rises with each message that the author's device writes in the conversation: orders what was sent within one second. */
  count: uint(),
  /** Both clocks, in seconds. */
  ceiling: uint(limits.ceiling, 1),
  afterRead: maybe(uint(limits.ceiling)),
  /** An array that begins with the number of its kind; numbers that this version does not know are kept and shown as such. */
  body: bytes(64_000),
}
const envelope = record(envelopeFields)

/** What an attachment is beyond its bytes. */
const attachmentForm = choice({
  file: [1, {}],
  /** A picture of `width` times `height`; `preview`: JPEG or WebP that is small enough to come along, or nothing. */
  picture: [2, { width: uint(65_535, 1), height: uint(65_535, 1), preview: bytes(limits.preview) }],
  /** Speech, in milliseconds; `waveform`: how loud it is in as many equal parts as there are bytes. */
  voice: [3, { duration: uint(86_400_000), waveform: bytes(limits.waveform) }],
})

const attachmentFields = {
  /** What its author says of it. */
  text: text(8000),
  /** Of the pieces at the server, 32 bytes: seal/attachment.ts. */
  key: plain(32),
  digest: plain(32),
  /** Bytes. */
  size: uint(limits.attachment),
  /** Media type, in lower case, without parameters. */
  type: text(127, /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/),
  /** Of the file, as its author's device had it: shown, and never part of a path. */
  name: maybe(text(255)),
  form: attachmentForm,
}
export type Attachment = RecordOf<typeof attachmentFields>
export type AttachmentForm = Attachment['form']

const textFields = { text: text(60_000) }
/** What one person says to others: a text, or something that hangs on one. */
const said = choice({ text: [1, textFields], attachment: [7, attachmentFields] })
export type Said = ShapeOf<typeof said>

const mentionFields = {
  account: exactly(32, accountId),
  /** Where the text names them: from the `@` on, in UTF-16 units. */
  from: uint(60_000),
  length: uint(33, 2),
}
export type Mention = RecordOf<typeof mentionFields>
const linkTerms = {
  /** Seconds since 1970. */
  ends: uint(),
  approval: flag,
  /** How many it lets in. */
  most: uint(limits.groupLinkUses, 1),
}
export type GroupLinkTerms = RecordOf<typeof linkTerms>

const epochMark = {
  channel: exactly(16, channelId),
  n: uint(),
  /** First 16 bytes of the epoch authenticator (RFC 9420 §8.7). */
  authenticator: plain(16),
}
export type EpochMark = RecordOf<typeof epochMark>

const knownBody = choice({
  text: [1, textFields],
  /** Deletes the message named by `replaces` for everyone. */
  delete: [2, {}],
  receipts: [3, { delivered: list(messageRef, 500), read: list(messageRef, 500) }],
  /** An inbox token for the reader, 16 bytes; not shown. */
  token: [4, { token: plain(16) }],
  /** To the message named by `inReplyTo`: one emoji, or nothing, which takes the author's earlier one back. */
  reaction: [5, { emoji: text(64) }],
  /** Its author leaves the group: any member may remove them from now on, because nobody can remove themselves. */
  leave: [6, {}],
  attachment: [7, attachmentFields],
  /** Said elsewhere, by nobody knows whom: neither its author nor where it was said is told. */
  forward: [8, { said }],
  /** A text that names members of its group. */
  mention: [9, { ...textFields, mentions: list(record(mentionFields), 100, 1) }],
  /** A question to everybody who reads it; the answers are votes. */
  poll: [10, { question: text(1000, /\S/), options: list(text(200, /\S/), 10, 2), multiple: flag }],
  /** To the poll named by `inReplyTo`: places of its options, rising; none takes the author's earlier vote back. */
  vote: [11, { options: list(uint(9), 10) }],
  /** By its author: the poll named by `inReplyTo` takes no more votes. */
  close: [12, {}],
  /** The message named by `inReplyTo` stands above its conversation, or no more. */
  pin: [13, { on: flag }],
  /** To be looked at once. Spent: what stays with its author once it was sent, which says nothing. */
  once: [14, { said: choice({ text: [1, textFields], spent: [2, {}], attachment: [7, attachmentFields] }) }],
  /** An administrator says that a link leads into this group; `link`: SHA-256 of its key. No terms: none does any more. */
  'group-link': [15, { link: plain(32), terms: maybe(record(linkTerms)) }],
  /** An administrator has answered a request by a link; `knock`: SHA-256 of its `reply`. */
  'knock-answered': [16, { link: plain(32), knock: plain(32), admitted: flag }],
  /** Between two: its author knows this account under this handle, and would like both to know each other. */
  introduction: [17, { handle: text(limits.handle, handlePattern), account: exactly(32, accountId) }],
  /** Between two: which epochs of groups that both are in its author has seen. */
  epochs: [18, { marks: list(record(epochMark), limits.epochMarks, 1) }],
  /** Its author is writing. Nothing of it is kept, and nobody is told when they stop. */
  typing: [19, {}],
})
const newestKind = 19

export type Body = ShapeOf<typeof knownBody> | { readonly kind: 'unknown'; readonly bytes: Uint8Array }
export type Content = Omit<RecordOf<typeof envelopeFields>, 'version' | 'body'> & { readonly body: Body }

export function encodeContent(content: Content): Uint8Array {
  const { body, ...fields } = content
  if (!fits(body, fields))
    throw new RangeError(
      'a deletion or reaction names what it is about, what a person says beyond text replaces nothing, mentions are names in order, and a reaction is one emoji',
    )
  const packed = body.kind === 'unknown' ? body.bytes : encodeAs(knownBody, body)
  return encodeAs(envelope, { ...fields, version: 1, body: packed })
}

/** What a person has said by it, here or, where it was forwarded, elsewhere. */
export function saidBy(body: Body): Said | undefined {
  if (body.kind === 'forward') return body.said
  if (body.kind === 'mention') return { kind: 'text', text: body.text }
  return body.kind === 'text' || body.kind === 'attachment' ? body : undefined
}

/** A body of a known kind that does not fit its kind is refused; one of an unknown kind is kept. */
export function decodeContent(packed: Uint8Array): { value: Content } | DecodeRefusal {
  const read = decodeAs(envelope, packed)
  if (typeof read === 'string') return read
  const { version: _, ...fields } = read.value
  const body = decodeBody(fields.body)
  if (typeof body === 'string') return body
  if (!fits(body.value, fields)) return 'unexpected-value'
  return { value: { ...fields, body: body.value } }
}

function fits(body: Body, { replaces, inReplyTo }: Pick<Content, 'replaces' | 'inReplyTo'>): boolean {
  if (body.kind === 'delete') return replaces !== null
  if (body.kind === 'mention') return areNames(body)
  if (body.kind === 'attachment' || body.kind === 'forward' || body.kind === 'poll' || body.kind === 'once')
    return replaces === null
  if (body.kind === 'close' || body.kind === 'pin') return inReplyTo !== null
  if (body.kind === 'vote')
    return inReplyTo !== null && body.options.every((one, at, all) => at === 0 || one > all[at - 1]!)
  return body.kind !== 'reaction' || (inReplyTo !== null && (body.emoji === '' || isReaction(body.emoji)))
}

/** Each begins with `@` within the text, after the one before it. */
function areNames({ text, mentions }: { readonly text: string; readonly mentions: readonly Mention[] }): boolean {
  let end = 0
  for (const { from, length } of mentions) {
    if (from < end || from + length > text.length || text[from] !== '@') return false
    end = from + length
  }
  return true
}

function decodeBody(packed: Uint8Array): { value: Body } | DecodeRefusal {
  const decoded = decodeCanonical(packed)
  if (typeof decoded === 'string') return decoded
  const kind = Array.isArray(decoded.value) ? (decoded.value as readonly unknown[])[0] : undefined
  if (typeof kind !== 'number' || kind < 0) return 'unexpected-value'
  if (kind === 0 || kind > newestKind) return { value: { kind: 'unknown', bytes: packed } }
  const value = knownBody.read(decoded.value)
  return value === undefined ? 'unexpected-value' : { value }
}

const payloadFields = {
  version: constant(1),
  /** Newest entry that the author had processed, and the running hash there. */
  seq: uint(),
  hash: exactly(32, runningHash),
  /** First 16 bytes of the author's epoch authenticator (RFC 9420 §8.7). */
  authenticator: plain(16),
  /** What `encodeContent` writes. */
  content: bytes(65_000),
}
const payload = record(payloadFields)
export type Payload = Omit<RecordOf<typeof payloadFields>, 'version'>

/** The plaintext of an MLS application message. */
export const encodePayload = (of: Payload): Uint8Array => encodeAs(payload, { ...of, version: 1 })
export const decodePayload = (packed: Uint8Array) => decodeAs(payload, packed)

/** SHA-256 (32 bytes) that names a message whatever epoch carried it. */
export const messageIdOf = (
  of: { channel: ChannelId; sender: AccountId; content: Uint8Array },
  sha256: Sha256,
): Uint8Array => sha256(encodeCanonical(['ebb message v1', of.channel, of.sender, of.content]))
