/**
 * What this device wrote into a channel after the place up to which others could follow it goes out once more in the
 * channel that takes its place, and what it has said about messages too. A message has another name there: whoever has
 * read it already calls it so from then on, and what they have said about it goes out under that name as well.
 */
import { encodeContent, hex, messageIdOf, sameBytes, type AccountId, type ChannelId } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { messageNumberOf } from '../records/keys.ts'
import { isSaid, messageContent, type KeptMessage } from '../records/message.ts'
import type { Room } from '../records/room.ts'
import type { Sent, State } from '../state.ts'
import { isOnce } from '../steps/once.ts'
import type { Turn } from '../turn.ts'

/** Of each channel, of messages and of what was said about some. */
const most = 64

/** Other texts, reactions, deletions, votes and pins: to whom something else is said is none of the others' business. */
const kinds: ReadonlySet<string> = new Set(['text', 'mention', 'reaction', 'delete', 'vote', 'close', 'pin'])

/** Own messages of this process, with their places. `message` undefined: it has ended meanwhile. */
export function noteSent(
  turn: Turn,
  { number, conversation }: Room,
  { seq, place, message }: { readonly seq: number; readonly place: number; readonly message: KeptMessage | undefined },
): void {
  if (!turn.state.rosters.has(conversation) || message === undefined) return
  const about = isSaid(message) ? undefined : message
  if (about !== undefined && !kinds.has(messageContent(about).body.kind)) return
  const before = turn.state.sentAt.get(number) ?? []
  const isLike = (one: Sent): boolean => (one.about === undefined) === (about === undefined)
  const like = before.filter(isLike).slice(1 - most)
  const kept = before.filter((one) => !isLike(one) || like.includes(one))
  turn.set('sentAt', number, [...kept, { seq, message: place, about }])
}

export async function sayAgain(
  turn: Turn,
  { channel, seq }: { readonly channel: ChannelId; readonly seq: number },
): Promise<void> {
  for (const room of turn.state.rooms.values()) {
    if (!sameBytes(room.channel, channel)) continue
    for (const sent of turn.state.sentAt.get(room.number) ?? []) {
      if (sent.seq <= seq) continue
      if (sent.about !== undefined) await sayAbout(turn, room.conversation, sent.about)
      else await saySaid(turn, room.conversation, sent.message)
    }
  }
}

/** So far back it is looked for what was said between two. */
const farthest = 512

/**
 * The server has lost a channel, and nobody knows who had read what there: everything of this device that it still has
 * goes out once more. Between two it is found among what is kept; in a group by its places, because what was said
 * before somebody came is not for them.
 */
export async function sayAllAgain(turn: Turn, room: Room): Promise<void> {
  const { stage, conversation, channel } = room
  if (stage !== 'rolled-back') return
  if (turn.state.rosters.has(conversation)) {
    await sayAgain(turn, { channel, seq: 0 })
    return turn.set('sentAt', room.number, undefined)
  }
  // Once, also where both sides have begun another channel.
  turn.set('rooms', room.number, { ...room, stage: 'left' })
  let [found, seen] = [0, 0]
  for await (const { key, message } of turn.backwards(conversation)) {
    if (found >= most || ++seen > farthest) return
    if (message.state !== 'sent' || !isSaid(message) || isOnce(message)) continue
    found += 1
    queueAgain(turn, conversation, messageNumberOf(key), message)
  }
}

function queueAgain(turn: Turn, conversation: number, number: number, message: KeptMessage): void {
  turn.mark(conversation, number, { ...message, state: 'queued' }, message)
  const { queue } = turn.state.conversations.get(conversation)!
  if (!queue.includes(number)) turn.alter(conversation, { queue: [...queue, number].toSorted((a, b) => a - b) })
}

async function saySaid(turn: Turn, conversation: number, place: number): Promise<void> {
  const message = await turn.message(conversation, place)
  // What could be looked at once is not here any more.
  if (message === undefined || !isSaid(message) || isOnce(message)) return
  queueAgain(turn, conversation, place, message)
}

