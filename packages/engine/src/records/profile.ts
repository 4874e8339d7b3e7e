/** Who this device is. Lies under the home key, never beside a message. */
import {
  accountId,
  bytes,
  constant,
  decodeKeptAs,
  deviceKey,
  encodeAs,
  exactly,
  flag,
  inboxKey,
  limits,
  list,
  maybe,
  record,
  text,
  uint,
  type DecodeRefusal,
  type RecordOf,
  plain,
} from '@ebb/protocol'

const firstFields = {
  version: constant(1),
  origin: text(256),
  /** SHA-256 of the server's Ed25519 key, 32 bytes, from the invitation. */
  server: plain(32),
  handle: text(32),
  account: exactly(32, accountId),
  device: exactly(32, deviceKey),
  /** Ed25519 seed, 32 bytes. */
  devicePrivate: plain(32),
  inbox: exactly(32, inboxKey),
  inboxPrivate: plain(32),
  /** Ed25519 seed of the recovery key, 32 bytes. */
  recoveryPrivate: plain(32),
  /** The signed entries of this account's chain. */
  chain: list(bytes(limits.chainEntry), limits.chainEntries),
  /** Until the server has the account: the invitation's secret, 16 bytes. */
  secret: maybe(plain(16)),
  /** The organisation's longest ceiling, in seconds. */
  ceiling: uint(),
  /** Whether read receipts are sent and shown. */
  receipts: flag,
}
const firstShape = record(firstFields)

const fields = {
  ...firstFields,
  version: constant(2),
  /** Whether typing notices are sent and shown. */
  typing: flag,
}
const shape = record(fields)
export type Profile = RecordOf<typeof fields>
export const encodeProfile = (profile: Profile): Uint8Array => encodeAs(shape, profile)

/** Version 1 knew of no typing notices. */
export function decodeProfile(packed: Uint8Array): { readonly value: Profile } | DecodeRefusal {
  const read = decodeKeptAs(shape, packed)
  if (typeof read !== 'string') return read
  const first = decodeKeptAs(firstShape, packed)
  return typeof first === 'string' ? read : { value: { ...first.value, version: 2, typing: false } }
}
