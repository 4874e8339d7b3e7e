/** Step 7, store: what was opened becomes kept messages, deletions and settings, in the same turn as the group's state. */
import { boundedBy, sentAt, sameBytes, type AccountId, type Clocks, type Content } from '@ebb/protocol'
import { contactOf } from '../people/chains.ts'
import { conversationOf, messageNumberOf, messagesOf } from '../records/keys.ts'
import { messageContent, type KeptMessage } from '../records/message.ts'
import type { Room } from '../records/room.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import type { Turn } from '../turn.ts'

interface Arrived {
  /** SHA-256 that names the message, 32 bytes. */
  readonly id: Uint8Array
  /** From MLS. */
  readonly sender: AccountId
  readonly packed: Uint8Array
  readonly content: Content
}

export async function store(turn: Turn, room: Room, arrived: Arrived): Promise<void> {
  const { content } = arrived
  switch (content.body.kind) {
    case 'text':
    case 'unknown':
      return keep(turn, room, arrived)
    case 'delete':
      return deleteTheirs(turn, room, arrived)
    case 'token': {
      const contact = contactOf(turn, arrived.sender)
      if (contact !== undefined) turn.set('contacts', contact.number, { ...contact, theirToken: content.body.token })
      return
    }
    case 'receipts': // off by default, and nothing shows them yet
      return
  }
}

async function keep(turn: Turn, room: Room, arrived: Arrived): Promise<void> {
  if (await isDeletedAlready(turn, room, arrived)) return
  const number = keepAs(
    turn,
    room,
    arrived,
    boundedBy(arrived.content, turn.state.conversations.get(room.conversation)!),
  )
  if (number !== undefined) turn.tell({ kind: 'message', conversation: room.conversation, message: number })
}

/** Its number, or undefined where it has come to its end on the way. */
function keepAs(turn: Turn, room: Room, { id, sender, packed, content }: Arrived, clocks: Clocks): number | undefined {
  const conversation = turn.state.conversations.get(room.conversation)!
  const message: KeptMessage = {
    version: 1,
    state: 'received',
    id,
    sender,
    content: packed,
    ceiling: clocks.ceiling,
    afterRead: clocks.afterRead,
    // The earlier of what is claimed and when it arrived, on this device's own time.
    sent: sentAt(content.sent, turn.wall) + (turn.now - turn.wall),
    read: null,
  }
  if (message.sent + message.ceiling <= turn.now) return undefined
  turn.keep(conversation.number, conversation.next, message)
  turn.set('conversations', conversation.number, { ...conversation, next: conversation.next + 1 })
  return conversation.next
}

/** Deleted for everyone, by whoever sent it. */
async function deleteTheirs(turn: Turn, room: Room, arrived: Arrived): Promise<void> {
  const { sender, content } = arrived
  const all = await keptIn(turn, room.conversation)
  const target = all.find(
    ({ message }) => sameBytes(message.id, content.replaces!) && sameBytes(message.sender, sender),
  )
  if (target !== undefined) {
    const number = messageNumberOf(target.key)
    turn.forget(room.conversation, number)
    turn.tell({ kind: 'gone', conversation: room.conversation, message: number })
  } else if (turn.state.conversations.get(room.conversation)!.rooms.length > 1) {
    // What it deletes may still come on the conversation's other channel.
    keepAs(turn, room, arrived, content)
  }
}

/** Whether its deletion came first, which happens only from the channel where nobody sends any more. */
async function isDeletedAlready(turn: Turn, room: Room, { id, sender }: Arrived): Promise<boolean> {
  if (sendingRoom(turn, room.conversation)?.number === room.number) return false
  const all = await keptIn(turn, room.conversation)
  return all.some(({ message }) => {
    const { body, replaces } = messageContent(message)
    return body.kind === 'delete' && sameBytes(replaces!, id) && sameBytes(message.sender, sender)
  })
}

/** What is kept of a conversation, as this turn has left it. */
async function keptIn(turn: Turn, conversation: number): Promise<readonly { key: number; message: KeptMessage }[]> {
  const stored = await turn.at.reader.messages({ ...messagesOf(conversation), backwards: true })
  const untouched = stored.filter(({ key }) => !turn.messages.has(key))
  const touched = [...turn.messages].flatMap(([key, message]) =>
    message !== undefined && conversationOf(key) === conversation ? [{ key, message }] : [],
  )
  return [...touched, ...untouched]
}
