/** The first entry of a chain, which names the account: made with the invitation, and anew where the server was out of reach for long. */
import { accountId, chainProof, encodeChainEntry, encodeSignedChainEntry, limits, readChain } from '@ebb/protocol'
import { publicKeyOf, sha256, sign } from '@ebb/seal'
import type { Profile } from '../records/profile.ts'
import { judge, type Turn } from '../turn.ts'

type Keys = Pick<Profile, 'origin' | 'handle' | 'device' | 'devicePrivate' | 'inbox' | 'recoveryPrivate'>

/** `at` in seconds since 1970. */
export function firstEntry(keys: Keys, at: number): Pick<Profile, 'account' | 'chain'> {
  const { origin, handle, device, devicePrivate, inbox, recoveryPrivate } = keys
  const entry = encodeChainEntry({
    version: 1,
    origin,
    seq: 0,
    prev: null,
    at,
    handle,
    replaces: null,
    devices: [{ key: device, inbox, addedAt: at }],
    recovery: publicKeyOf(recoveryPrivate),
    status: 'active',
    pending: null,
  })
  const signed = encodeSignedChainEntry({ entry, by: device, signature: sign(devicePrivate, chainProof(entry)) })
  return { account: accountId(sha256(signed)), chain: [signed] }
}

/**
 * A server takes only entries that were made now. Safe where it has just said that it does not know the account: then
 * nobody else has heard of it either.
 */
export function madeNow(turn: Turn, profile: Profile): Profile {
  const read = readChain(profile.chain, profile.origin, judge)
  if ('refused' in read) throw new Error('a kept chain does not hold')
  const age = Math.abs(turn.wall - read.state.at)
  return age < limits.clockTrust / 2 ? profile : { ...profile, ...firstEntry(profile, turn.wall) }
}
