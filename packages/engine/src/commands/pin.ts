/** Lets a message stand above its conversation, for everybody in it. Whoever may write may. */
import type { Command, CommandRefusal } from '../events.ts'
import { mayWrite } from '../groups/may-write.ts'
import type { Conversation } from '../records/conversation.ts'
import { isSaid, messageExpires } from '../records/message.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { compose, isNamed } from '../steps/compose.ts'
import { isOnce } from '../steps/once.ts'
import type { Turn } from '../turn.ts'

/** It is so once it stands in the channel, and no longer than the message lives. */
export async function pin(
  turn: Turn,
  { message: place, on }: Extract<Command, { do: 'pin' }>,
  { number }: Conversation,
): Promise<CommandRefusal | undefined> {
  if (turn.state.rosters.get(number)?.inside === false) return 'left'
  if (!mayWrite(turn, number, turn.state.profile!.account)) return 'admins-only'
  const message = await turn.message(number, place)
  if (message === undefined || !isSaid(message) || isOnce(message) || message.state === 'queued' || !isNamed(message))
    return 'unknown-message'
  turn.alter(number, { accepted: true })
  const ceiling = Math.max(1, messageExpires(message) - turn.now)
  await compose(turn, number, { body: { kind: 'pin', on }, inReplyTo: message.id, ceiling })
  await advanceConversation(turn, number)
  return undefined
}