/** Of a message that lives still, or was taken back. `name`: what that is called now. */
async function sayAbout(turn: Turn, conversation: number, about: KeptMessage, name?: Uint8Array): Promise<void> {
  const content = messageContent(about)
  const of = name ?? aboutWhat(about)
  const lives = isTakingBack(about) || (await turn.trace(conversation, of)) !== undefined
  if (!lives || about.sent + about.ceiling <= turn.now) return
  const packed = encodeContent(content.replaces === null ? { ...content, inReplyTo: of } : { ...content, replaces: of })
  const { next, queue } = turn.state.conversations.get(conversation)!
  turn.alter(conversation, { next: next + 1, queue: [...queue, next] })
  turn.keep(conversation, next, { ...about, state: 'queued', content: packed })
}

const aboutWhat = (about: KeptMessage): Uint8Array => {
  const { replaces, inReplyTo } = messageContent(about)
  return (replaces ?? inReplyTo)!
}

/** A message has another name from now on: what was said about it under its old one is said about it again. */
export async function renamed(turn: Turn, conversation: number, from: Uint8Array, to: Uint8Array): Promise<void> {
  if (sameBytes(from, to) || !turn.state.rosters.has(conversation)) return
  alsoKnown(turn, from, to)
  const { rooms } = turn.state.conversations.get(conversation)!
  const said = rooms.flatMap((room) => turn.state.sentAt.get(room) ?? []).flatMap(({ about }) => about ?? [])
  // What was said again already, under the old name, is among them once more.
  const all = new Map(said.filter((about) => sameBytes(aboutWhat(about), from)).map((about) => [countOf(about), about]))
  for (const about of all.values()) await sayAbout(turn, conversation, about, to)
}

/** Which it was of all that its author has written. */
const countOf = (about: KeptMessage): number => messageContent(about).count

/** So many names are remembered; what is said under an older one, or after a new start, finds nothing. */
const mostNames = 512

function alsoKnown(turn: Turn, from: Uint8Array, to: Uint8Array): void {
  const names = [...turn.state.names].filter(([name]) => name !== hex(from)).slice(1 - mostNames)
  turn.change({ names: new Map([...names, [hex(from), to]]) })
}

/** What a message is called now that had this name once. */
export const nameNow = ({ names }: Pick<State, 'names'>, name: Uint8Array): Uint8Array =>
  names.size === 0 ? name : (names.get(hex(name)) ?? name)

/** It has come to its end, and with it what was said about it; that it was taken back stays. */
export function forgetAbout(turn: Turn, conversation: number, name: Uint8Array): void {
  if (turn.state.sentAt.size === 0) return
  for (const room of turn.state.conversations.get(conversation)?.rooms ?? []) {
    const before = turn.state.sentAt.get(room) ?? []
    const after = before.filter(
      ({ about }) => about === undefined || isTakingBack(about) || !sameBytes(aboutWhat(about), name),
    )
    if (after.length < before.length) turn.set('sentAt', room, after)
  }
}

const isTakingBack = (about: KeptMessage): boolean => messageContent(about).body.kind === 'delete'

/** Whether it came in another channel of this conversation before. From now on it is called as it is in this one. */
export async function isHereAlready(
  turn: Turn,
  { number, conversation }: Room,
  { id, sender, packed }: { readonly id: Uint8Array; readonly sender: AccountId; readonly packed: Uint8Array },
): Promise<boolean> {
  const { rooms } = turn.state.conversations.get(conversation)!
  if (rooms.length < 2) return false
  if ((await turn.trace(conversation, id)) !== undefined) return true
  let isHere = false
  for (const other of rooms) {
    if (other === number) continue
    const { channel } = turn.state.rooms.get(other)!
    const before = messageIdOf({ channel, sender, content: packed }, sha256)
    const found = await turn.trace(conversation, before)
    // Others may speak of it under that name, whether or not it is here.
    if (found === undefined) alsoKnown(turn, before, id)
    else {
      turn.mark(conversation, messageNumberOf(found.key), { ...found.message, id }, found.message)
      await renamed(turn, conversation, before, id)
      isHere = true
    }
  }
  return isHere
}
