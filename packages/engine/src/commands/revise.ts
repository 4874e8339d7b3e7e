/** What a person does to a message that was sent: gives it another text, or reacts to it. */
import { isReaction } from '@ebb/protocol'
import type { Command, CommandRefusal } from '../events.ts'
import { mayWrite } from '../groups/may-write.ts'
import { bodyOfText } from '../groups/mentions.ts'
import type { Conversation } from '../records/conversation.ts'
import { messageKey } from '../records/keys.ts'
import { keepsItsText, isSaid, messageContent, messageExpires, textOf, type KeptMessage } from '../records/message.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { compose, isNamed, type Draft } from '../steps/compose.ts'
import { isOnce } from '../steps/once.ts'
import { takeEdit, takeReaction } from '../steps/revise.ts'
import type { Turn } from '../turn.ts'
import { tooLong } from './messages.ts'

type CommandTo<D extends Command['do']> = Extract<Command, { do: D }>
type Done = Promise<CommandRefusal | undefined>

/** Only one's own, once the server has it. Whoever has read the earlier text has read it: it stays to be seen as long as the message. */
export async function edit(turn: Turn, { message: place, text }: CommandTo<'edit'>, conversation: Conversation): Done {
  const { number } = conversation
  if (!mayWrite(turn, number, turn.state.profile!.account)) return 'admins-only'
  const message = await turn.message(number, place)
  if (message === undefined || !isOwn(message) || textOf(message) === undefined || keepsItsText(message))
    return 'unknown-message'
  if (text.trim() === '' || tooLong(text)) return 'too-long'
  await say(turn, conversation, message, { body: bodyOfText(turn.state, conversation, text), replaces: message.id })
  return undefined
}

/** Another takes the place of the first; no emoji takes it back. */
export async function react(turn: Turn, command: CommandTo<'react'>, conversation: Conversation): Done {
  const { number } = conversation
  const { emoji } = command
  const message = await turn.message(number, command.message)
  if (message === undefined || !isSaid(message) || isOnce(message) || message.state === 'queued' || !isNamed(message))
    return 'unknown-message'
  if (emoji !== '' && !isReaction(emoji)) return 'no-emoji'
  await say(turn, conversation, message, { body: { kind: 'reaction', emoji }, inReplyTo: message.id })
  return undefined
}

/** Here at once, elsewhere when it arrives. It lives no longer than what it is about. Whoever reacts to a stranger accepts them. */
async function say(
  turn: Turn,
  { number }: Conversation,
  about: KeptMessage,
  draft: Omit<Draft, 'ceiling' | 'clocks'>,
): Promise<void> {
  turn.alter(number, { accepted: true })
  const ceiling = Math.max(1, messageExpires(about) - turn.now)
  const written = turn.messages.get(messageKey(number, await compose(turn, number, { ...draft, ceiling })))!
  const { content: packed, sender } = written
  const content = messageContent(written)
  if (draft.body.kind === 'reaction') await takeReaction(turn, number, { sender, packed, content })
  else await takeEdit(turn, number, { sender, packed, content })
  await advanceConversation(turn, number)
}

const isOwn = ({ state }: KeptMessage): boolean => state === 'sent' || state === 'delivered' || state === 'read'
