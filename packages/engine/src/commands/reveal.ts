/** Opens what may be looked at once: its last clock starts, and what it says is handed out once. */
import { attachmentOf } from '../attachments/names.ts'
import type { Command, CommandRefusal } from '../events.ts'
import type { Conversation } from '../records/conversation.ts'
import { messageContent } from '../records/message.ts'
import { isOnce, isOpened, onceOpen } from '../steps/once.ts'
import { owe } from '../steps/receipts.ts'
import type { Turn } from '../turn.ts'

/** What hangs on it must be here: nobody should lose it on the way. Answers by itself when it is done. */
export async function reveal(
  turn: Turn,
  number: number,
  { message: place, here }: Extract<Command, { do: 'reveal' }>,
  conversation: Conversation,
): Promise<CommandRefusal | undefined> {
  const message = await turn.message(conversation.number, place)
  if (message === undefined || !isOnce(message) || message.state !== 'received') return 'unknown-message'
  if (isOpened(message)) return 'already-opened'
  if (attachmentOf(message) !== undefined && !here) return 'not-fetched'
  const { body } = messageContent(message)
  if (body.kind !== 'once' || body.said.kind === 'spent') return 'unknown-message'
  const afterRead = Math.min(message.afterRead ?? onceOpen, onceOpen)
  turn.keep(conversation.number, place, { ...message, read: turn.now, afterRead }, message)
  owe(turn, conversation.number, 'read', message)
  turn.tell({ kind: 'read', conversation: conversation.number, message: place })
  turn.answer(number, { ok: true, value: { text: body.said.text } })
  return undefined
}
