/** Step 7, store: what was opened becomes kept messages, deletions and settings, in the same turn as the group's state. */
import { boundedBy, sentAt, sameBytes, type AccountId, type Clocks, type Content } from '@ebb/protocol'
import { takeAnswered } from '../entrance/knocks.ts'
import { takeLink } from '../entrance/links.ts'
import { takeEpochs } from '../groups/compare.ts'
import { isSilenced, mayWrite } from '../groups/may-write.ts'
import { isHereAlready } from '../groups/say-again.ts'
import { takeLeave } from '../groups/leave.ts'
import { contactOf } from '../people/chains.ts'
import { takeIntroduction } from '../people/introduce.ts'
import { messageNumberOf } from '../records/keys.ts'
import type { KeptMessage } from '../records/message.ts'
import type { Room } from '../records/room.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import type { Turn } from '../turn.ts'
import { placeInOrder } from './order.ts'
import { takePin } from './pins.ts'
import { takeClose, takeVote } from './poll.ts'
import { owe, takeReceipts } from './receipts.ts'
import { takeEdit, takeReaction } from './revise.ts'
import { hasWritten, takeWriting } from './typing.ts'

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
  const { conversation } = room
  if (isSaying.has(content.body.kind) && isSilenced(turn, conversation, arrived.sender)) return
  if (isWriting.has(content.body.kind) && !mayWrite(turn, conversation, arrived.sender)) return
  if (isSaying.has(content.body.kind)) hasWritten(turn, conversation, arrived.sender)
  switch (content.body.kind) {
    case 'text':
    case 'mention':
      if (content.replaces !== null) return takeEdit(turn, room.conversation, arrived)
      return keep(turn, room, arrived)
    case 'attachment':
    case 'forward':
    case 'poll':
    case 'unknown':
      return keep(turn, room, arrived)
    case 'once':
      // What was spent before it was sent says nothing.
      if (content.body.said.kind === 'spent') return
      return keep(turn, room, arrived)
    case 'reaction':
      return takeReaction(turn, room.conversation, arrived)
    case 'vote':
      return takeVote(turn, room.conversation, arrived)
    case 'close':
      return takeClose(turn, room.conversation, arrived)
    case 'pin':
      return takePin(turn, room.conversation, content)
    case 'delete':
      return deleteTheirs(turn, room, arrived)
    case 'leave':
      return takeLeave(turn, room, arrived.sender)
    case 'token': {
      const contact = contactOf(turn, arrived.sender)
      if (contact !== undefined) turn.set('contacts', contact.number, { ...contact, theirToken: content.body.token })
      return
    }
    case 'introduction':
      return takeIntroduction(turn, conversation, arrived.sender, content.body)
    case 'epochs':
      return takeEpochs(turn, conversation, arrived.sender, content.body)
    case 'group-link':
      return takeLink(turn, conversation, arrived.sender, content.body)
    case 'knock-answered':
      return takeAnswered(turn, conversation, arrived.sender, content.body)
    case 'typing':
      return takeWriting(turn, room, arrived)
    case 'receipts':
      return takeReceipts(turn, room.conversation, { sender: arrived.sender, body: content.body })
  }
}

/** Texts and other texts for them, and what a newer app may show as such. */
const isWriting: ReadonlySet<Content['body']['kind']> = new Set([
  'text',
  'mention',
  'attachment',
  'forward',
  'poll',
  'pin',
  'once',
  'unknown',
])
const isSaying: typeof isWriting = new Set([...isWriting, 'reaction'])

async function keep(turn: Turn, room: Room, arrived: Arrived): Promise<void> {
  if ((await isDeletedAlready(turn, room, arrived)) || (await isHereAlready(turn, room, arrived))) return
  const { conversation } = room
  const clocks = boundedBy(arrived.content, turn.state.conversations.get(conversation)!)
  const kept = keepAs(turn, room, arrived, clocks)
  if (kept === undefined) return
  const { at, archived, muted } = turn.state.conversations.get(conversation)!
  turn.alter(conversation, { at: Math.max(at, kept.message.sent), archived: archived && muted })
  await placeInOrder(turn, conversation, kept)
  owe(turn, conversation, 'delivered', arrived)
  turn.tell({ kind: 'message', conversation, message: kept.number })
}

/** Undefined where it has come to its end on the way. */
function keepAs(
  turn: Turn,
  room: Room,
  { id, sender, packed, content }: Arrived,
  clocks: Clocks,
): { readonly number: number; readonly message: KeptMessage } | undefined {
  const { number: conversation, next: number } = turn.state.conversations.get(room.conversation)!
  const message: KeptMessage = {
    version: 4,
    state: 'received',
    id,
    sender,
    content: packed,
    ceiling: clocks.ceiling,
    afterRead: clocks.afterRead,
    // The earlier of what is claimed and when it arrived, on this device's own time.
    sent: sentAt(content.sent, turn.wall) + (turn.now - turn.wall),
    read: null,
    edits: [],
    reactions: [],
    ballot: null,
    receipts: new Uint8Array(),
  }
  if (message.sent + message.ceiling <= turn.now) return undefined
  turn.alter(conversation, { next: number + 1 })
  turn.keep(conversation, number, message)
  return { number, message }
}

/** Deleted for everyone, by whoever sent it. */
async function deleteTheirs(turn: Turn, room: Room, arrived: Arrived): Promise<void> {
  const { sender, content } = arrived
  const { conversation } = room
  const target = await turn.trace(conversation, content.replaces!)
  if (target !== undefined && sameBytes(target.message.sender, sender)) {
    const number = messageNumberOf(target.key)
    turn.forget(conversation, number, target.message)
    turn.tell({ kind: 'gone', conversation, message: number })
  } else if (turn.state.conversations.get(conversation)!.rooms.length > 1) {
    // What it deletes may still come on the conversation's other channel.
    keepAs(turn, room, arrived, content)
  }
}

/** Whether its deletion came first, which happens only from the channel where nobody sends any more. */
async function isDeletedAlready(turn: Turn, room: Room, { id, sender }: Arrived): Promise<boolean> {
  if (sendingRoom(turn, room.conversation)?.number === room.number) return false
  const deletion = await turn.trace(room.conversation, id, 'deleted')
  return deletion !== undefined && sameBytes(deletion.message.sender, sender)
}
