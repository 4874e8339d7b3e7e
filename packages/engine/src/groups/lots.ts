/**
 * What any member may commit is drawn lots for: each waits for a random time, the longer the more there are, so that few
 * compete for one epoch.
 */
import { advance } from '../rooms/advance.ts'
import { pursue } from '../people/meet.ts'
import { recover } from './recover.ts'
import type { Turn } from '../turn.ts'

/** Every second: whoever's time has come commits, unless another has done it. */
export async function drawLots(turn: Turn): Promise<void> {
  for (const [room, at] of turn.state.lots) {
    const { stage, conversation } = turn.state.rooms.get(room)!
    if (at > turn.now) continue
    if (stage === 'standing') await advance(turn, room)
    else if (stage === 'rolled-back' && !turn.state.rosters.has(conversation)) {
      turn.set('lots', room, undefined)
      pursue(turn, conversation)
    } else if (stage !== 'lost' && stage !== 'rolled-back') turn.set('lots', room, undefined)
  }
  for (const conversation of turn.state.rosters.keys()) await recover(turn, conversation)
}
