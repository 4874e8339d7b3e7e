/** One message as it is shown, with what it answers. */
import { hex, sameBytes, withoutMarks, type AccountId } from '@ebb/protocol'
import type { Shelf } from '../attachments/shelf.ts'
import { truthfulMentions } from '../groups/mentions.ts'
import type { Conversation } from '../records/conversation.ts'
import { messageNumberOf } from '../records/keys.ts'
import {
  isForwarded,
  isSaid,
  messageContent,
  messageExpires,
  textOf,
  textsOf,
  type KeptMessage,
} from '../records/message.ts'
import { readNote } from '../records/note.ts'
import type { State } from '../state.ts'
import type { Kept } from '../steps/order.ts'
import type { ShownMessage, ShownOnce } from '../view.ts'
import { isOnce, isOpened } from '../steps/once.ts'
import { showAttachment, type ShownAttachment } from './attachment.ts'
import { showNote } from './group.ts'
import { handleOf } from './names.ts'
import { countsOf, receiptsOf, stateOf } from './receipts.ts'
import { showPoll, type WaitingForPoll } from './poll.ts'

export interface Answered {
  readonly number: number
  readonly sender: AccountId
  readonly text: string | undefined
}

/** `now`: this device's own time. */
export const isShown = ({ message }: Kept, now: number): boolean =>
  messageExpires(message) > now && (message.state === 'note' || isSaid(message))

/** Where what a message leads to is found. */
export interface Around {
  /** The living message of this conversation with that id. */
  readonly answered: (id: Uint8Array) => Answered | undefined
  readonly shelf: Pick<Shelf, 'count'>
  /** What waits to be sent about the poll with that id. */
  readonly waiting: (id: Uint8Array) => WaitingForPoll | undefined
}

/** Something that `isShown`. */
export function showMessage(
  state: State,
  conversation: Conversation,
  kept: Kept,
  { answered, shelf, waiting }: Around,
): ShownMessage {
  const { key, message } = kept
  const content = messageContent(message)
  const { profile, time, rosters } = state
  // Shown by the local clock, whatever it was set back by.
  const ahead = time.passed - time.wall
  const { handle, receipts: wanted } = profile!
  const { ceiling, afterRead } = message
  const isOwn = (account: AccountId): boolean => sameBytes(account, profile!.account)
  const mine = isOwn(message.sender)
  const isGroup = rosters.has(conversation.number)
  const nameOf = (account: AccountId): string =>
    isOwn(account) ? handle : isGroup ? handleOf(state, account) : conversation.handle
  const isNote = message.state === 'note'
  const texts = textsOf(message)
  const receipts = wanted ? receiptsOf(state, conversation.number, message) : undefined
  const answer = content.inReplyTo === null ? undefined : answered(content.inReplyTo)
  return {
    number: messageNumberOf(key),
    from: nameOf(message.sender),
    mine,
    state: stateOf(message, wanted, receipts),
    receipts: receipts && countsOf(receipts),
    text: texts.at(-1),
    attachment: isOnce(message) ? undefined : showAttachment(state, kept, shelf),
    once: showOnce(message, showAttachment(state, kept, shelf)),
    poll: showPoll(message, { own: profile!.account, nameOf, waiting: waiting(message.id) }),
    forwarded: isForwarded(message),
    mentions: truthfulMentions(state, conversation.number, message).map(({ account, from, length }) => ({
      from,
      to: from + length,
      mine: isOwn(account),
    })),
    earlier: texts.slice(0, -1),
    reactions: message.reactions.map(({ sender, emoji }) => ({ emoji, from: nameOf(sender), mine: isOwn(sender) })),
    note: isNote ? showNote(state, readNote(content.body), { ceiling, afterRead }) : undefined,
    replyTo: answer?.number,
    quote: answer && { from: nameOf(answer.sender), text: shortened(withoutMarks(answer.text ?? '')) },
    sent: message.sent - ahead,
    expires: messageExpires(message) - ahead,
    read: isNote || message.read !== null,
    ceiling,
    afterRead,
  }
}

/** What it is and how far it is here, and nothing that it says. */
function showOnce(message: KeptMessage, attachment: ShownAttachment | undefined): ShownOnce | undefined {
  const { body } = messageContent(message)
  if (body.kind !== 'once') return undefined
  const { said } = body
  const kind = said.kind === 'spent' ? undefined : said.kind === 'text' ? 'text' : said.form.kind
  const at =
    kind === undefined ? 'spent' : message.state !== 'received' ? 'waiting' : isOpened(message) ? 'opened' : 'covered'
  return { at, kind, here: attachment?.here ?? 1 }
}

/** By hex id, of what is read already. */
export function answersIn(kept: readonly Kept[]): ReadonlyMap<string, Answered> {
  return new Map(
    kept.flatMap(({ key, message }) => {
      if (!isSaid(message)) return []
      const text = textOf(message)
      return [[hex(message.id), { number: messageNumberOf(key), sender: message.sender, text }]]
    }),
  )
}

const longest = 140

/** Whole characters as far as one can tell without a table of them. */
function shortened(text: string): string {
  const characters = Array.from(text.slice(0, 2 * longest + 2))
  return characters.length <= longest ? text : `${characters.slice(0, longest).join('')}…`
}
