/** What a channel that is read to its end has to do next: one thing at a time, found anew from what is written down. */
import { hex } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { isUploading } from '../attachments/upload.ts'
import { ask, underWay } from '../line/requests.ts'
import { mayWrite } from '../groups/may-write.ts'
import { notSent, pursue } from '../people/meet.ts'
import type { Envelope } from '../records/envelope.ts'
import { isSaid } from '../records/message.ts'
import type { Room } from '../records/room.ts'
import { compose } from '../steps/compose.ts'
import { encrypt } from '../steps/encrypt.ts'
import { appendsUnderWay, send } from '../steps/send.ts'
import { unqueue } from '../steps/expire.ts'
import type { Turn } from '../turn.ts'
import { tend } from '../entrance/knocks.ts'
import { gather } from '../groups/gather.ts'
import { nextChange } from '../groups/next-change.ts'
import { sendCommit, stageCommit } from './commits.ts'
import { sendingRoom } from './sending-room.ts'

export async function advance(turn: Turn, number: number): Promise<void> {
  const room = turn.state.rooms.get(number)!
  const conversation = turn.state.conversations.get(room.conversation)!
  if (turn.state.readings.get(number)?.at !== 'live') return pursue(turn, room.conversation)
  // Nothing goes out to an account that nobody has decided for, nor to a stranger before somebody has answered.
  if (conversation.changed !== null || (!conversation.accepted && room.wanted === null && room.staged === null)) return
  if (room.staged !== null) return sendCommit(turn, number)
  if (room.mustUpdate || room.wanted !== null) {
    await stageCommit(turn, number, room.wanted === null ? {} : { policy: room.wanted })
    return sendCommit(turn, number)
  }
  if (turn.state.rosters.has(conversation.number)) return advanceGroup(turn, room)
  if (room.owesToken) return offerToken(turn, room)
  await sendQueue(turn, number)
}

async function advanceGroup(turn: Turn, { number, conversation }: Room): Promise<void> {
  const room = turn.state.rooms.get(number)!
  if (sendingRoom(turn, conversation)?.number === number) {
    await tend(turn, room)
    gather(turn, conversation)
    const change = nextChange(turn, room)
    if (change !== undefined) {
      await stageCommit(turn, number, change)
      return sendCommit(turn, number)
    }
  }
  // What is written to a group before anybody is in it is for those who are about to be added.
  const alone = turn.state.groups.get(number)!.leaves.length === 1
  if (!alone || turn.state.rosters.get(conversation)!.adding.length === 0) await sendQueue(turn, number)
}

/** Lets every room of a conversation go on, or looks for one where there is none. */
export async function advanceConversation(turn: Turn, number: number): Promise<void> {
  const { rooms } = turn.state.conversations.get(number)!
  for (const room of rooms) await advance(turn, room)
  pursue(turn, number)
}

async function sendQueue(turn: Turn, number: number): Promise<void> {
  const { conversation } = turn.state.rooms.get(number)!
  const sending = sendingRoom(turn, conversation)
  const asked = appendsUnderWay(turn)
  const sealed = new Map<number, [number, Envelope]>()
  for (const [place, envelope] of turn.state.envelopes)
    if (envelope.conversation === conversation) sealed.set(envelope.message, [place, envelope])
  // Where only administrators write, what others have written waits for that to change.
  const silent = !mayWrite(turn, conversation, turn.state.profile!.account)
  for (const message of turn.state.conversations.get(conversation)!.queue) {
    // Whoever reads it must find what it leads to.
    if (isUploading(turn, conversation, message)) continue
    const [place, envelope] = sealed.get(message) ?? []
    if (place !== undefined && envelope !== undefined) {
      const fresh = envelope.n === turn.state.groups.get(envelope.room)?.epoch
      if (envelope.room === number && fresh) {
        if (!asked.has(hex(envelope.id))) send(turn, place)
        continue
      }
      // In another channel that can still answer for it, or sealed in an epoch that was read to its end without it.
      if (envelope.room !== number && canAnswer(turn, envelope.room)) continue
      turn.set('envelopes', place, undefined)
    }
    if (sending?.number !== number) continue
    if (silent && isSaid((await turn.message(conversation, message))!)) {
      if (turn.state.troubles.get(conversation) !== 'admins-only') notSent(turn, conversation, 'admins-only')
      continue
    }
    const fresh = await encrypt(turn, turn.state.rooms.get(number)!, message)
    if (fresh === undefined) unqueue(turn, conversation, message)
    else send(turn, fresh)
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
  const token = conversation.contact === null ? null : turn.state.contacts.get(conversation.contact)!.ourToken
  // Taken back meanwhile.
  if (room.stage === 'left' || token === null) return
  turn.set('rooms', number, { ...room, owesToken: false })
  await compose(turn, conversation.number, { body: { kind: 'token', token }, ceiling: turn.state.profile!.ceiling })
  // It may go out in the conversation's other channel.
  await advanceConversation(turn, room.conversation)
}
