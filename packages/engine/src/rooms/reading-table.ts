/**
 * Reading a channel as a table: every state answers every event; a missing cell does not compile. A channel is read
 * segment by segment: the key of epoch n opens segment n, whose last entry is the commit that gives the next key.
 */
import { createProof, openProof, type Refusal } from '@ebb/protocol'
import { sign } from '@ebb/seal'
import { ask } from '../line/requests.ts'
import { reopening } from '../line/tickets.ts'
import { isOver } from '../records/room.ts'
import type { Reading } from '../state.ts'
import { lose, takeEntry, type EntryTell } from '../steps/decrypt.ts'
import type { Turn } from '../turn.ts'
import { advance } from './advance.ts'
import { currentPair } from './epoch-pair.ts'
import { takeHeldLetters } from './letters-in.ts'
import { takePolicy } from './policy.ts'
import { rolledBack } from './rolled-back.ts'

export type ReadingEvent =
  | { readonly on: 'open' } // the connection is there, or the epoch has changed
  | { readonly on: 'created' }
  | { readonly on: 'opened'; readonly last: number }
  | { readonly on: 'entry'; readonly entry: EntryTell }
  | { readonly on: 'moved'; readonly seq: number } // an own entry was acknowledged at its place
  | { readonly on: 'known' } // a chain that was waited for has come
  | { readonly on: 'stalled' } // once more nothing has come
  | { readonly on: 'refused'; readonly why: Refusal }

type Cell<E> = (turn: Turn, room: number, event: E, reading: Reading) => void | Promise<void>
type Table = {
  readonly [S in Reading['at']]: { readonly [E in ReadingEvent['on']]: Cell<Extract<ReadingEvent, { on: E }>> }
}

export async function readingEvent(turn: Turn, room: number, event: ReadingEvent): Promise<void> {
  const reading = turn.state.readings.get(room) ?? { at: 'shut' as const }
  await (readingTable[reading.at][event.on] as Cell<ReadingEvent>)(turn, room, event, reading)
}

const stay: Cell<ReadingEvent> = () => undefined

const open: Cell<ReadingEvent> = async (turn, number) => {
  const room = turn.state.rooms.get(number)!
  const { line } = turn.state
  if (line.at !== 'online' || isOver(room)) return
  turn.set('readings', number, { at: 'opening' })
  if (room.stage === 'founding') {
    const pair = await currentPair(turn, number)
    const proof = sign(pair.private, createProof(line.hello.origin, room.channel, pair.public))
    ask(turn, { kind: 'create', channel: room.channel, publicKey: pair.public, proof }, { for: 'create', room: number })
  } else await openSegment(turn, number)
}

/** By a ticket where there is one: then nothing has to be derived and signed. */
async function openSegment(turn: Turn, number: number): Promise<void> {
  const room = turn.state.rooms.get(number)!
  const { line } = turn.state
  if (line.at !== 'online' || isOver(room)) return
  const again = reopening(turn, number, line.hello)
  if (again !== undefined) return ask(turn, again, { for: 'open', room: number })
  const pair = await currentPair(turn, number)
  const proof = sign(pair.private, openProof(line.hello.origin, line.hello.nonce, room.channel, pair.n))
  const question = { kind: 'open', channel: room.channel, n: pair.n, from: room.seq + 1, proof } as const
  ask(turn, question, { for: 'open', room: number })
}

const created: Cell<ReadingEvent> = (turn, number) => openSegment(turn, number)

const opened: Cell<{ last: number }> = async (turn, number, { last }) => {
  const room = turn.state.rooms.get(number)!
  turn.set('readings', number, { at: 'reading', from: room.seq + 1, looks: 0, last })
  const by = turn.state.entered.get(number)
  if (by !== undefined) {
    turn.set('entered', number, undefined)
    takePolicy(turn, room.conversation, { by, added: [] })
  }
  // A group begins with one member; between two the commit that adds the other one comes first.
  if (room.stage === 'founding' && room.staged === null) turn.set('rooms', number, { ...room, stage: 'standing' })
  await settle(turn, number)
}

