/**
 * What this device wrote into a channel after the place up to which others could follow it goes out once more in the
 * channel that takes its place. Whoever has read it already knows it again: see `isHereAlready`.
 */
import { messageIdOf, sameBytes, type AccountId, type ChannelId } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { messageNumberOf } from '../records/keys.ts'
import { isSaid, type KeptMessage } from '../records/message.ts'
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
      queueAgain(turn, room.conversation, sent.message, message)
    }
  }
}

/** So far back it is looked for what was said between two. */
const farthest = 512

/**
 * The server has lost a channel, and nobody knows who had read what there: everything of this device that it still has
 * goes out once more. Between two it is found among what is kept; in a group by its places, because what was said
 * before somebody came is not for them.
 */
export async function sayAllAgain(turn: Turn, room: Room): Promise<void> {
  const { stage, conversation, channel } = room
  if (stage !== 'rolled-back') return
  if (turn.state.rosters.has(conversation)) {
    await sayAgain(turn, { channel, seq: 0 })
    return turn.set('sentAt', room.number, undefined)
  }
  // Once, also where both sides have begun another channel.
  turn.set('rooms', room.number, { ...room, stage: 'left' })
  let [found, seen] = [0, 0]
  for await (const { key, message } of turn.backwards(conversation)) {
    if (found >= most || ++seen > farthest) return
    if (message.state !== 'sent' || !isSaid(message) || isOnce(message)) continue
    found += 1
    queueAgain(turn, conversation, messageNumberOf(key), message)
  }
}

function queueAgain(turn: Turn, conversation: number, number: number, message: KeptMessage): void {
  turn.mark(conversation, number, { ...message, state: 'queued' }, message)
  const { queue } = turn.state.conversations.get(conversation)!
  if (!queue.includes(number)) turn.alter(conversation, { queue: [...queue, number].toSorted((a, b) => a - b) })
}

/**
 * Whether it came before, in whichever channel of this conversation. From now on it has the name that its author knows it by,
 * so that they can still delete it for everyone.
 */
export async function isHereAlready(
  turn: Turn,
  room: Room,
  said: { readonly id: Uint8Array; readonly sender: AccountId; readonly packed: Uint8Array },
): Promise<boolean> {
  for (const number of turn.state.conversations.get(room.conversation)!.rooms) {
    const { channel } = turn.state.rooms.get(number)!
    const id = messageIdOf({ channel, sender: said.sender, content: said.packed }, sha256)
    const here = await turn.trace(room.conversation, id)
    if (here === undefined) continue
    turn.mark(room.conversation, messageNumberOf(here.key), { ...here.message, id: said.id }, here.message)
    return true
  }
  return false
}
