/** The policy of the channel on which everybody sends is the conversation's. */
import { decodePolicy, sameBytes, type AccountId, type Clocks } from '@ebb/protocol'
import { takeRoster } from '../groups/roster.ts'
import { note } from '../steps/note.ts'
import type { Turn } from '../turn.ts'
import { sendingRoom } from './sending-room.ts'

/** Who has changed a group, and whose devices they have added. */
export interface Changed {
  readonly by: AccountId
  readonly added: readonly AccountId[]
}

/** After anything that may have changed which channel that is, or its policy. */
export function takePolicy(turn: Turn, number: number, changed: Changed | null): void {
  const sending = sendingRoom(turn, number)
  const group = sending && turn.state.groups.get(sending.number)
  if (sending === undefined || group === undefined) return
  if (turn.state.rosters.has(number))
    takeRoster(turn, sending, changed ?? { by: turn.state.profile!.account, added: [] })
  else wantThere(turn, number, sending.number)
  const policy = decodePolicy(group.policy)
  if (typeof policy === 'string') return
  const conversation = turn.state.conversations.get(number)!
  // Nobody's policy is longer than the organisation's.
  const ceiling = Math.max(1, Math.min(policy.value.ceiling, turn.state.profile!.ceiling))
  const { afterRead } = policy.value
  if (conversation.ceiling === ceiling && conversation.afterRead === afterRead) return
  setClocks(turn, number, { ceiling, afterRead })
}

/** The clocks that hold from here on, with a line that says so. */
export function setClocks(turn: Turn, number: number, clocks: Clocks): void {
  turn.alter(number, clocks)
  turn.tell({ kind: 'timer', conversation: number, ...clocks })
  note(turn, number, { kind: 'clocks' }, clocks)
}

/** What a person wants of the conversation is wanted of that channel, until it is so. */
function wantThere(turn: Turn, conversation: number, sending: number): void {
  for (const number of turn.state.conversations.get(conversation)!.rooms) {
    const { wanted, ...room } = turn.state.rooms.get(number)!
    if (number === sending || wanted === null) continue
    turn.set('rooms', number, { ...room, wanted: null })
    const there = turn.state.rooms.get(sending)!
    turn.set('rooms', sending, { ...there, wanted: there.wanted ?? wanted })
  }
  const room = turn.state.rooms.get(sending)!
  const reached = room.wanted !== null && sameBytes(room.wanted, turn.state.groups.get(sending)!.policy)
  if (reached) turn.set('rooms', sending, { ...room, wanted: null })
}
