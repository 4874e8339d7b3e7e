/** Somebody this device has met: the chain as pinned at first sight, what was verified, and the tokens given. */
import {
  accountId,
  bytes,
  constant,
  decodeKeptAs,
  encodeAs,
  exactly,
  flag,
  limits,
  list,
  maybe,
  record,
  text,
  uint,
  type RecordOf,
  plain,
} from '@ebb/protocol'

const token = plain(16)

const fields = {
  version: constant(1),
  number: uint(),
  account: exactly(32, accountId),
  handle: text(32),
  /** Empty: not fetched yet. */
  chain: list(bytes(limits.chainEntry), limits.chainEntries),
  /** Whether a person compared the safety number. */
  verified: flag,
  /** Inbox token that this contact has given to us, and ours that we gave. */
  theirToken: maybe(token),
  ourToken: maybe(token),
  /** SHA-256 of tokens of ours that the server must still forget. */
  revoked: list(plain(32), 1000),
  /** Accounts that this handle led to before, until a person went on with another: nothing is taken from them. */
  former: list(exactly(32, accountId), 1000),
}
const shape = record(fields)
export type Contact = RecordOf<typeof fields>
export const encodeContact = (contact: Contact): Uint8Array => encodeAs(shape, contact)
export const decodeContact = (packed: Uint8Array) => decodeKeptAs(shape, packed)
