/**
 * Step 6, decrypt: an entry and the group's state become something opened or refused, and the group's next state. The
 * place in the channel moves in the same turn, so an entry is processed exactly once.
 */
import {
  decodeContent,
  decodePayload,
  entryIdOf,
  messageIdOf,
  nextRunningHash,
  sameBytes,
  type AccountId,
  type EntryId,
  type Fault,
  type Payload,
  type Tell,
} from '@ebb/protocol'
import { sha256, type Leaf } from '@ebb/seal'
import { keepLane } from '../groups/fault-lane.ts'
import { judge } from '../groups/judge.ts'
import { putOut } from '../groups/leave.ts'
import { wantChains, knows } from '../people/chains.ts'
import { deriveEpochPair } from '../rooms/epoch-pair.ts'
import { followCommit, mergeOwn } from '../rooms/commits.ts'
import { takePolicy } from '../rooms/policy.ts'
import { isOver, type Room } from '../records/room.ts'
import type { Turn } from '../turn.ts'
import { acknowledged, envelopeWith } from './send.ts'
import { store } from './store.ts'

export type EntryTell = Extract<Tell, { kind: 'entry' | 'expired' }>
/** ended: this device can read no further here. gap: the place does not follow; read again from where we are. */
export type Taken = 'taken' | 'ignored' | 'next-epoch' | 'waits' | 'gap' | 'ended'

export async function takeEntry(turn: Turn, number: number, entry: EntryTell): Promise<Taken> {
  const room = turn.state.rooms.get(number)!
  if (isOver(room) || entry.seq <= room.seq) return 'ignored'
  if (entry.seq !== room.seq + 1) return 'gap'
  if (entry.kind === 'expired') return takeExpired(turn, room, entry)
  if (!sameBytes(entryIdOf(entry.body, sha256), entry.id)) return lie(turn)
  return entry.of === 'commit' ? takeCommit(turn, room, entry) : takeMessage(turn, room, entry)
}

async function takeMessage(turn: Turn, room: Room, entry: Extract<EntryTell, { kind: 'entry' }>): Promise<Taken> {
  if (envelopeWith(turn, room.number, entry.id) !== undefined) {
    await acknowledged(turn, room.number, entry.id, entry.seq)
    return 'taken'
  }
  const opened = await turn.at.mls.open(turn.state.groups.get(room.number)!, entry.body, knows(turn), turn.wall)
  switch (opened.kind) {
    case 'unknown-devices':
      wantChains(turn, opened.accounts)
      return 'waits'
    case 'message': {
      turn.set('groups', room.number, opened.group)
      moveTo(turn, room.number, entry.seq, entry.id)
      await takePayload(turn, room, opened.sender, opened.content)
      return 'taken'
    }
    // Acknowledged before a crash that lost nothing but the place: it is kept already.
    case 'refused':
      if (opened.why !== 'own-message') turn.warn('unreadable-message')
      moveTo(turn, room.number, entry.seq, entry.id)
      return 'taken'
    case 'commit':
      turn.warn('unreadable-message')
      moveTo(turn, room.number, entry.seq, entry.id)
      return 'taken'
  }
}

async function takePayload(turn: Turn, room: Room, sender: Leaf, plaintext: Uint8Array): Promise<void> {
  const payload = decodePayload(plaintext)
  const content = typeof payload === 'string' ? payload : decodeContent(payload.value.content)
  if (typeof payload === 'string' || typeof content === 'string') return turn.warn('unreadable-message')
  compareHistory(turn, room.number, payload.value)
  const id = messageIdOf({ channel: room.channel, sender: sender.account, content: payload.value.content }, sha256)
  await store(turn, room, { id, sender: sender.account, packed: payload.value.content, content: content.value })
}

