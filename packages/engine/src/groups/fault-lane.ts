/**
 * Fault lanes: who cannot follow the commit that ended an epoch says so where everybody who was in it looks, whether or not
 * letters arrive. It is heard as a letter of the same content is: see rejoin.ts.
 */
import {
  decodeAs,
  isAdmin,
  laneProof,
  limits,
  sameBytes,
  sealedReports,
  type EntryId,
  type Fault,
  type FaultReport,
} from '@ebb/protocol'
import { packReport, readReport, sign, type Group, type Lane } from '@ebb/seal'
import { ask, underWay } from '../line/requests.ts'
import { chainOf, wantChains } from '../people/chains.ts'
import type { KeptLane } from '../records/lanes.ts'
import type { Room } from '../records/room.ts'
import { deriveEpochPair } from '../rooms/epoch-pair.ts'
import type { Turn } from '../turn.ts'
import { hasAccount, policyOf } from './policy.ts'
import { takeRejoin } from './rejoin.ts'

interface Ended {
  readonly id: EntryId
  readonly seq: number
  /** The group that the commit led to, or why this device cannot follow it. */
  readonly to: Group | Fault
}

/** Before the epoch's secrets go: what opens its lane, for seven days, and of so many epochs only. */
export async function keepLane(turn: Turn, room: Room, { id, seq, to }: Ended): Promise<void> {
  if (!turn.state.rosters.has(room.conversation)) return
  const { channel, number } = room
  const group = turn.state.groups.get(number)!
  const fault = typeof to === 'string' ? to : null
  const stay = typeof to === 'string' ? group.leaves : to.leaves
  const out = group.leaves.filter((leaf) => !stay.some(({ account }) => sameBytes(account, leaf.account)))
  const lane: KeptLane = {
    n: group.epoch,
    commit: id,
    seq,
    seed: (await deriveEpochPair(turn.at.mls, group)).private,
    key: await turn.at.mls.export(group, 'ebb fault lane v1', channel, 32),
    fault,
    out: out.map(({ account }) => account),
    heard: [],
    until: turn.now + limits.reportLife,
  }
  const before = turn.state.lanes.get(number)?.lanes ?? []
  turn.set('lanes', number, { version: 1, channel, lanes: [...before, lane].slice(-limits.lanesOfChannel) })
}

/** Every second: what has come to its end is forgotten, what is to be reported is, and now and then lanes are looked into. */
export function tendLanes(turn: Turn): void {
  for (const [number, { lanes, ...of }] of turn.state.lanes) {
    const living = lanes.filter(({ until }) => until > turn.now)
    if (living.length < lanes.length)
      turn.set('lanes', number, living.length === 0 ? undefined : { ...of, lanes: living })
    if (turn.state.line.at !== 'online') continue
    const room = turn.state.rooms.get(number)!
    const own = living.find(({ fault }) => fault !== null)
    if (room.stage === 'lost' && own !== undefined) report(turn, room, own)
    if (turn.state.readings.get(number)?.at === 'live') look(turn, room, living)
  }
}

/** Of this device, once on each connection; the server has room for so many, and an hour later perhaps for one more. */
function report(turn: Turn, { number, channel }: Room, kept: KeptLane): void {
  const due = turn.state.reported.get(number) ?? 0
  if (turn.now < due || underWay(turn, (purpose) => purpose.for === 'report' && purpose.room === number)) return
  const { account, device, devicePrivate, origin } = turn.state.profile!
  const { commit, fault, n, key } = kept
  const body = packReport({ origin, channel, n, key }, { account, device, devicePrivate, commit, fault: fault! })
  ask(turn, { kind: 'report', channel, n, proof: proofFor(turn, channel, kept), body }, { for: 'report', room: number })
}

/** Seconds. The server has said what came of it. */
const again = 3600
export function reported(turn: Turn, room: number, taken: boolean): void {
  turn.set('reported', room, taken ? Number.MAX_SAFE_INTEGER : turn.now + again)
}

