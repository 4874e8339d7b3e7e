/** Two people who begin at the same moment make two channels; both send on the standing one with the lowest id. */
import { hex, type ChannelId } from '@ebb/protocol'
import type { Room } from '../records/room.ts'
import type { Turn } from '../turn.ts'

export function sendingRoom(turn: Turn, conversation: number): Room | undefined {
  const rooms = turn.state.conversations.get(conversation)!.rooms.map((number) => turn.state.rooms.get(number)!)
  return rooms.filter((room) => room.stage === 'standing').toSorted((a, b) => order(a.channel, b.channel))[0]
}

const order = (a: ChannelId, b: ChannelId): number => (hex(a) < hex(b) ? -1 : 1)
