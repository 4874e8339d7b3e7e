/** An account's chain on the wire: signed entries, each with the whole state after it, linked by hash. */
import { accountId, deviceKey, inboxKey, signature } from './ids.ts'
import { limits } from './limits.ts'
import { handlePattern } from './handle.ts'
import {
  bytes,
  constant,
  decodeAs,
  encodeAs,
  exactly,
  list,
  maybe,
  record,
  text,
  uint,
  word,
  type RecordOf,
  plain,
} from './shape.ts'

const deviceFields = {
  /** Ed25519, 32 bytes. */
  key: exactly(32, deviceKey),
  /** X25519, 32 bytes. */
  inbox: exactly(32, inboxKey),
  /** Seconds since 1970. */
  addedAt: uint(),
}
export type ChainDevice = RecordOf<typeof deviceFields>
const devices = list(record(deviceFields), limits.devicesPerAccount)

export const chainStatuses = ['active', 'suspended', 'disputed'] as const
export type ChainStatus = (typeof chainStatuses)[number]

const entryFields = {
  version: constant(1),
  origin: text(256),
  seq: uint(limits.chainEntries - 1),
  /** SHA-256 of the signed entry before; null in entry 0. */
  prev: maybe(plain(32)),
  /** When the author says it was made; never earlier than the entry before. */
  at: uint(),
  /** Entry 0 only. */
  handle: maybe(text(limits.handle, handlePattern)),
  /** Entry 0 only: the account that this one resets. */
  replaces: maybe(exactly(32, accountId)),
  devices,
  /** Ed25519, 32 bytes. */
  recovery: maybe(plain(32)),
  status: word(chainStatuses),
  /** A recovery that everybody sees before it counts: the devices, and from when (seconds since 1970). */
  pending: maybe(record({ devices, from: uint() })),
}
const entryShape = record(entryFields)
export type ChainEntry = RecordOf<typeof entryFields>

const signedFields = {
  entry: bytes(limits.chainEntry),
  /** The Ed25519 key that signed `chainProof(entry)`: a device's, the recovery key or an administrator's. */
  by: plain(32),
  signature: exactly(64, signature),
}
const signedShape = record(signedFields)
export type SignedChainEntry = RecordOf<typeof signedFields>

export const encodeChainEntry = (entry: ChainEntry): Uint8Array => encodeAs(entryShape, entry)
export const decodeChainEntry = (packed: Uint8Array) => decodeAs(entryShape, packed)
export const encodeSignedChainEntry = (signed: SignedChainEntry): Uint8Array => encodeAs(signedShape, signed)
export const decodeSignedChainEntry = (packed: Uint8Array) => decodeAs(signedShape, packed)
