/** What an account says about a message and what comes to something else after what somebody else has said: votes, pins. */
import type { Body } from '@ebb/protocol'
import { messageContent, type KeptMessage } from '../records/message.ts'
import type { Turn } from '../turn.ts'
import { takePin } from './pins.ts'
import { takeClose, takeVote } from './poll.ts'

const kinds: ReadonlySet<Body['kind']> = new Set(['vote', 'close', 'pin'])

/** What it comes to depends on what came before it in the channel. */
export const isOrdered = (message: KeptMessage): boolean => kinds.has(messageContent(message).body.kind)

/** An own one stands in the channel now. */
export async function takeOwn(turn: Turn, conversation: number, message: KeptMessage): Promise<void> {
  const content = messageContent(message)
  const said = { sender: message.sender, content }
  switch (content.body.kind) {
    case 'vote':
      return takeVote(turn, conversation, said)
    case 'close':
      return takeClose(turn, conversation, said)
    case 'pin':
      return takePin(turn, conversation, content)
    default:
  }
}
