/** Step 1, compose: a command becomes a draft in the queue of its conversation. Touches the clock and randomness it is handed. */
import { boundedBy, encodeContent, messageIdOf, sameBytes, type Body, type Clocks } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { isSaid, type KeptMessage } from '../records/message.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import type { Turn } from '../turn.ts'
import { placeInOrder } from './order.ts'

export interface Draft {
  readonly body: Body
  /** Of what a person wrote: bounded by the policy. */
  readonly clocks?: Clocks
  /** Of what only the devices tell each other, in seconds: it must not end before it has done its work. */
  readonly ceiling?: number
  readonly inReplyTo?: Uint8Array
  readonly replaces?: Uint8Array
}

/** The number of the new message in the conversation `place`. It is kept and queued; whoever calls lets the conversation advance. */
export async function compose(turn: Turn, place: number, draft: Draft): Promise<number> {
  const profile = turn.state.profile!
  const conversation = turn.state.conversations.get(place)!
  const clocks =
    draft.ceiling === undefined
      ? boundedBy(draft.clocks ?? conversation, conversation)
      : { ceiling: draft.ceiling, afterRead: null }
  const content = encodeContent({
    salt: turn.at.random(16),
    replaces: draft.replaces ?? null,
    inReplyTo: draft.inReplyTo ?? null,
    sent: turn.wall,
    count: conversation.next,
    ...clocks,
    body: draft.body,
  })
  const room = sendingRoom(turn, place)
  const message: KeptMessage = {
    version: 4,
    state: 'queued',
    // Named anew when it is encrypted, if the conversation has no channel yet.
    id: room === undefined ? noName : messageIdOf({ channel: room.channel, sender: profile.account, content }, sha256),
    sender: profile.account,
    content,
    ...clocks,
    sent: turn.now,
    read: null,
    edits: [],
    reactions: [],
    ballot: null,
    receipts: new Uint8Array(),
  }
  const { next, queue, at } = conversation
  turn.alter(place, { next: next + 1, queue: [...queue, next] })
  turn.keep(place, next, message)
  if (!isSaid(message)) return next
  turn.alter(place, { at: Math.max(at, turn.now) })
  await placeInOrder(turn, place, { number: next, message })
  return next
}

/** Of a message that was not encrypted yet. */
const noName = new Uint8Array(32)
export const isNamed = (message: KeptMessage): boolean => !sameBytes(message.id, noName)
