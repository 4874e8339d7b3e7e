/** A group's policy as it is, and as this person wants it. */
import { decodePolicy, sameBytes, type AccountId, type GroupPolicy } from '@ebb/protocol'
import type { Roster, Wish } from '../records/roster.ts'

/** Undefined: what stands there is no group's policy. */
export function groupPolicy(packed: Uint8Array): GroupPolicy | undefined {
  const read = decodePolicy(packed)
  return typeof read === 'string' || read.value.version === 1 ? undefined : read.value
}

/** Of a roster, which holds nothing else. */
export const policyOf = ({ policy }: Roster): GroupPolicy => groupPolicy(policy)!

/** `gone`: who is removed at the same time is no administrator either, unless nobody would be one. */
export function withWish(policy: GroupPolicy, wish: Wish, gone: readonly AccountId[]): GroupPolicy {
  const { name, clocks, shorten, announcements, picture, roles } = wish
  const is = (accounts: readonly AccountId[], one: AccountId): boolean => accounts.some((a) => sameBytes(a, one))
  const dismissed = roles.filter(({ admin }) => !admin).map(({ account }) => account)
  const appointed = roles.filter(({ admin }) => admin).map(({ account }) => account)
  const admins = [
    ...policy.admins.filter((one) => !is(dismissed, one)),
    ...appointed.filter((one) => !is(policy.admins, one)),
  ].filter((one) => !is(gone, one))
  return {
    version: 2,
    name: name ?? policy.name,
    ceiling: clocks?.ceiling ?? policy.ceiling,
    afterRead: clocks === null ? policy.afterRead : clocks.afterRead,
    admins: admins.length === 0 ? policy.admins : admins,
    shorten: shorten ?? policy.shorten,
    announcements: announcements ?? policy.announcements,
    picture: picture === null ? policy.picture : picture.length === 0 ? null : picture,
  }
}

/** What of a wish the policy does not have yet. */
export function stillWanted(wish: Wish, policy: GroupPolicy): Wish {
  const { name, clocks, shorten, announcements, picture, roles } = wish
  const clocksAreSo = clocks?.ceiling === policy.ceiling && clocks.afterRead === policy.afterRead
  const pictureIsSo = picture !== null && sameBytes(picture, policy.picture ?? new Uint8Array())
  return {
    name: name === policy.name ? null : name,
    clocks: clocksAreSo ? null : clocks,
    shorten: shorten === policy.shorten ? null : shorten,
    announcements: announcements === policy.announcements ? null : announcements,
    picture: pictureIsSo ? null : picture,
    roles: roles.filter(({ account, admin }) => policy.admins.some((one) => sameBytes(one, account)) !== admin),
  }
}

export const hasAccount = (accounts: readonly AccountId[], one: AccountId): boolean =>
  accounts.some((other) => sameBytes(other, one))
