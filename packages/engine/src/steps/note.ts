/** A line in a conversation about its new clocks. Nobody has sent it: each device writes its own, under those clocks. */
import { encodeCanonical, encodeContent, type Clocks } from '@ebb/protocol'
import type { KeptMessage } from '../records/message.ts'
import type { Turn } from '../turn.ts'

export function note(turn: Turn, number: number, clocks: Clocks): void {
  const { next, at } = turn.state.conversations.get(number)!
  const { ceiling, afterRead } = clocks
  const message: KeptMessage = {
    version: 2,
    state: 'note',
    id: turn.at.random(32),
    sender: turn.state.profile!.account,
    content: encodeContent({
      salt: turn.at.random(16),
      replaces: null,
      inReplyTo: null,
      sent: turn.wall,
      count: next,
      ceiling,
      afterRead,
      body: { kind: 'unknown', bytes: nothing },
    }),
    ceiling,
    afterRead,
    sent: turn.now,
    read: null,
    edits: [],
    reactions: [],
  }
  turn.alter(number, { next: next + 1, at: Math.max(at, turn.now) })
  turn.keep(number, next, message)
  turn.tell({ kind: 'message', conversation: number, message: next })
}

/** Kind 0 is nobody's. */
const nothing = encodeCanonical([0])
