/** A request of this account to join a group by a link, until it has led into the group or a person puts it away. */
import {
  accountId,
  channelId,
  constant,
  decodeKeptAs,
  deviceKey,
  encodeAs,
  exactly,
  knockOutcomes,
  limits,
  list,
  maybe,
  plain,
  record,
  text,
  uint,
  word,
  type RecordOf,
} from '@ebb/protocol'

const fields = {
  version: constant(1),
  number: uint(),
  /** SHA-256 of the link's key, 32 bytes. */
  hash: plain(32),
  /** `groupLinkKey`, 32 bytes. */
  key: plain(32),
  name: text(limits.groupName),
  /** Who is asked; the first has made the link. */
  admins: list(exactly(32, accountId), limits.groupLinkAdmins, 1),
  ends: uint(),
  reply: plain(16),
  /** Devices whose inbox has it. */
  posted: list(exactly(32, deviceKey), 100),
  outcome: maybe(word(knockOutcomes)),
  /** Of the group, where somebody has admitted this account. */
  channel: maybe(exactly(16, channelId)),
}
const shape = record(fields)
export type OwnKnock = RecordOf<typeof fields>
export const encodeOwnKnock = (knock: OwnKnock): Uint8Array => encodeAs(shape, knock)
export const decodeOwnKnock = (packed: Uint8Array) => decodeKeptAs(shape, packed)
