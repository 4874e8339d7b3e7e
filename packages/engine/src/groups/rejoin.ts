/** Asking to be added again where a channel cannot be followed any more, and doing it for others. */
import { encodeRejoin, isAdmin, sameBytes, type AccountId } from '@ebb/protocol'
import { packLetter } from '@ebb/seal'
import { chainOf, contactOf } from '../people/chains.ts'
import type { Room } from '../records/room.ts'
import type { Roster } from '../records/roster.ts'
import { advance } from '../rooms/advance.ts'
import { postLetters } from '../rooms/letters-out.ts'
import type { Outcome } from '../rooms/letters-in.ts'
import type { Turn } from '../turn.ts'
import { gather, isBack } from './gather.ts'
import { hasAccount, policyOf } from './policy.ts'

/** So many administrators and so many others are asked at once. */
const asked = 3

interface Asking {
  readonly sender: AccountId
  /** The newest entry that they could follow. */
  readonly seq: number
}

/** A member asks. Whoever draws the lot removes their old device and adds it anew, in one commit. */
export async function takeRejoin(turn: Turn, room: Room | undefined, { sender, seq }: Asking): Promise<Outcome> {
  const roster = room && turn.state.rosters.get(room.conversation)
  if (room?.stage === 'rolled-back' && roster !== undefined && isComing(turn, roster, sender)) return 'known'
  if (room?.stage !== 'standing' || roster === undefined || !hasAccount(roster.members, sender)) return 'dropped'
  const done = roster.readded.some((one) => sameBytes(one.account, sender) && one.seq > seq)
  if (!done && !hasAccount(roster.rejoining, sender))
    turn.alterRoster(room.conversation, { rejoining: [...roster.rejoining, sender] })
  await advance(turn, room.number)
  return 'known'
}

/** Somebody whom the group waits for has come back to a restored server. */
function isComing(turn: Turn, { number, adding }: Roster, sender: AccountId): boolean {
  const handle = contactOf(turn, sender)?.handle
  if (handle === undefined || !adding.includes(handle)) return false
  isBack(turn, number, handle)
  gather(turn, number)
  return true
}

/** Letters to some of those who may be able to help, others each time. */
export async function askToRejoin(turn: Turn, room: Room): Promise<void> {
  const roster = turn.state.rosters.get(room.conversation)!
  const profile = turn.state.profile!
  const policy = policyOf(roster)
  const culprit = roster.lost?.culprit ?? null
  const others = roster.members.filter((one) => culprit === null || !sameBytes(one, culprit))
  const some = [
    ...shuffled(
      turn,
      others.filter((one) => isAdmin(policy, one)),
    ).slice(0, asked),
    ...shuffled(
      turn,
      others.filter((one) => !isAdmin(policy, one)),
    ).slice(0, asked),
  ]
  const letters: Room['letters'][number][] = []
  for (const account of some) {
    const [contact, chain] = [contactOf(turn, account), chainOf(turn, account)]
    if (contact === undefined || chain === undefined) continue
    for (const { key: device, inbox } of chain.devices) {
      const posting = { sender: profile.account, device: profile.device, devicePrivate: profile.devicePrivate }
      const { channel, seq } = room
      const body = await packLetter({ ...posting, inbox, channel, n: 0, content: encodeRejoin(seq) }, turn.at.random)
      letters.push({ device, contact: contact.number, body })
    }
  }
  turn.set('rooms', room.number, { ...turn.state.rooms.get(room.number)!, letters })
  postLetters(turn, room.number)
}

function shuffled<T>(turn: Turn, list: readonly T[]): readonly T[] {
  const dice = list.map((one) => ({ one, at: new DataView(turn.at.random(4).buffer).getUint32(0) }))
  return dice.toSorted((a, b) => a.at - b.at).map(({ one }) => one)
}
