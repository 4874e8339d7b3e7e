/**
 * Receipts: whoever sends them is told of delivery and reading, whoever does not is told nothing. They name what others
 * have written, never another receipt, and change no message's life.
 */
import type { KeptMessage } from '../records/message.ts'
import { messageNumberOf } from '../records/keys.ts'
import { sameBytes, type Body } from '@ebb/protocol'
import { advanceConversation } from '../rooms/advance.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import type { Owed } from '../state.ts'
import type { Turn } from '../turn.ts'
import { compose } from './compose.ts'

/** Seconds for which receipts of a conversation are collected. */
const collecting = 3
/** Of each kind, in one message. */
const most = 500

/** Remembers that the author of a message is to be told. Reading says delivery too. */
export function owe(
  turn: Turn,
  conversation: number,
  what: 'delivered' | 'read',
  { id, sender }: Pick<KeptMessage, 'id' | 'sender'>,
): void {
  const { accepted, blocked, contact } = turn.state.conversations.get(conversation)!
  // In groups nobody is told yet.
  if (!turn.state.profile!.receipts || !accepted || blocked || contact === null) return
  // The account that was behind the handle before is told nothing through the new one.
  if (!sameBytes(turn.state.contacts.get(contact)!.account, sender)) return
  const owed = turn.state.owed.get(conversation) ?? { delivered: [], read: [], since: turn.now }
  const unlessThis = (other: Uint8Array): boolean => !sameBytes(other, id)
  const next: Owed =
    what === 'delivered'
      ? { ...owed, delivered: [...owed.delivered, id] }
      : { ...owed, delivered: owed.delivered.filter(unlessThis), read: [...owed.read, id] }
  turn.set('owed', conversation, next)
}

/** Sends what was collected for long enough, where it can go out now. What is not sent does not outlive the process. */
export async function sendReceipts(turn: Turn): Promise<void> {
  for (const [number, { delivered, read, since }] of turn.state.owed) {
    const conversation = turn.state.conversations.get(number)
    const room = conversation && sendingRoom(turn, number)
    const open = room !== undefined && turn.state.readings.get(room.number)?.at === 'live'
    if (conversation === undefined || !open || conversation.changed !== null || turn.now < since + collecting) continue
    const rest = { delivered: delivered.slice(most), read: read.slice(most), since }
    turn.set('owed', number, rest.delivered.length + rest.read.length > 0 ? rest : undefined)
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
  { delivered, read }: Extract<Body, { kind: 'receipts' }>,
): Promise<void> {
  if (!turn.state.profile!.receipts) return
  for (const id of delivered) await raise(turn, conversation, id, 'delivered')
  for (const id of read) await raise(turn, conversation, id, 'read')
}

async function raise(turn: Turn, conversation: number, id: Uint8Array, to: 'delivered' | 'read'): Promise<void> {
  const found = await turn.trace(conversation, id)
  if (found === undefined || !below[to].includes(found.message.state)) return
  const number = messageNumberOf(found.key)
  turn.mark(conversation, number, { ...found.message, state: to }, found.message)
  turn.tell({ kind: 'receipt', conversation, message: number })
}

/** Only own messages are in these states. */
const below: { readonly [T in 'delivered' | 'read']: readonly KeptMessage['state'][] } = {
  delivered: ['sent'],
  read: ['sent', 'delivered'],
}
