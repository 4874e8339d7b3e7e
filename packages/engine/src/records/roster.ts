/** Who is in a group, and what this person wants of it. A conversation that has a roster is a group. */
import {
  accountId,
  bytes,
  channelId,
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
  word,
  type RecordOf,
} from '@ebb/protocol'

const account = exactly(32, accountId)

/** What the group does not have yet of what this person wants of its policy; null: nothing. */
const wishFields = {
  name: maybe(text(limits.groupName)),
  clocks: maybe(record({ ceiling: uint(limits.ceiling, 1), afterRead: maybe(uint(limits.ceiling)) })),
  shorten: maybe(word(['admins', 'members'] as const)),
  announcements: maybe(flag),
  /** No bytes: no picture. */
  picture: maybe(bytes(limits.groupPicture)),
  roles: list(record({ account, admin: flag }), limits.groupMembers),
}
export type Wish = RecordOf<typeof wishFields>

const fields = {
  version: constant(1),
  number: uint(),
  suite: word(['classic', 'hybrid'] as const),
  /** As the members agree on it. */
  policy: bytes(16_384),
  /** Who is in it; this account is not among them. */
  members: list(account, limits.groupMembers),
  /** Whether this account is in it. */
  inside: flag,
  /** Who has added this account; null: it has begun the group. */
  by: maybe(account),
  /** Members whose signed leave lies in the channel, in epoch `n`, and who are still in the tree. */
  leaving: list(record({ account, n: uint() }), limits.groupMembers),
  /** Members who cannot follow the channel any more and have asked to be added again. */
  rejoining: list(account, limits.groupMembers),
  /** Members whose device was replaced, the newest last, and the entry that did it: what they have asked before that is done. */
  readded: list(record({ account, seq: uint() }), 64),
  /** Why the channel cannot be followed here, until there is another; `culprit`: whose signed commit proves it. */
  lost: maybe(record({ channel: exactly(16, channelId), culprit: maybe(account) })),
  /** Wanted: handles to be added, and accounts to be removed. */
  adding: list(text(32), limits.groupMembers),
  removing: list(account, limits.groupMembers),
  wish: record(wishFields),
}
const shape = record(fields)
export type Roster = RecordOf<typeof fields>
export const encodeRoster = (roster: Roster): Uint8Array => encodeAs(shape, roster)
export const decodeRoster = (packed: Uint8Array) => decodeKeptAs(shape, packed)

export const noWish: Wish = {
  name: null,
  clocks: null,
  shorten: null,
  announcements: null,
  picture: null,
  roles: [],
}

/** Of a group in which nothing has happened that this device has seen. */
export const freshRoster = (
  of: Pick<Roster, 'number' | 'suite' | 'policy' | 'by'> & Partial<Pick<Roster, 'members' | 'inside' | 'adding'>>,
): Roster => ({
  version: 1,
  members: [],
  inside: true,
  leaving: [],
  rejoining: [],
  readded: [],
  lost: null,
  adding: [],
  removing: [],
  wish: noWish,
  ...of,
})

/** Whether the group is not yet as this person wants it to be. */
export const isWanting = ({ inside, adding, removing, wish }: Roster): boolean =>
  inside && (adding.length > 0 || removing.length > 0 || isWish(wish))

export const isWish = ({ roles, ...one }: Wish): boolean =>
  roles.length > 0 || Object.values(one).some((part) => part !== null)
