/**
 * What any member may commit is drawn lots for: each waits for a random time, the longer the more there are, so that few
 * compete for one epoch.
 */
import { advance } from '../rooms/advance.ts'
import type { Turn } from '../turn.ts'

/** Every second: whoever's time has come commits, unless another has done it. */
export async function drawLots(turn: Turn): Promise<void> {
  for (const [room, at] of turn.state.lots) {
    if (turn.state.rooms.get(room)?.stage !== 'standing') turn.set('lots', room, undefined)
    else if (at <= turn.now) await advance(turn, room)
  }
}
