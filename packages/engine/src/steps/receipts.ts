/**
 * Receipts: whoever sends them is told of delivery and reading, whoever does not is told nothing. They name what others
 * have written, never another receipt, and change no message's life.
 */
import { limits, sameBytes, type AccountId, type Body } from '@ebb/protocol'
import { isSilenced } from '../groups/may-write.ts'
import { hasAccount } from '../groups/policy.ts'
import { messageNumberOf } from '../records/keys.ts'
import type { KeptMessage } from '../records/message.ts'
import { awaiting, withReceipt } from '../records/receipts.ts'
import type { Roster } from '../records/roster.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import type { Owed } from '../state.ts'
import type { Turn } from '../turn.ts'
import { compose } from './compose.ts'

/**
 * Seconds for which receipts of a conversation are collected. In a group for so long and up to `spread` more, drawn anew each
 * time: so they do not all come at once, and nobody can tell from when they come when somebody has read.
 */
const collecting = 3
const collectingInGroup = 5
const spread = 10
/** Of each kind, in one message. */
const most = 500

/** Remembers that the author of a message is to be told. Reading says delivery too. */
export function owe(
  turn: Turn,
  conversation: number,
  what: 'delivered' | 'read',
  { id, sender }: Pick<KeptMessage, 'id' | 'sender'>,
): void {
  const { accepted, blocked } = turn.state.conversations.get(conversation)!
  if (!turn.state.profile!.receipts || !accepted || blocked || !isTold(turn, conversation, sender)) return
  const owed = turn.state.owed.get(conversation) ?? { delivered: [], read: [], due: dueOf(turn, conversation) }
  const unlessThis = (other: Uint8Array): boolean => !sameBytes(other, id)
  const next: Owed =
    what === 'delivered'
      ? { ...owed, delivered: [...owed.delivered, id] }
      : { ...owed, delivered: owed.delivered.filter(unlessThis), read: [...owed.read, id] }
  turn.set('owed', conversation, next)
}

/** In a group its members, as long as they are few; whom one has blocked is told nothing there either. */
function isTold(turn: Turn, conversation: number, sender: AccountId): boolean {
  const roster = turn.state.rosters.get(conversation)
  if (roster !== undefined)
    return hasReceipts(roster) && hasAccount(roster.members, sender) && !isSilenced(turn, conversation, sender)
  // The account that was behind the handle before is told nothing through the new one.
  const { contact } = turn.state.conversations.get(conversation)!
  return contact !== null && sameBytes(turn.state.contacts.get(contact)!.account, sender)
}

/** Of a group's members, this account not among them. */
const hasReceipts = ({ members, inside }: Roster): boolean => inside && members.length < limits.receiptAccounts

function dueOf(turn: Turn, conversation: number): number {
  if (!turn.state.rosters.has(conversation)) return turn.now + collecting
  return turn.now + collectingInGroup + (turn.at.random(1)[0]! % (spread + 1))
}

/** Sends what was collected for long enough, where it can go out now. What is not sent does not outlive the process. */
export async function sendReceipts(turn: Turn): Promise<void> {
  for (const [number, { delivered, read, due }] of turn.state.owed) {
    const conversation = turn.state.conversations.get(number)
    const room = conversation && sendingRoom(turn, number)
    const open = room !== undefined && turn.state.readings.get(room.number)?.at === 'live'
    if (conversation === undefined || !open || conversation.changed !== null || turn.now < due) continue
    const rest = { delivered: delivered.slice(most), read: read.slice(most), due }
    turn.set('owed', number, rest.delivered.length + rest.read.length > 0 ? rest : undefined)
    const roster = turn.state.rosters.get(number)
    // It has grown meanwhile.
    if (roster !== undefined && !hasReceipts(roster)) continue
    const body = { kind: 'receipts', delivered: delivered.slice(0, most), read: read.slice(0, most) } as const
    // As long as an ordinary message, so that nothing tells it from one.
    await compose(turn, number, { body, ceiling: conversation.ceiling })
    await advanceConversation(turn, number)
  }
}

/** Somebody says what has arrived and what was read. What is not this account's own, or not there, is passed over. */
export async function takeReceipts(
  turn: Turn,
  conversation: number,
  { sender, body }: { readonly sender: AccountId; readonly body: Extract<Body, { kind: 'receipts' }> },
): Promise<void> {
  if (!turn.state.profile!.receipts) return
  const isGroup = turn.state.rosters.has(conversation)
  for (const to of ['delivered', 'read'] as const)
    for (const id of body[to]) {
      const found = await turn.trace(conversation, id)
      const raised = found && (isGroup ? noted(found.message, sender, to) : raise(found.message, to))
      if (found === undefined || raised === undefined) continue
      const number = messageNumberOf(found.key)
      turn.mark(conversation, number, raised, found.message)
      turn.tell({ kind: 'receipt', conversation, message: number })
    }
}

const raise = (message: KeptMessage, to: 'delivered' | 'read'): KeptMessage | undefined =>
  below[to].includes(message.state) ? { ...message, state: to } : undefined

/** Undefined too where the message did not go to `account`, or is not an own one: then it waits for nobody's. */
function noted(message: KeptMessage, account: AccountId, reached: 'delivered' | 'read'): KeptMessage | undefined {
  const receipts = withReceipt(message.receipts, { account, reached })
  return receipts && { ...message, receipts }
}

/** An own message has gone out: in a group, whoever is in it now may say how far it got, if this person wants to know. */
export function awaitReceipts(turn: Turn, conversation: number, message: KeptMessage): KeptMessage {
  const roster = turn.state.rosters.get(conversation)
  if (roster === undefined || !turn.state.profile!.receipts || !hasReceipts(roster)) return message
  return { ...message, receipts: awaiting(roster.members, message.receipts) }
}

/** Only own messages are in these states. */
const below: { readonly [T in 'delivered' | 'read']: readonly KeptMessage['state'][] } = {
  delivered: ['sent'],
  read: ['sent', 'delivered'],
}
