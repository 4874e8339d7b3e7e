/** The key pair of a channel's epoch: Ed25519 from MLS-Exporter("ebb channel v1", channel, 32). */
import { epochKey, type ChannelId } from '@ebb/protocol'
import { publicKeyOf, type Group, type Mls } from '@ebb/seal'
import type { EpochPair } from '../state.ts'
import type { Turn } from '../turn.ts'

export async function deriveEpochPair(mls: Mls, group: Group): Promise<EpochPair> {
  const seed = await mls.export(group, 'ebb channel v1', group.channel satisfies ChannelId, 32)
  return { n: group.epoch, private: seed, public: epochKey(publicKeyOf(seed)) }
}

/** The pair of the room's current epoch, derived once per epoch. */
export async function currentPair(turn: Turn, room: number): Promise<EpochPair> {
  const group = turn.state.groups.get(room)!
  const known = turn.state.epochPairs.get(room)
  if (known?.n === group.epoch) return known
  const pair = await deriveEpochPair(turn.at.mls, group)
  turn.set('epochPairs', room, pair)
  return pair
}
