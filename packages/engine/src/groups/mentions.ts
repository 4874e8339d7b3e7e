/** Whom a text in a group mentions. What stands in a message are accounts; what is shown is what their names are here. */
import { namesIn, sameBytes, type AccountId, type Body, type Mention } from '@ebb/protocol'
import type { Conversation } from '../records/conversation.ts'
import { mentionsOf, textOf, type KeptMessage } from '../records/message.ts'
import { handleOf } from '../render/names.ts'
import type { State } from '../state.ts'

/** In one message. */
const most = 100

/** A text that is about to be written there. Names of others than its members are text. */
export function bodyOfText(state: State, conversation: Conversation | undefined, written: string): Body {
  // As it will be read, so that what is counted from its beginning is right.
  const text = written.replace(/^\uFEFF+/, '').toWellFormed()
  const members = conversation && state.rosters.get(conversation.number)?.members
  const names = members === undefined ? [] : namesIn(text)
  if (names.length === 0) return { kind: 'text', text }
  const accounts = new Map(members!.map((account) => [handleOf(state, account), account]))
  const mentions = names.flatMap(({ handle, from, to }): Mention[] => {
    const account = accounts.get(handle)
    return account === undefined ? [] : [{ account, from, length: to - from }]
  })
  return mentions.length === 0 ? { kind: 'text', text } : { kind: 'mention', text, mentions: mentions.slice(0, most) }
}

/** Those of a message that are true here: of somebody who is in the group, and under the name that they have. */
export function truthfulMentions(state: State, conversation: number, message: KeptMessage): readonly Mention[] {
  const mentions = mentionsOf(message)
  const roster = mentions.length === 0 ? undefined : state.rosters.get(conversation)
  if (roster === undefined) return []
  const isMember = (account: AccountId): boolean => roster.members.some((member) => sameBytes(member, account))
  return mentions.filter(
    (one) => isSelf(state, message, one) || (isMember(one.account) && isNamed(state, message, one)),
  )
}

/** Whether it mentions this account, and somebody else wrote it. As long as the text stays, it goes on doing so. */
export const mentionsSelf = (state: State, conversation: number, message: KeptMessage): boolean =>
  message.state === 'received' &&
  state.rosters.has(conversation) &&
  mentionsOf(message).some((one) => isSelf(state, message, one))

const isSelf = (state: State, message: KeptMessage, one: Mention): boolean =>
  sameBytes(one.account, state.profile!.account) && isNamed(state, message, one)

const isNamed = (state: State, message: KeptMessage, { account, from, length }: Mention): boolean =>
  textOf(message)!
    .slice(from + 1, from + length)
    .toLowerCase() === handleOf(state, account)
