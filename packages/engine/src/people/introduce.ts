/**
 * Introducing two people to each other: each is told whose account the other's handle is. That is the introducer's word: a
 * server that hands out another account under that handle is noticed, and nobody is verified by it.
 */
import { sameBytes, type AccountId, type Body } from '@ebb/protocol'
import type { Command, CommandRefusal } from '../events.ts'
import type { Contact } from '../records/contact.ts'
import type { Conversation } from '../records/conversation.ts'
import type { Introduction } from '../records/introduction.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import { compose } from '../steps/compose.ts'
import { note } from '../steps/note.ts'
import type { Turn } from '../turn.ts'
import { contactOf } from './chains.ts'
import { beginConversation, conversationWith, pursue } from './meet.ts'

type Introducing = Extract<Body, { kind: 'introduction' }>

/** Of one person, how many wait. */
const most = 20

export async function introduce(
  turn: Turn,
  { other }: Extract<Command, { do: 'introduce' }>,
  conversation: Conversation,
): Promise<CommandRefusal | undefined> {
  const [one, two] = [conversation, conversationWith(turn, other)].map((each) => each && friendIn(turn, each))
  if (one === undefined || two === undefined || one.contact.number === two.contact.number) return 'cannot-introduce'
  for (const [to, about] of [
    [one, two],
    [two, one],
  ] as const) {
    const { number, ceiling } = to.conversation
    const { handle, account } = about.contact
    await compose(turn, number, { body: { kind: 'introduction', handle, account }, ceiling })
    note(turn, number, { kind: 'introduced', by: turn.state.profile!.account, name: handle }, to.conversation)
    await advanceConversation(turn, number)
  }
  return undefined
}

interface Friend {
  readonly conversation: Conversation
  readonly contact: Contact
}

/** Somebody whom this person has let in, and whose account nobody doubts. */
function friendIn(turn: Turn, conversation: Conversation): Friend | undefined {
  const { number, accepted, blocked, changed, contact } = conversation
  const known = contact === null ? undefined : turn.state.contacts.get(contact)
  const talks = accepted && !blocked && changed === null && sendingRoom(turn, number) !== undefined
  return talks && known !== undefined && !turn.state.rosters.has(number) ? { conversation, contact: known } : undefined
}

/** A stranger's word is none; nor is anybody's for themselves or for this account. */
export function takeIntroduction(turn: Turn, number: number, by: AccountId, { handle, account }: Introducing): void {
  const conversation = turn.state.conversations.get(number)!
  const own = turn.state.profile!
  if (turn.state.rosters.has(number) || !conversation.accepted || sameBytes(account, by)) return
  if (sameBytes(account, own.account)) return
  note(turn, number, { kind: 'introduced', by, name: handle }, conversation)
  if (handle === own.handle || doubts(turn, { handle, account })) return turn.warn('introduction-differs')
  const before = [...turn.state.introductions.values()].find(
    (one) => sameBytes(one.account, account) && sameBytes(one.by, by),
  )
  if (before !== undefined) return
  const known = conversationWith(turn, handle)
  const knows = known?.accepted === true && contactOf(turn, account) !== undefined
  const waiting = [...turn.state.introductions.values()].filter(
    (one) => one.stage === 'waiting' && sameBytes(one.by, by),
  )
  if (!knows && waiting.length >= most) turn.set('introductions', waiting[0]!.number, undefined)
  const introduction = Math.max(0, ...turn.state.introductions.keys()) + 1
  const ends = turn.now + conversation.ceiling
  turn.set('introductions', introduction, {
    version: 1,
    number: introduction,
    by,
    account,
    handle,
    stage: knows ? 'met' : 'waiting',
    ends,
  })
  if (knows) return
  turn.endsAt(ends)
  turn.tell({ kind: 'introduced', introduction })
}

/** This device has met somebody else under that handle, or that account under another. */
const doubts = (turn: Turn, { handle, account }: Pick<Introduction, 'handle' | 'account'>): boolean =>
  [...turn.state.contacts.values()].some((one) => (one.handle === handle) !== sameBytes(one.account, account))

/** The server has handed out an account for a handle of which somebody has said that it is another's. */
export function compareWithWord(turn: Turn, handle: string, account: AccountId): void {
  for (const one of turn.state.introductions.values())
    if (one.handle === handle && !sameBytes(one.account, account)) return turn.warn('introduction-differs')
}

/** From now on they can write, and are written to under the account that the introducer has named. Nobody is told. */
export function decideIntroduction(
  turn: Turn,
  number: number,
  { introduction, meet }: Extract<Command, { do: 'introduction' }>,
): CommandRefusal | undefined {
  const found = turn.state.introductions.get(introduction)
  if (found?.stage !== 'waiting') return 'unknown-introduction'
  if (!meet) {
    turn.set('introductions', introduction, undefined)
    turn.tell({ kind: 'introduced', introduction })
    turn.answer(number, { ok: true })
    return undefined
  }
  if (doubts(turn, found)) return 'identity-changed'
  const { handle, account } = found
  const contact = contactOf(turn, account) ?? newContact(turn, found)
  const conversation = conversationWith(turn, handle) ?? beginConversation(turn, handle, true)
  turn.alter(conversation.number, { accepted: true, contact: contact.number })
  turn.set('introductions', introduction, { ...found, stage: 'met' })
  turn.tell({ kind: 'conversation', conversation: conversation.number })
  pursue(turn, conversation.number)
  turn.answer(number, { ok: true, value: { conversation: conversation.number } })
  return undefined
}

/** Whose chain is still to be fetched: by the account, so that the server cannot choose another. */
function newContact(turn: Turn, { account, handle }: Introduction): Contact {
  const contact: Contact = {
    version: 1,
    number: Math.max(0, ...turn.state.contacts.keys()) + 1,
    account,
    handle,
    chain: [],
    verified: false,
    theirToken: null,
    ourToken: null,
    revoked: [],
    former: [],
  }
  turn.set('contacts', contact.number, contact)
  return contact
}