/** Administrators look soon; of the others the fewer, the more there are. Each look is half as soon as the one before. */
const soon = 8
const longest = 3600

function look(turn: Turn, { number, channel, conversation }: Room, lanes: readonly KeptLane[]): void {
  const before = turn.state.looks.get(number)
  const looks = new Map<number, { readonly due: number; readonly gap: number }>()
  for (const kept of lanes) {
    const { n } = kept
    const next = before?.get(n) ?? {
      due: turn.now + drawn(turn, first(turn, conversation)),
      gap: first(turn, conversation),
    }
    if (turn.now < next.due) {
      looks.set(n, next)
      continue
    }
    const gap = Math.min(longest, 2 * next.gap)
    looks.set(n, { due: turn.now + drawn(turn, gap), gap })
    ask(
      turn,
      { kind: 'reports', channel, n, proof: proofFor(turn, channel, kept) },
      { for: 'reports', room: number, n },
    )
  }
  const same = before?.size === looks.size && [...looks].every(([n, next]) => before.get(n) === next)
  if (!same) turn.set('looks', number, looks)
}

/** Of so many seconds at least half. */
const drawn = (turn: Turn, gap: number): number => Math.floor(gap / 2 + (gap * turn.at.random(1)[0]!) / 512)

function first(turn: Turn, conversation: number): number {
  const roster = turn.state.rosters.get(conversation)!
  const leads = isAdmin(policyOf(roster), turn.state.profile!.account)
  return leads ? soon : soon + Math.ceil(roster.members.length / 4)
}

function proofFor(turn: Turn, channel: Room['channel'], { n, seed }: KeptLane) {
  const { line } = turn.state
  if (line.at !== 'online') throw new Error('nobody is asked while there is no line')
  return sign(seed, laneProof(line.hello.origin, line.hello.nonce, channel, n))
}

/** What lay in a lane. Whatever does not open there, or is not signed for it, is nothing. */
export async function takeReports(turn: Turn, number: number, n: number, body: Uint8Array): Promise<void> {
  const read = decodeAs(sealedReports, body)
  if (typeof read === 'string') return turn.warn('wrong-entry')
  for (const sealed of read.value) {
    const room = turn.state.rooms.get(number)
    const kept = turn.state.lanes.get(number)?.lanes.find((one) => one.n === n)
    if (room?.stage !== 'standing' || kept === undefined || kept.fault !== null) return
    const lane: Lane = { origin: turn.state.profile!.origin, channel: room.channel, n, key: kept.key }
    const found = readReport(lane, sealed)
    if (found !== undefined && isHeard(turn, room, kept, found)) await hear(turn, room, kept, found)
  }
}

/** From members that have stayed, by a device of theirs, once. */
function isHeard(
  turn: Turn,
  { conversation }: Room,
  { out, heard }: KeptLane,
  { account, device }: FaultReport,
): boolean {
  const roster = turn.state.rosters.get(conversation)!
  if (!hasAccount(roster.members, account) || hasAccount(out, account) || hasAccount(heard, account)) return false
  const chain = chainOf(turn, account)
  if (chain === undefined || !chain.ever.some((key) => sameBytes(key, device))) wantChains(turn, [account])
  return chain?.devices.some(({ key }) => sameBytes(key, device)) === true
}

async function hear(turn: Turn, room: Room, kept: KeptLane, { account, commit }: FaultReport): Promise<void> {
  const { lanes, ...of } = turn.state.lanes.get(room.number)!
  const after = lanes.map((one) => (one.n === kept.n ? { ...one, heard: [...one.heard, account] } : one))
  turn.set('lanes', room.number, { ...of, lanes: after })
  // They were handed another commit than this device, or say so.
  if (!sameBytes(commit, kept.commit)) turn.tell({ kind: 'warning', what: 'history-differs', about: room.conversation })
  await takeRejoin(turn, room, { sender: account, seq: kept.seq - 1 })
}
