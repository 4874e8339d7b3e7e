/**
 * What this device wrote into a channel after the place up to which others could follow it goes out once more in the
 * channel that takes its place. Whoever has read it already knows it again: see `isHereAlready`.
 */
import { messageIdOf, sameBytes, type AccountId, type ChannelId } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { isSaid } from '../records/message.ts'
import type { Room } from '../records/room.ts'
import { isOnce } from '../steps/once.ts'
import type { Turn } from '../turn.ts'

/** Of each channel. */
const most = 64

/** Own messages of this process, with their places. */
export function noteSent(turn: Turn, { number, conversation }: Room, seq: number, message: number): void {
  if (!turn.state.rosters.has(conversation)) return
  turn.set('sentAt', number, [...(turn.state.sentAt.get(number) ?? []), { seq, message }].slice(-most))
}

export async function sayAgain(
  turn: Turn,
  { channel, seq }: { readonly channel: ChannelId; readonly seq: number },
): Promise<void> {
  for (const room of turn.state.rooms.values()) {
    if (!sameBytes(room.channel, channel)) continue
    for (const sent of turn.state.sentAt.get(room.number) ?? []) {
      const message = await turn.message(room.conversation, sent.message)
      // What could be looked at once is not here any more.
      if (sent.seq <= seq || message === undefined || !isSaid(message) || isOnce(message)) continue
      turn.mark(room.conversation, sent.message, { ...message, state: 'queued' }, message)
      const { queue } = turn.state.conversations.get(room.conversation)!
      if (!queue.includes(sent.message))
        turn.alter(room.conversation, { queue: [...queue, sent.message].toSorted((a, b) => a - b) })
    }
  }
}

/** Whether it came in another channel of this conversation before. */
export async function isHereAlready(
  turn: Turn,
  room: Room,
  said: { readonly sender: AccountId; readonly packed: Uint8Array },
): Promise<boolean> {
  if (!turn.state.rosters.has(room.conversation)) return false
  for (const number of turn.state.conversations.get(room.conversation)!.rooms) {
    const { channel } = turn.state.rooms.get(number)!
    if (number === room.number) continue
    const id = messageIdOf({ channel, sender: said.sender, content: said.packed }, sha256)
    if ((await turn.trace(room.conversation, id)) !== undefined) return true
  }
  return false
}
