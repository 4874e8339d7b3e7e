/** A conversation's policy, in the MLS GroupContext, so that all members agree on it. */
import { accountId } from './ids.ts'
import { limits } from './limits.ts'
import {
  bytes,
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
  word,
  type DecodeRefusal,
  type RecordOf,
} from './shape.ts'

const clocks = {
  /** Both clocks, in seconds. */
  ceiling: uint(limits.ceiling, 1),
  afterRead: maybe(uint(limits.ceiling)),
}
/** Accounts with the role of an administrator. */
const admins = exactly(32, accountId)

const pairFields = { version: constant(1), name: text(200), ...clocks, admins: list(admins, 100) }
const pair = record(pairFields)
/** Of a conversation of two: both are administrators. */
export type PairPolicy = RecordOf<typeof pairFields>

const groupFields = {
  version: constant(2),
  name: text(limits.groupName),
  ...clocks,
  admins: list(admins, limits.admins, 1),
  /** Who may make the clocks shorter; longer ones are for administrators. */
  shorten: word(['admins', 'members'] as const),
  /** Only administrators write. */
  announcements: flag,
  /** A small picture, JPEG or WebP, or nothing. */
  picture: maybe(bytes(limits.groupPicture)),
}
const group = record(groupFields)
/** Of a group, however few are in it. */
export type GroupPolicy = RecordOf<typeof groupFields>

export type Policy = PairPolicy | GroupPolicy

export const encodePolicy = (policy: Policy): Uint8Array =>
  policy.version === 1 ? encodeAs(pair, policy) : encodeAs(group, policy)

export function decodePolicy(packed: Uint8Array): { readonly value: Policy } | DecodeRefusal {
  const read = decodeAs(group, packed)
  return typeof read === 'string' ? decodeAs(pair, packed) : read
}
