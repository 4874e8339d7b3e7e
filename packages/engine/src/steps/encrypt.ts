/** Step 2, encrypt: a draft and the group's state become an envelope and the group's next state. Both are kept before step 3. */
import { bucketOf, encodePayload, entryIdOf, messageIdOf } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { renamed } from '../groups/say-again.ts'
import type { Envelope } from '../records/envelope.ts'
import { isSaid } from '../records/message.ts'
import type { Room } from '../records/room.ts'
import type { Turn } from '../turn.ts'

/** The envelope's number, or undefined where the message has ended meanwhile. */
export async function encrypt(turn: Turn, room: Room, number: number): Promise<number | undefined> {
  const message = await turn.message(room.conversation, number)
  if (message === undefined) return undefined
  const group = turn.state.groups.get(room.number)!
  const payload = encodePayload({
    seq: room.seq,
    hash: room.hash,
    authenticator: group.authenticator.slice(0, 16),
    content: message.content,
  })
  const sealed = await turn.at.mls.encrypt(group, payload)
  turn.set('groups', room.number, sealed.group)
  const id = messageIdOf({ channel: room.channel, sender: message.sender, content: message.content }, sha256)
  turn.mark(room.conversation, number, { ...message, id }, message)
  if (isSaid(message)) await renamed(turn, room.conversation, message.id, id)
  const envelope: Envelope = {
    version: 1,
    room: room.number,
    conversation: room.conversation,
    message: number,
    n: group.epoch,
    bucket: bucketOf(message.sent + message.ceiling - (turn.now - turn.wall), turn.wall),
    id: entryIdOf(sealed.bytes, sha256),
    bytes: sealed.bytes,
  }
  const place = Math.max(0, ...turn.state.envelopes.keys()) + 1
  turn.set('envelopes', place, envelope)
  return place
}
