/** What a person does with messages: writes, sends, reads and takes back. */
import { saidBy, sameBytes, type Body } from '@ebb/protocol'
import { beginUpload, isElsewhere, uploadMore } from '../attachments/upload.ts'
import type { Command, CommandRefusal } from '../events.ts'
import { tellEpochs } from '../groups/compare.ts'
import { bodyOfText } from '../groups/mentions.ts'
import { beginConversation } from '../people/meet.ts'
import type { Conversation } from '../records/conversation.ts'
import { isSaid, messageContent, type KeptMessage } from '../records/message.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { compose, isNamed, type Draft } from '../steps/compose.ts'
import { unqueue } from '../steps/expire.ts'
import { isOnce } from '../steps/once.ts'
import { owe } from '../steps/receipts.ts'
import type { Turn } from '../turn.ts'
import { judgeClocks } from './clocks.ts'
import { placeFor } from './place.ts'

type CommandTo<D extends Command['do']> = Extract<Command, { do: D }>
type Done = Promise<CommandRefusal | undefined>

/** Whoever writes to a stranger accepts them. Answers by itself when it is done. */
export async function send(turn: Turn, number: number, command: CommandTo<'send'>): Done {
  const place = placeFor(turn, command.to)
  if (typeof place === 'string') return place
  const { known, policy } = place
  const body = bodyOf(turn, known, command)
  if (body === undefined) return 'too-long'
  const clocks = { ceiling: command.ceiling ?? policy.ceiling, afterRead: command.afterRead ?? policy.afterRead }
  const bad = judgeClocks(clocks, policy)
  if (bad !== undefined) return bad
  const { attachment } = command
  if (attachment !== undefined && isElsewhere(turn, attachment.key, clocks.ceiling)) return 'stale'
  const answered = await said(turn, known?.number ?? 0, command.replyTo)
  if (command.replyTo !== undefined && answered === undefined) return 'unknown-message'
  const conversation = known ?? beginConversation(turn, command.to, true)
  turn.set('drafts', conversation.number, undefined)
  // What has no name yet cannot be referred to.
  const reply = answered !== undefined && isNamed(answered) ? { inReplyTo: answered.id } : {}
  await sayIn(turn, number, conversation.number, { body, clocks, ...reply })
  return undefined
}

/** Composes it there, with what hangs on it, and answers the command. */
export async function sayIn(turn: Turn, command: number, conversation: number, draft: Draft): Promise<void> {
  turn.alter(conversation, { accepted: true })
  const message = await compose(turn, conversation, draft)
  const hanging = draft.body.kind === 'once' ? draft.body.said : saidBy(draft.body)
  if (hanging?.kind === 'attachment') {
    beginUpload(turn, conversation, { message, ...hanging })
    await uploadMore(turn)
  }
  await tellEpochs(turn, turn.state.conversations.get(conversation)!)
  await advanceConversation(turn, conversation)
  turn.answer(command, { ok: true, value: { conversation, message } })
}

function bodyOf(
  turn: Turn,
  known: Conversation | undefined,
  { text, attachment, once = false }: CommandTo<'send'>,
): Body | undefined {
  if (attachment !== undefined) {
    const said = { kind: 'attachment', text, ...attachment } as const
    return text.length > longestCaption ? undefined : once ? { kind: 'once', said } : said
  }
  if (text.length === 0 || tooLong(text)) return undefined
  return once ? { kind: 'once', said: { kind: 'text', text } } : bodyOfText(turn.state, known, text)
}
const longestCaption = 8000

export const tooLong = (text: string): boolean => new TextEncoder().encode(text).length > 60_000

/** The message of that number, if it can be answered. */
async function said(turn: Turn, conversation: number, number: number | undefined) {
  const message = number === undefined ? undefined : await turn.message(conversation, number)
  return message !== undefined && isSaid(message) && !isOnce(message) ? message : undefined
}

/** It ends as a message would that was sent now. What has not changed goes on ending as it did. */
export async function draft(turn: Turn, { text, replyTo }: CommandTo<'draft'>, conversation: Conversation): Done {
  const { number, ceiling } = conversation
  if (tooLong(text)) return 'too-long'
  if (text === '') {
    turn.set('drafts', number, undefined)
    return undefined
  }
  if (replyTo !== undefined && (await said(turn, number, replyTo)) === undefined) return 'unknown-message'
  const old = turn.state.drafts.get(number)
  if (old?.text === text && old.replyTo === (replyTo ?? null)) return undefined
  const ends = turn.now + ceiling
  turn.set('drafts', number, { version: 1, text, replyTo: replyTo ?? null, ends })
  turn.endsAt(ends)
  return undefined
}

/** For oneself at once; for everyone as soon as the others read of it. Only one's own messages can be taken back. */
export async function remove(turn: Turn, command: CommandTo<'delete'>, conversation: Conversation): Done {
  const { number } = conversation
  const message = await turn.message(number, command.message)
  if (message === undefined) return 'unknown-message'
  if (command.forEveryone && (message.state === 'received' || message.state === 'note')) return 'unknown-message'
  turn.forget(number, command.message, message)
  turn.tell({ kind: 'gone', conversation: number, message: command.message })
  // Sealed already: it may be on the server's disk without this device knowing.
  const sealed = [...turn.state.envelopes.values()].some(
    (e) => e.conversation === number && e.message === command.message,
  )
  unqueue(turn, number, command.message)
  await unsay(turn, conversation, message)
  if (command.forEveryone && (message.state !== 'queued' || sealed)) {
    // It lives as long as what it deletes, whatever the policy has become.
    const ceiling = Math.max(1, message.sent + message.ceiling - turn.now)
    await compose(turn, number, { body: { kind: 'delete' }, ceiling, replaces: message.id })
    await advanceConversation(turn, number)
  }
  return undefined
}

/** Other texts, reactions and votes that wait to be sent say nothing any more. */
async function unsay(turn: Turn, { number, queue }: Conversation, about: KeptMessage): Promise<void> {
  for (const place of queue) {
    const waiting = await turn.message(number, place)
    if (waiting === undefined || isSaid(waiting)) continue
    const { body, replaces, inReplyTo } = messageContent(waiting)
    const of = saidBy(body) === undefined ? inReplyTo : replaces
    if (of === null || !sameBytes(of, about.id)) continue
    turn.forget(number, place, waiting)
    unqueue(turn, number, place)
  }
}

export async function seen(turn: Turn, command: CommandTo<'seen'>, { number }: Conversation): Done {
  for (const place of command.messages) {
    const message = await turn.message(number, place)
    // What may be looked at once is read when it is opened.
    if (message?.state !== 'received' || message.read !== null || isOnce(message)) continue
    const read = { ...message, read: turn.now }
    if (message.afterRead === null) turn.mark(number, place, read, message)
    else turn.keep(number, place, read, message)
    if (isSaid(message)) owe(turn, number, 'read', message)
    turn.tell({ kind: 'read', conversation: number, message: place })
  }
  return undefined
}
