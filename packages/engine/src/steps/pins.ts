/** What stands above a conversation: numbers of living messages, nothing of what they say. As it comes in the channel, so that all agree. */
import type { Content } from '@ebb/protocol'
import { mostPins } from '../records/conversation.ts'
import { messageNumberOf } from '../records/keys.ts'
import type { Turn } from '../turn.ts'

/** The last few that were pinned stay. One of a message that is not here means nothing. */
export async function takePin(turn: Turn, conversation: number, { body, inReplyTo }: Content): Promise<void> {
  const target = body.kind === 'pin' && inReplyTo !== null ? await turn.trace(conversation, inReplyTo) : undefined
  if (target === undefined || body.kind !== 'pin') return
  const number = messageNumberOf(target.key)
  const { pins } = turn.state.conversations.get(conversation)!
  const others = pins.filter((one) => one !== number)
  turn.alter(conversation, { pins: body.on ? [...others, number].slice(-mostPins) : others })
}
