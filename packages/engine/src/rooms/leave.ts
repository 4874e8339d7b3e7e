/** Leaving channels: this device reads and sends in them no more, and keeps nothing with which it could. */
import { ask } from '../line/requests.ts'
import type { Turn } from '../turn.ts'

/** Nobody is told. The room's record stays, so that an old letter does not open it again. */
export function leaveRoom(turn: Turn, number: number): void {
  const room = turn.state.rooms.get(number)!
  if (turn.state.line.at === 'online' && turn.state.readings.has(number))
    ask(turn, { kind: 'close', channel: room.channel }, { for: 'close' })
  turn.set('rooms', number, { ...room, stage: 'left', staged: null, letters: [] })
  turn.set('groups', number, undefined)
  turn.set('stagedGroups', number, undefined)
  turn.set('readings', number, undefined)
  turn.set('epochPairs', number, undefined)
  turn.set('segmentTickets', number, undefined)
  turn.set('lanes', number, undefined)
  turn.set('trails', number, undefined)
}

export function leaveRooms(turn: Turn, conversation: number): void {
  for (const number of turn.state.conversations.get(conversation)!.rooms) leaveRoom(turn, number)
  for (const [place, envelope] of turn.state.envelopes)
    if (envelope.conversation === conversation) turn.set('envelopes', place, undefined)
}
