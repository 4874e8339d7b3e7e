/** Asking everybody in a conversation, answering, and ending it. */
import type { Command, CommandRefusal } from '../events.ts'
import { beginConversation } from '../people/meet.ts'
import type { Conversation } from '../records/conversation.ts'
import { isSaid, messageContent, messageExpires, type KeptMessage } from '../records/message.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { compose, isNamed, type Draft } from '../steps/compose.ts'
import type { Turn } from '../turn.ts'
import { judgeClocks } from './clocks.ts'
import { sayIn } from './messages.ts'
import { placeFor } from './place.ts'

type CommandTo<D extends Command['do']> = Extract<Command, { do: D }>
type Done = Promise<CommandRefusal | undefined>

/** Answers by itself when it is done. */
export async function poll(turn: Turn, number: number, command: CommandTo<'poll'>): Done {
  const place = placeFor(turn, command.to)
  if (typeof place === 'string') return place
  const question = command.question.trim()
  const options = command.options.map((option) => option.trim())
  const fits = (text: string, most: number): boolean => text !== '' && text.length <= most
  if (!fits(question, 1000) || options.length < 2 || options.length > 10) return 'bad-poll'
  if (!options.every((option) => fits(option, 200))) return 'bad-poll'
  const { policy } = place
  const clocks = { ceiling: command.ceiling ?? policy.ceiling, afterRead: command.afterRead ?? policy.afterRead }
  const bad = judgeClocks(clocks, policy)
  if (bad !== undefined) return bad
  const conversation = place.known ?? beginConversation(turn, command.to, true)
  const body = { kind: 'poll', question, options, multiple: command.multiple } as const
  await sayIn(turn, number, conversation.number, { body, clocks })
  return undefined
}

/** Another takes the place of the first; none takes it back. */
export async function vote(turn: Turn, command: CommandTo<'vote'>, conversation: Conversation): Done {
  const found = await pollAt(turn, conversation, command.message)
  if (typeof found === 'string') return found
  const options = [...new Set(command.options)].toSorted((a, b) => a - b)
  const { options: there, multiple } = found.body
  const isThere = (option: number): boolean => Number.isInteger(option) && option >= 0 && option < there.length
  if (!options.every(isThere) || (options.length > 1 && !multiple)) return 'bad-vote'
  await say(turn, conversation, found.message, { kind: 'vote', options })
  turn.tell({ kind: 'revised', conversation: conversation.number, message: command.message })
  return undefined
}

/** Only whoever has asked. */
export async function close(turn: Turn, command: CommandTo<'close'>, conversation: Conversation): Done {
  const found = await pollAt(turn, conversation, command.message)
  if (typeof found === 'string') return found
  if (found.message.state === 'received') return 'unknown-message'
  await say(turn, conversation, found.message, { kind: 'close' })
  turn.tell({ kind: 'revised', conversation: conversation.number, message: command.message })
  return undefined
}

/** One that the server has, and that takes votes. */
async function pollAt(turn: Turn, { number }: Conversation, place: number) {
  const message = await turn.message(number, place)
  const body = message && messageContent(message).body
  if (message === undefined || body?.kind !== 'poll' || !isSaid(message)) return 'unknown-message'
  if (message.state === 'queued' || !isNamed(message)) return 'unknown-message'
  return message.ballot?.closed === true ? 'poll-closed' : { message, body }
}

/** It lives no longer than the poll. Whoever answers a stranger accepts them. */
async function say(turn: Turn, { number }: Conversation, poll: KeptMessage, body: Draft['body']): Promise<void> {
  turn.alter(number, { accepted: true })
  const ceiling = Math.max(1, messageExpires(poll) - turn.now)
  await compose(turn, number, { body, inReplyTo: poll.id, ceiling })
  await advanceConversation(turn, number)
}
