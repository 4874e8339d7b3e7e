/** What somebody was writing in a conversation. Lies in a page of its own, so that no earlier version can be read again. */
import { constant, decodeKeptAs, encodeAs, maybe, record, text, uint, type RecordOf } from '@ebb/protocol'

const fields = {
  version: constant(1),
  text: text(60_000),
  /** Number of the message that it answers. */
  replyTo: maybe(uint()),
  /** Seconds since 1970, on this device's own time: the conversation's ceiling after its last change. */
  ends: uint(),
}
const shape = record(fields)
export type KeptDraft = RecordOf<typeof fields>
export const encodeDraft = (draft: KeptDraft): Uint8Array => encodeAs(shape, draft)
export const decodeDraft = (packed: Uint8Array) => decodeKeptAs(shape, packed)
