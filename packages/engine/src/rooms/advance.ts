/** What a channel that is read to its end has to do next: one thing at a time, found anew from what is written down. */
import { ask, underWay } from '../line/requests.ts'
import { pursue } from '../people/meet.ts'
import type { Room } from '../records/room.ts'
import { compose } from '../steps/compose.ts'
import { encrypt } from '../steps/encrypt.ts'
import { send } from '../steps/send.ts'
import { unqueue } from '../steps/expire.ts'
import type { Turn } from '../turn.ts'
import { sendCommit, stageCommit } from './commits.ts'
import { sendingRoom } from './sending-room.ts'
import { sha256 } from '@ebb/seal'

export async function advance(turn: Turn, number: number): Promise<void> {
  const room = turn.state.rooms.get(number)!
  if (turn.state.readings.get(number)?.at !== 'live') return pursue(turn, room.conversation)
  if (room.staged !== null) return sendCommit(turn, number)
  if (room.mustUpdate || room.wanted !== null) {
    await stageCommit(turn, number, room.wanted === null ? {} : { policy: room.wanted })
    return sendCommit(turn, number)
  }
  if (room.owesToken) return offerToken(turn, room)
  await sendQueue(turn, number)
}

/** Lets every room of a conversation go on, or looks for one where there is none. */
export async function advanceConversation(turn: Turn, number: number): Promise<void> {
  const { rooms } = turn.state.conversations.get(number)!
  for (const room of rooms) await advance(turn, room)
  pursue(turn, number)
}

async function sendQueue(turn: Turn, number: number): Promise<void> {
  const room = turn.state.rooms.get(number)!
  const sending = sendingRoom(turn, room.conversation)
  for (const message of turn.state.conversations.get(room.conversation)!.queue) {
    const sealed = [...turn.state.envelopes].find(
      ([, e]) => e.conversation === room.conversation && e.message === message,
    )
    if (sealed !== undefined) {
      const [place, envelope] = sealed
      const fresh = envelope.n === turn.state.groups.get(envelope.room)?.epoch
      if (envelope.room === number && fresh) {
        send(turn, place)
        continue
      }
      // In another channel that can still answer for it, or sealed in an epoch that was read to its end without it.
      if (envelope.room !== number && canAnswer(turn, envelope.room)) continue
      turn.set('envelopes', place, undefined)
    }
    if (sending?.number !== number) continue
    const place = await encrypt(turn, turn.state.rooms.get(number)!, message)
    if (place === undefined) unqueue(turn, room.conversation, message)
    else send(turn, place)
  }
}

const canAnswer = (turn: Turn, number: number): boolean =>
  ['standing', 'founding'].includes(turn.state.rooms.get(number)?.stage ?? 'left')

/** An inbox token for the other side: the server hears its hash first, then the other side hears the token. */
async function offerToken(turn: Turn, room: Room): Promise<void> {
  const conversation = turn.state.conversations.get(room.conversation)!
  const contact = turn.state.contacts.get(conversation.contact!)!
  const token = contact.ourToken ?? turn.at.random(16)
  if (contact.ourToken === null) turn.set('contacts', contact.number, { ...contact, ourToken: token })
  if (!underWay(turn, (purpose) => purpose.for === 'token-add' && purpose.room === room.number)) {
    ask(turn, { kind: 'token-add', hash: sha256(token) }, { for: 'token-add', room: room.number })
  }
  await sendQueue(turn, room.number)
}

/** The server knows the token: now the other side may. */
export async function tokenKnown(turn: Turn, number: number): Promise<void> {
  const room = turn.state.rooms.get(number)!
  const conversation = turn.state.conversations.get(room.conversation)!
  const token = turn.state.contacts.get(conversation.contact!)!.ourToken!
  turn.set('rooms', number, { ...room, owesToken: false })
  compose(turn, conversation, { body: { kind: 'token', token }, ceiling: turn.state.profile!.ceiling })
  // It may go out in the conversation's other channel.
  await advanceConversation(turn, room.conversation)
}