async function takeCommit(turn: Turn, room: Room, entry: Extract<EntryTell, { kind: 'entry' }>): Promise<Taken> {
  if (entry.next === null) return lie(turn)
  if (room.staged !== null && sameBytes(room.staged.id, entry.id)) {
    if (!sameBytes(room.staged.next, entry.next)) return lie(turn)
    await mergeOwn(turn, room.number, entry.seq)
    return 'next-epoch'
  }
  const opened = await turn.at.mls.open(turn.state.groups.get(room.number)!, entry.body, knows(turn), turn.wall)
  switch (opened.kind) {
    case 'unknown-devices':
      wantChains(turn, opened.accounts)
      return 'waits'
    case 'message':
      return loseBy(turn, room, entry, { fault: 'unreadable' })
    case 'refused':
      return loseBy(turn, room, entry, { fault: 'unreadable', culprit: opened.author?.account })
    case 'commit': {
      if (judge(turn, room.conversation, turn.state.groups.get(room.number)!, opened) !== undefined) {
        turn.warn('role-violation')
        return loseBy(turn, room, entry, { fault: 'not-allowed', culprit: opened.sender.account })
      }
      if (opened.group === undefined) {
        // Removed and added again in one: what leads back is on its way.
        const { account: own } = turn.state.profile!
        if (opened.added.some(({ account }) => sameBytes(account, own))) return setAside(turn, room)
        putOut(turn, room.conversation, opened.sender.account)
        turn.set('rooms', room.number, { ...room, stage: 'left', staged: null })
        turn.set('groups', room.number, undefined)
        turn.set('stagedGroups', room.number, undefined)
        turn.set('lanes', room.number, undefined)
        return 'ended'
      }
      const pair = await deriveEpochPair(turn.at.mls, opened.group)
      if (!sameBytes(pair.public, entry.next)) {
        turn.warn('wrong-epoch-key')
        return loseBy(turn, room, entry, { fault: 'other-key' })
      }
      await keepLane(turn, room, { ...entry, to: opened.group })
      turn.set('epochPairs', room.number, pair)
      moveTo(turn, room.number, entry.seq, entry.id)
      const added = opened.added.map(({ account }) => account)
      followCommit(turn, room.number, opened.group, { by: opened.sender.account, added })
      return 'next-epoch'
    }
  }
}

type Commit = Extract<EntryTell, { kind: 'entry' }>

interface Why {
  readonly fault: Fault
  readonly culprit?: AccountId | undefined
}

/** By a commit that this device was handed and cannot follow: the others are told. */
async function loseBy(turn: Turn, room: Room, entry: Commit, { fault, culprit }: Why): Promise<Taken> {
  await keepLane(turn, room, { ...entry, to: fault })
  return lose(turn, room, culprit)
}

/** Only its place and id are left. A commit that has expired cannot be followed. */
async function takeExpired(turn: Turn, room: Room, entry: EntryTell): Promise<Taken> {
  if (entry.of === 'commit') return lose(turn, room)
  await acknowledged(turn, room.number, entry.id, entry.seq)
  return 'taken'
}

/** The place after an entry, and the running hash there. */
export function moveTo(turn: Turn, number: number, seq: number, id: EntryId): void {
  const room = turn.state.rooms.get(number)!
  const hash = nextRunningHash(room.hash, id, sha256)
  turn.set('rooms', number, { ...room, seq, hash })
  turn.set('trails', number, [...(turn.state.trails.get(number) ?? []).slice(-63), { seq, hash }])
}

/** Whoever has seen another history than this device was shown another one. */
function compareHistory(turn: Turn, number: number, seen: Payload): void {
  const mark = turn.state.trails.get(number)?.find((m) => m.seq === seen.seq)
  const group = turn.state.groups.get(number)!
  const sameEpoch = sameBytes(group.authenticator.subarray(0, 16), seen.authenticator)
  if ((mark !== undefined && !sameBytes(mark.hash, seen.hash)) || !sameEpoch) turn.warn('history-differs')
}

export function setAside(turn: Turn, room: Room, stage: 'lost' | 'rolled-back' = 'lost'): Taken {
  turn.set('rooms', room.number, { ...turn.state.rooms.get(room.number)!, stage, staged: null })
  turn.set('groups', room.number, undefined)
  turn.set('stagedGroups', room.number, undefined)
  return 'ended'
}

/** This device cannot follow the channel any further: the conversation goes on in another. `culprit`: whose signed bytes are the reason. */
export function lose(turn: Turn, room: Room, culprit?: AccountId): Taken {
  setAside(turn, room)
  takePolicy(turn, room.conversation, null)
  if (turn.state.rosters.has(room.conversation))
    turn.alterRoster(room.conversation, { lost: { channel: room.channel, culprit: culprit ?? null } })
  turn.warn('conversation-lost')
  return 'ended'
}

/** The server handed out bytes that are not what it says they are: nothing is taken from it. */
function lie(turn: Turn): Taken {
  turn.warn('wrong-entry')
  turn.senseless = true
  return 'ignored'
}
