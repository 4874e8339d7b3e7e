/** Where a person may write, and under which clocks. */
import { isHandle, limits, type Clocks } from '@ebb/protocol'
import type { CommandRefusal } from '../events.ts'
import { mayWrite } from '../groups/may-write.ts'
import { conversationWith } from '../people/meet.ts'
import type { Conversation } from '../records/conversation.ts'
import type { Turn } from '../turn.ts'

interface Place {
  /** Undefined: it begins with what is written. */
  readonly known: Conversation | undefined
  /** What is written there lives no longer than these. */
  readonly policy: Clocks
}

/** Where something is written that a command names, or why not. */
export function placeFor(turn: Turn, to: string): Place | CommandRefusal {
  const { handle, account, ceiling } = turn.state.profile!
  const known = conversationWith(turn, to)
  const group = known && turn.state.rosters.get(known.number)
  if (group === undefined && (!isHandle(to) || to === handle)) return 'bad-name'
  if (group !== undefined && !group.inside) return 'left'
  if (known !== undefined && !mayWrite(turn, known.number, account)) return 'admins-only'
  if (known?.blocked === true) return 'blocked'
  return { known, policy: known ?? { ceiling: Math.min(limits.ceiling, ceiling), afterRead: null } }
}
