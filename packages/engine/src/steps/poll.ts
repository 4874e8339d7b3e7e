/**
 * Votes, and the end of voting, as they come in the channel: everybody reads them in the same order, so everybody counts the
 * same. That is why an own one counts only once it stands there; until then it is shown from what waits to be sent.
 */
import { sameBytes, type AccountId, type Content } from '@ebb/protocol'
import { withVote } from '../records/ballot.ts'
import { conversationOf, messageNumberOf } from '../records/keys.ts'
import { messageContent, type KeptMessage } from '../records/message.ts'
import type { Turn } from '../turn.ts'

interface Said {
  readonly sender: AccountId
  readonly content: Content
}

/** Of each account the one that it wrote last. Of somebody who is not in the conversation, or not as the poll wants it: nothing. */
export async function takeVote(turn: Turn, conversation: number, { sender, content }: Said): Promise<void> {
  const poll = await pollOf(turn, conversation, content.inReplyTo)
  if (poll === undefined || content.body.kind !== 'vote' || !isIn(turn, conversation, sender)) return
  const { options } = content.body
  const last = options.at(-1) ?? 0
  if (last >= poll.body.options.length || (options.length > 1 && !poll.body.multiple)) return
  const { ballot } = poll.message
  if (ballot?.closed === true) return
  const { sent, count } = content
  const next = withVote(ballot?.votes ?? new Uint8Array(), { sender, sent, count, options })
  if (next === undefined) return
  revise(turn, poll, { votes: next.votes, closed: false }, next.replaced)
}

/** By whoever has asked. */
export async function takeClose(turn: Turn, conversation: number, { sender, content }: Said): Promise<void> {
  const poll = await pollOf(turn, conversation, content.inReplyTo)
  if (poll === undefined || !sameBytes(poll.message.sender, sender) || poll.message.ballot?.closed === true) return
  revise(turn, poll, { votes: poll.message.ballot?.votes ?? new Uint8Array(), closed: true })
}

interface Poll {
  readonly key: number
  readonly message: KeptMessage
  readonly body: Extract<Content['body'], { kind: 'poll' }>
}

async function pollOf(turn: Turn, conversation: number, id: Uint8Array | null): Promise<Poll | undefined> {
  const found = id === null ? undefined : await turn.trace(conversation, id)
  const body = found && messageContent(found.message).body
  return found !== undefined && body?.kind === 'poll' ? { ...found, body } : undefined
}

/** The group's members, or the two of a conversation. */
function isIn(turn: Turn, conversation: number, account: AccountId): boolean {
  const { profile, rosters, conversations, contacts } = turn.state
  if (sameBytes(profile!.account, account)) return true
  const roster = rosters.get(conversation)
  if (roster !== undefined) return roster.members.some((member) => sameBytes(member, account))
  const { contact } = conversations.get(conversation)!
  return contact !== null && sameBytes(contacts.get(contact)!.account, account)
}

/** `replaced`: what stood there must not be readable again. */
function revise(
  turn: Turn,
  { key, message }: Poll,
  ballot: NonNullable<KeptMessage['ballot']>,
  replaced = false,
): void {
  const [conversation, number] = [conversationOf(key), messageNumberOf(key)]
  const next = { ...message, ballot }
  if (replaced) turn.keep(conversation, number, next, message)
  else turn.mark(conversation, number, next, message)
  turn.tell({ kind: 'revised', conversation, message: number })
}
