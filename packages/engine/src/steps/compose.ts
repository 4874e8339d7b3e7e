/** Step 1, compose: a command becomes a draft in the queue of its conversation. Touches the clock and randomness it is handed. */
import { boundedBy, encodeContent, messageIdOf, type Body, type Clocks } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import type { Conversation } from '../records/conversation.ts'
import type { KeptMessage } from '../records/message.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import type { Turn } from '../turn.ts'

interface Draft {
  readonly body: Body
  /** Of what a person wrote: bounded by the policy. */
  readonly clocks?: Clocks
  /** Of what only the devices tell each other, in seconds: it must not end before it has done its work. */
  readonly ceiling?: number
  readonly inReplyTo?: Uint8Array
  readonly replaces?: Uint8Array
}

/** The number of the new message. It is kept and queued; whoever calls lets the conversation advance. */
export function compose(turn: Turn, conversation: Conversation, draft: Draft): number {
  const profile = turn.state.profile!
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
  const room = sendingRoom(turn, conversation.number)
  const message: KeptMessage = {
    version: 1,
    state: 'queued',
    // Named anew when it is encrypted, if the conversation has no channel yet.
    id:
      room === undefined
        ? new Uint8Array(32)
        : messageIdOf({ channel: room.channel, sender: profile.account, content }, sha256),
    sender: profile.account,
    content,
    ...clocks,
    sent: turn.now,
    read: null,
  }
  const number = conversation.next
  turn.keep(conversation.number, number, message)
  const queue = [...conversation.queue, number]
  turn.set('conversations', conversation.number, { ...conversation, next: number + 1, queue })
  return number
}
