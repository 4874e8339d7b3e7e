/** How people come into a group by links: the links that lead there, and who asks. By conversation. */
import {
  accountId,
  constant,
  decodeKeptAs,
  encodeAs,
  exactly,
  flag,
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

const account = exactly(32, accountId)

const linkFields = {
  /** SHA-256 of its key, 32 bytes. */
  hash: plain(32),
  /** Who has made it. */
  by: account,
  ends: uint(),
  approval: flag,
  most: uint(limits.groupLinkUses, 1),
  revoked: flag,
  /** SHA-256 of the `reply` of each request that it has let in, 32 bytes. */
  used: list(plain(32), limits.groupLinkUses),
  /** The link itself, on the device that has made it. */
  text: maybe(text(2000)),
}
export type KeptLink = RecordOf<typeof linkFields>

/**
 * new: not looked at yet, because the channel has not been read to its end. waiting: an administrator decides.
 * admitting: the next commit adds them. declined: they were told so, and are again where they ask again.
 */
const stages = ['new', 'waiting', 'admitting', 'declined'] as const

const knockFields = {
  account,
  /** SHA-256 of the link's key. */
  link: plain(32),
  /** What answers it, 16 bytes. */
  reply: plain(16),
  stage: word(stages),
}
export type HeardKnock = RecordOf<typeof knockFields>

const fields = {
  version: constant(1),
  number: uint(),
  links: list(record(linkFields), limits.groupLinks),
  knocks: list(record(knockFields), 2 * limits.knocks),
  /** Accounts that an administrator has put out: a link alone does not let them in again. */
  removed: list(account, limits.groupMembers),
}
const shape = record(fields)
export type Entrance = RecordOf<typeof fields>
export const encodeEntrance = (entrance: Entrance): Uint8Array => encodeAs(shape, entrance)
export const decodeEntrance = (packed: Uint8Array) => decodeKeptAs(shape, packed)

/** At most so many are known. */
export const mostRemoved = limits.groupMembers

/** Whether it leads into the group now. `wall`: the local clock, seconds since 1970. */
export const isOpen = ({ revoked, ends, used, most }: KeptLink, wall: number): boolean =>
  !revoked && ends > wall && used.length < most