/** What is to be read has been read: whatever waits can be sent. */
async function settle(turn: Turn, number: number): Promise<void> {
  const reading = turn.state.readings.get(number)
  if (reading?.at === 'reading' && turn.state.rooms.get(number)!.seq >= reading.last)
    turn.set('readings', number, { at: 'live' })
  if (turn.state.readings.get(number)?.at !== 'live') return
  await advance(turn, number)
}

const take: Cell<{ entry: EntryTell }> = async (turn, number, { entry }, reading: Reading) => {
  const outcome = await takeEntry(turn, number, entry)
  switch (outcome) {
    case 'taken':
      return settle(turn, number)
    case 'ignored':
      return
    case 'next-epoch':
      return reopen(turn, number)
    case 'gap':
      return gap(turn, number, reading)
    case 'waits':
      turn.set('readings', number, { at: 'waiting' })
      return
    case 'ended':
      turn.set('readings', number, { at: 'shut' })
      await advance(turn, number)
      return takeHeldLetters(turn)
  }
}

/** What was asked for from this very place on is not at the server any more; otherwise something was missed, and is read again. */
async function gap(turn: Turn, number: number, reading: Reading): Promise<void> {
  const room = turn.state.rooms.get(number)!
  if (reading.at !== 'reading' || reading.from !== room.seq + 1) {
    // A server forgets what expired long ago in the middle of what it still has.
    if (reading.at !== 'reading') turn.warn('wrong-entry')
    return reopen(turn, number)
  }
  await leaveLost(turn, number)
}

async function leaveLost(turn: Turn, number: number): Promise<void> {
  lose(turn, turn.state.rooms.get(number)!)
  turn.set('readings', number, { at: 'shut' })
  await advance(turn, number)
}

/**
 * A server that has forgotten a segment up to its end says that there is something and tells nothing. Looks are
 * counted, not seconds: a device that has slept finds what came meanwhile.
 */
const stalled: Cell<{ on: 'stalled' }> = async (turn, number, _, reading: Reading) => {
  if (reading.at !== 'reading' || reading.from !== turn.state.rooms.get(number)!.seq + 1) return
  if (reading.looks >= mostLooks) return leaveLost(turn, number)
  turn.set('readings', number, { ...reading, looks: reading.looks + 1 })
}
/** Every fifteen seconds. */
const mostLooks = 20

/** Begins to read anew from the place that this device has reached. */
export async function reopen(turn: Turn, number: number): Promise<void> {
  turn.set('readings', number, { at: 'shut' })
  await readingEvent(turn, number, { on: 'open' })
}

const refused: Cell<{ why: Refusal }> = async (turn, number, { why }, reading: Reading) => {
  const room = turn.state.rooms.get(number)!
  if (reading.at === 'opening' && room.stage === 'founding' && why === 'channel-exists')
    return openSegment(turn, number)
  // Without its ticket it is opened by a signature, so this happens once.
  if (reading.at === 'opening' && why === 'ticket-refused' && turn.state.segmentTickets.has(number)) {
    turn.set('segmentTickets', number, undefined)
    return openSegment(turn, number)
  }
  if (why === 'rolled-back') rolledBack(turn, number)
  // The server was set back, or somebody else's bytes made this device believe in an epoch that is none.
  if (why === 'unknown-channel' || why === 'wrong-epoch' || why === 'wrong-signature') lose(turn, room)
  turn.set('readings', number, { at: 'shut' })
  await advance(turn, number)
}

const readingTable: Table = {
  shut: { open, created: stay, opened: stay, entry: stay, moved: stay, known: stay, stalled: stay, refused: stay },
  opening: { open: stay, created, opened, entry: stay, moved: stay, known: stay, stalled: stay, refused },
  reading: {
    open: stay,
    created: stay,
    opened,
    entry: take,
    moved: (turn, room) => settle(turn, room),
    known: stay,
    stalled,
    refused,
  },
  live: {
    open: stay,
    created: stay,
    opened,
    entry: take,
    moved: (turn, room) => settle(turn, room),
    known: stay,
    stalled: stay,
    refused,
  },
  // Asked again: the look-up may have been refused.
  waiting: {
    open: reopen,
    created: stay,
    opened: stay,
    entry: stay,
    moved: stay,
    known: reopen,
    stalled: stay,
    refused: stay,
  },
}
