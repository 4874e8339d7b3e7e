/**
 * Changing the group: the staged state, the commit and its letters are kept together before the commit is sent.
 * Everybody reads the segment to its end; only another's commit discards what was staged.
 */
import {
  commitProof,
  encodeGroupWelcome,
  encodeWelcome,
  entryIdOf,
  nextRunningHash,
  sameBytes,
  type ChannelId,
  type GroupWelcome,
} from '@ebb/protocol'
import { packLetter, sha256, sign, type Group } from '@ebb/seal'
import { keepLane } from '../groups/fault-lane.ts'
import { stillLeave } from '../groups/leave.ts'
import { ask, underWay } from '../line/requests.ts'
import { chainOf } from '../people/chains.ts'
import type { Room } from '../records/room.ts'
import type { Claimed } from '../state.ts'
import type { Turn } from '../turn.ts'
import { currentPair, deriveEpochPair } from './epoch-pair.ts'
import { takePolicy, type Changed } from './policy.ts'
import { moveTo } from '../steps/decrypt.ts'
import { postLetters, upload } from './letters-out.ts'
import { sendingRoom } from './sending-room.ts'

interface Change {
  readonly add?: readonly Claimed[]
  /** Leaf indices. */
  readonly remove?: readonly number[]
  readonly policy?: Uint8Array
}

export async function stageCommit(turn: Turn, number: number, { add = [], ...change }: Change): Promise<void> {
  const room = turn.state.rooms.get(number)!
  const group = turn.state.groups.get(number)!
  const staged = await turn.at.mls.stage(group, { ...change, add: add.map((one) => one.keyPackage) }, turn.wall)
  turn.set('groups', number, staged.group)
  turn.set('stagedGroups', number, staged.next)
  const next = (await deriveEpochPair(turn.at.mls, staged.next)).public
  const { commit, info } = staged
  const joiners = staged.joiners.map((one) => joinerOf(turn, add, one))
  turn.set('rooms', number, { ...room, staged: { id: entryIdOf(commit, sha256), next, commit, joiners, info } })
}

type Joiner = NonNullable<Room['staged']>['joiners'][number]

function joinerOf(turn: Turn, add: readonly Claimed[], of: Pick<Joiner, 'device' | 'secrets'>): Joiner {
  const { contact, keyPackage } = add.find((one) => sameBytes(one.device, of.device))!
  const chain = chainOf(turn, turn.state.contacts.get(contact)!.account)!
  const { inbox } = chain.devices.find((device) => sameBytes(device.key, of.device))!
  return { ...of, inbox, contact, keyPackage: sha256(keyPackage).slice(0, 16) }
}

/** Sends the staged commit, again if need be: it is idempotent by its id. */
export async function sendCommit(turn: Turn, number: number): Promise<void> {
  const { line } = turn.state
  const room = turn.state.rooms.get(number)!
  if (line.at !== 'online' || room.staged === null) return
  const { id } = room.staged
  if (underWay(turn, (purpose) => purpose.for === 'commit' && sameBytes(purpose.id, id))) return
  const pair = await currentPair(turn, number)
  const after = await deriveEpochPair(turn.at.mls, turn.state.stagedGroups.get(number)!)
  const signed = commitProof(line.hello.origin, {
    channel: room.channel,
    n: pair.n,
    id: room.staged.id,
    next: after.public,
  })
  ask(
    turn,
    {
      kind: 'commit',
      channel: room.channel,
      n: pair.n,
      next: after.public,
      oldProof: sign(pair.private, signed),
      newProof: sign(after.private, signed),
      body: room.staged.commit,
    },
    { for: 'commit', room: number, id },
  )
}

/** Our own commit ended the epoch: the staged state becomes the group, and the letters go out. */
export async function mergeOwn(turn: Turn, number: number, seq: number): Promise<void> {
  const room = turn.state.rooms.get(number)!
  const staged = room.staged!
  const group = turn.state.stagedGroups.get(number)!
  const profile = turn.state.profile!
  const hash = nextRunningHash(room.hash, staged.id, sha256)
  const about = aboutGroup(turn, room, staged.info)
  const letters = await Promise.all(
    staged.joiners.map(async ({ device, inbox, contact, keyPackage, secrets }) => {
      const content = welcomeFor(turn, room, { keyPackage, secrets, ...about, seq, hash })
      const body = await packLetter(
        { ...sender(profile), inbox, channel: room.channel, n: group.epoch, content },
        turn.at.random,
      )
      return { device, contact, body }
    }),
  )
  await keepLane(turn, room, { id: staged.id, seq, to: group })
  moveTo(turn, number, seq, staged.id)
  turn.set('stagedGroups', number, undefined)
  turn.set('groups', number, group)
  const moved = turn.state.rooms.get(number)!
  turn.set('rooms', number, {
    ...moved,
    stage: 'standing',
    staged: null,
    mustUpdate: false,
    letters: [...moved.letters, ...letters],
  })
  turn.set('lots', number, undefined)
  const added = staged.joiners.map(({ contact }) => turn.state.contacts.get(contact)!.account)
  changeGroup(turn, number, { by: profile.account, added })
  postLetters(turn, number)
}

/** Longer than this, bytes, what all who join share lies in a blob: strangers' letters are short. */
const inline = 8192

function aboutGroup(turn: Turn, { number, conversation }: Room, info: Uint8Array): Pick<GroupWelcome, 'info' | 'blob'> {
  if (!turn.state.rosters.has(conversation) || info.length <= inline) return { info, blob: null }
  return { info: new Uint8Array(), blob: upload(turn, number, info) }
}

function welcomeFor(turn: Turn, room: Room, { blob, ...about }: Omit<GroupWelcome, 'kind' | 'replaces'>): Uint8Array {
  if (!turn.state.rosters.has(room.conversation)) return encodeWelcome({ kind: 1, ...about, replaces: room.replaces })
  const seqOf = (channel: ChannelId): number =>
    [...turn.state.rooms.values()].find((other) => sameBytes(other.channel, channel))?.seq ?? 0
  const replaces = room.replaces.map((channel) => ({ channel, seq: seqOf(channel) }))
  return encodeGroupWelcome({ kind: 3, ...about, blob, replaces })
}

/** Somebody else's commit ended the epoch: what was staged here is void. */
export function followCommit(turn: Turn, number: number, group: Group, changed: Changed): void {
  turn.set('groups', number, group)
  turn.set('stagedGroups', number, undefined)
  const room = turn.state.rooms.get(number)!
  turn.set('rooms', number, { ...room, staged: null })
  turn.set('lots', number, undefined)
  changeGroup(turn, number, changed)
}

function changeGroup(turn: Turn, number: number, changed: Changed): void {
  const { conversation } = turn.state.rooms.get(number)!
  const isSending = sendingRoom(turn, conversation)?.number === number
  if (isSending && changed.added.length === 0) stillLeave(turn, conversation, turn.state.groups.get(number)!.epoch)
  takePolicy(turn, conversation, changed)
}

const sender = (profile: NonNullable<Turn['state']['profile']>) => ({
  sender: profile.account,
  device: profile.device,
  devicePrivate: profile.devicePrivate,
})
