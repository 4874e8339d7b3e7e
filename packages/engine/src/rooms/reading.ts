/** The doors of reading a room, for those who have events for it. */
import type { Turn } from '../turn.ts'
import { readingEvent } from './reading-table.ts'

export const openRoom = (turn: Turn, room: number): Promise<void> => readingEvent(turn, room, { on: 'open' })

/** A chain has come that some room may have waited for. */
export async function chainsKnown(turn: Turn): Promise<void> {
  for (const [room, reading] of turn.state.readings)
    if (reading.at === 'waiting') await readingEvent(turn, room, { on: 'known' })
}
