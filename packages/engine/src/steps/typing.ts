/**
 * Typing notices: whoever tells others that they are writing is told it of them, and nobody else. A notice is a sealed
 * message that ends in half a minute; of it nothing is kept where it comes, and nothing where it went once it is there.
 */
import { limits, sameBytes, sentAt, type AccountId, type Content } from '@ebb/protocol'
import { isSilenced, mayWrite } from '../groups/may-write.ts'
import { hasAccount } from '../groups/policy.ts'
import type { Conversation } from '../records/conversation.ts'
import type { Room } from '../records/room.ts'
import { handleOf } from '../render/names.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import type { Writing } from '../state.ts'
import type { Turn } from '../turn.ts'
import { compose } from './compose.ts'

/** Seconds between two notices in a conversation, for which one is believed, and of its own life: the shortest that people are offered. */
const pause = 8
const believed = 12
const ceiling = 30

/** This person is writing. Told only where it goes out at once: what waits would come too late to be true. */
export async function tellWriting(
  turn: Turn,
  { number, accepted, blocked, changed, queue }: Conversation,
): Promise<void> {
  const { profile, toldWriting, conversations } = turn.state
  if (!profile!.typing || !accepted || blocked || changed !== null || queue.length > 0) return
  if (turn.now < (toldWriting.get(number) ?? -pause) + pause) return
  const room = sendingRoom(turn, number)
  if (room === undefined || !isLive(turn, room) || !isFew(turn, number)) return
  if (!mayWrite(turn, number, profile!.account)) return
  turn.set('toldWriting', number, turn.now)
  const ends = Math.min(ceiling, conversations.get(number)!.ceiling)
  await compose(turn, number, { body: { kind: 'typing' }, ceiling: ends })
  await advanceConversation(turn, number)
}

/** Somebody is writing. What was not read as it came says nothing of now. */
export function takeWriting(
  turn: Turn,
  room: Room,
  { sender, content }: { readonly sender: AccountId; readonly content: Content },
): void {
  const { conversation } = room
  const { accepted, blocked, handle } = turn.state.conversations.get(conversation)!
  if (!turn.state.profile!.typing || !accepted || blocked || !isLive(turn, room)) return
  if (sentAt(content.sent, turn.wall) + content.ceiling <= turn.wall) return
  if (!isFew(turn, conversation) || !isOther(turn, conversation, sender)) return
  if (isSilenced(turn, conversation, sender) || !mayWrite(turn, conversation, sender)) return
  const before = writingIn(turn, conversation)
  const others = before.filter(({ account }) => !sameBytes(account, sender))
  turn.set('writing', conversation, [...others, { account: sender, until: turn.now + believed }])
  if (others.length < before.length) return
  const isGroup = turn.state.rosters.has(conversation)
  turn.tell({ kind: 'writing', conversation, handle: isGroup ? handleOf(turn.state, sender) : handle })
}

/** They have said what they were writing. */
export const hasWritten = (turn: Turn, conversation: number, sender: AccountId): void =>
  leave(turn, conversation, ({ account }) => !sameBytes(account, sender))

/** Who has told nothing of late is not believed to write any more. */
export function forgetWriting(turn: Turn): void {
  for (const conversation of turn.state.writing.keys()) leave(turn, conversation, ({ until }) => until > turn.now)
}

function leave(turn: Turn, conversation: number, stays: (one: Writing) => boolean): void {
  const all = writingIn(turn, conversation)
  const rest = all.filter(stays)
  if (rest.length < all.length) turn.set('writing', conversation, rest.length > 0 ? rest : undefined)
}

const writingIn = (turn: Turn, conversation: number): readonly Writing[] => turn.state.writing.get(conversation) ?? []

const isLive = (turn: Turn, { number }: Room): boolean => turn.state.readings.get(number)?.at === 'live'

/** Each notice reaches everybody: in groups as small as those in which receipts go. */
function isFew(turn: Turn, conversation: number): boolean {
  const roster = turn.state.rosters.get(conversation)
  return roster === undefined || (roster.inside && roster.members.length < limits.receiptAccounts)
}

/** The other side as it is now, or a member. */
function isOther(turn: Turn, conversation: number, account: AccountId): boolean {
  const roster = turn.state.rosters.get(conversation)
  if (roster !== undefined) return hasAccount(roster.members, account)
  const { contact } = turn.state.conversations.get(conversation)!
  return contact !== null && sameBytes(turn.state.contacts.get(contact)!.account, account)
}
