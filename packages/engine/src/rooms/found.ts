/** A new channel, of which the server hears next. */
import { channelId, emptyRunningHash, encodePolicy, type ChannelId, type Policy } from '@ebb/protocol'
import type { Suite } from '@ebb/seal'
import type { Room } from '../records/room.ts'
import type { Turn } from '../turn.ts'

/** Nobody but this device is in it yet. */
export async function foundRoom(
  turn: Turn,
  conversation: number,
  how: {
    readonly suite: Suite
    readonly policy: Policy
    readonly replaces: readonly ChannelId[]
    readonly owesToken: boolean
  },
): Promise<Room> {
  const { suite, replaces, owesToken } = how
  const channel = channelId(turn.at.random(16))
  const policy = encodePolicy(how.policy)
  const group = await turn.at.mls.create(turn.state.profile!, { channel, suite, policy, now: turn.wall })
  const number = Math.max(0, ...turn.state.rooms.keys()) + 1
  const room: Room = {
    version: 1,
    number,
    conversation,
    channel,
    stage: 'founding',
    seq: 0,
    hash: emptyRunningHash,
    replaces,
    mustUpdate: false,
    owesToken,
    wanted: null,
    staged: null,
    letters: [],
  }
  turn.set('rooms', number, room)
  turn.set('groups', number, group)
  const { rooms } = turn.state.conversations.get(conversation)!
  turn.alter(conversation, { stage: 'standing', rooms: [...rooms, number] })
  return room
}
