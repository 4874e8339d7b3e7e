/**
 * A server that keeps two halves of a group apart is noticed by nobody within it: each half goes on. Two who are in both
 * halves and talk with each other elsewhere tell each other which epochs they have seen.
 */
import { limits, sameBytes, type AccountId, type Body, type EpochMark } from '@ebb/protocol'
import type { Conversation } from '../records/conversation.ts'
import type { Room } from '../records/room.ts'
import { compose } from '../steps/compose.ts'
import type { Turn } from '../turn.ts'
import { hasAccount } from './policy.ts'

/** Of each group, so many epochs are told: whoever is a few behind finds one that both have seen. */
const toldAtOnce = 4

/** After each turn: every epoch that a group has come to is written down, and compared with what others have said of it. */
export function noteEpochs(turn: Turn): void {
  const { before, state } = turn
  if (state.groups === before.groups) return
  for (const [number, group] of state.groups) {
    const old = before.groups.get(number)
    if (old === group || (old !== undefined && old.epoch === group.epoch)) continue
    const room = state.rooms.get(number)
    if (room === undefined || !state.rosters.has(room.conversation)) continue
    const mark = { n: group.epoch, authenticator: group.authenticator.slice(0, 16) }
    const seen = [...(state.epochs.get(number)?.seen ?? []).filter(({ n }) => n !== mark.n), mark]
    turn.set('epochs', number, { version: 1, room: number, seen: seen.slice(-limits.knownEpochs) })
    for (const heard of state.heardEpochs.get(number) ?? []) compare(turn, room, heard)
  }
  for (const number of state.epochs.keys()) if (!state.groups.has(number)) turn.set('epochs', number, undefined)
}

/** Before something is said to somebody: what they have not been told of groups that both are in. It is not shown. */
export async function tellEpochs(turn: Turn, conversation: Conversation): Promise<void> {
  const contact = conversation.contact === null ? undefined : turn.state.contacts.get(conversation.contact)
  if (contact === undefined || turn.state.rosters.has(conversation.number)) return
  const told = new Map(turn.state.toldEpochs.get(conversation.number))
  const marks: EpochMark[] = []
  for (const room of turn.state.rooms.values()) {
    const seen = turn.state.epochs.get(room.number)?.seen ?? []
    const newest = seen.at(-1)
    if (newest === undefined || !isShared(turn, room, contact.account) || told.get(room.number) === newest.n) continue
    if (marks.length + toldAtOnce > limits.epochMarks) break
    told.set(room.number, newest.n)
    for (const mark of seen.slice(-toldAtOnce)) marks.push({ channel: room.channel, ...mark })
  }
  if (marks.length === 0) return
  turn.set('toldEpochs', conversation.number, told)
  await compose(turn, conversation.number, { body: { kind: 'epochs', marks }, ceiling: turn.state.profile!.ceiling })
}

/** What somebody has seen. Of groups that both are in; what has not come here yet is compared when it comes. */
export function takeEpochs(
  turn: Turn,
  number: number,
  sender: AccountId,
  { marks }: Extract<Body, { kind: 'epochs' }>,
): void {
  if (turn.state.rosters.has(number)) return
  for (const mark of marks) {
    const room = [...turn.state.rooms.values()].find((one) => sameBytes(one.channel, mark.channel))
    if (room === undefined || !isShared(turn, room, sender)) continue
    const newest = turn.state.epochs.get(room.number)?.seen.at(-1)
    if (newest === undefined || mark.n <= newest.n) compare(turn, room, mark)
    else {
      const heard = turn.state.heardEpochs.get(room.number) ?? []
      turn.set('heardEpochs', room.number, [...heard, mark].slice(-limits.knownEpochs))
    }
  }
}

const isShared = (turn: Turn, { conversation, stage }: Room, account: AccountId): boolean =>
  stage === 'standing' && hasAccount(turn.state.rosters.get(conversation)?.members ?? [], account)

/** Told once of each group, as long as the program runs. */
function compare(turn: Turn, room: Room, mark: Pick<EpochMark, 'n' | 'authenticator'>): void {
  const own = turn.state.epochs.get(room.number)?.seen.find(({ n }) => n === mark.n)
  if (own === undefined || sameBytes(own.authenticator, mark.authenticator) || turn.state.apart.has(room.number)) return
  turn.set('apart', room.number, true)
  turn.tell({ kind: 'warning', what: 'history-differs', about: room.conversation })
}
