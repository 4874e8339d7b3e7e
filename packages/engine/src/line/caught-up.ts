/** Whether this device has seen everything that lay at the server for it. */
import { isWanting } from '../records/roster.ts'
import type { Purpose, State } from '../state.ts'

/** The server hands out letters before it answers what was asked after the proof, so the stock's answer comes after them. */
const early: ReadonlySet<Purpose['for']> = new Set(['authenticate', 'register', 'stock', 'know', 'create', 'open'])

export function caughtUp(state: State): boolean {
  const { rooms, readings, line, letters, requests } = state
  if (line.at !== 'online' || letters.size > 0) return false
  for (const purpose of requests.values()) if (early.has(purpose.for)) return false
  for (const room of rooms.values()) {
    const at = readings.get(room.number)?.at ?? 'shut'
    if (at === 'opening' || at === 'reading' || at === 'waiting') return false
  }
  return true
}

/** Whether nothing is on its way to the server. */
export function idle(state: State): boolean {
  const waits = [...state.conversations.values()].some((conversation) => conversation.queue.length > 0)
  if (state.uploads.size > 0 || state.outgoing.size > 0 || state.incoming.size > 0) return false
  const letters = [...state.rooms.values()].some((room) => room.letters.length > 0 || room.staged !== null)
  const wanting = [...state.rosters.values()].some(isWanting)
  return state.requests.size === 0 && !waits && !letters && !wanting
}
