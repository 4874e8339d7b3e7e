/**
 * What a message says goes on to another conversation. The copy ends no later than what it was made from, by the rule of
 * expiry, and says neither whose it was nor where. What hangs on it hangs there under a key of its own: the old one opens
 * the pieces of the first message, and would go on opening them when that message is gone.
 */
import { inherited, saidBy, type Said } from '@ebb/protocol'
import { attachmentOf } from '../attachments/names.ts'
import type { Command, CommandRefusal } from '../events.ts'
import { beginConversation, conversationWith } from '../people/meet.ts'
import { messageContent, messageExpires, textOf, type KeptMessage } from '../records/message.ts'
import type { Turn } from '../turn.ts'
import { sayIn } from './messages.ts'
import { placeFor } from './place.ts'

type Forward = Extract<Command, { do: 'forward' }>

/** Answers by itself when it is done. */
export async function forward(turn: Turn, number: number, command: Forward): Promise<CommandRefusal | undefined> {
  const source = conversationWith(turn, command.from)
  if (source === undefined) return 'unknown-conversation'
  const message = await turn.message(source.number, command.message)
  const said = message && copyOf(message, command)
  if (message === undefined || said === undefined) return 'unknown-message'
  if (said === 'not-fetched') return said
  const place = placeFor(turn, command.to)
  if (typeof place === 'string') return place
  const { ceiling, afterRead } = message
  const clocks = inherited({ ceiling, afterRead, ends: messageExpires(message) }, place.policy, turn.now)
  if (clocks === undefined) return 'unknown-message'
  const conversation = place.known ?? beginConversation(turn, command.to, true)
  await sayIn(turn, number, conversation.number, { body: { kind: 'forward', said }, clocks })
  return undefined
}

/** As it stands now, without what it said before. */
function copyOf(message: KeptMessage, { attachment: sealed }: Forward): Said | 'not-fetched' | undefined {
  const text = textOf(message)
  if (text === undefined || saidBy(messageContent(message).body) === undefined) return undefined
  const attachment = attachmentOf(message)
  if (attachment === undefined) return { kind: 'text', text }
  if (sealed === undefined) return 'not-fetched'
  return { ...attachment, ...sealed, kind: 'attachment', text }
}
