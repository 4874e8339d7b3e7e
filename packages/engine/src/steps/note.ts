/** A line in a conversation about what has become of it. Nobody has sent it: each device writes its own, under the clocks that hold. */
import { encodeContent, type Clocks } from '@ebb/protocol'
import type { KeptMessage } from '../records/message.ts'
import { noteBody, type Note } from '../records/note.ts'
import type { Turn } from '../turn.ts'

export function note(turn: Turn, number: number, says: Note, clocks: Clocks): void {
  const { next, at } = turn.state.conversations.get(number)!
  const { ceiling, afterRead } = clocks
  const message: KeptMessage = {
    version: 4,
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
      body: noteBody(says),
    }),
    ceiling,
    afterRead,
    sent: turn.now,
    read: null,
    edits: [],
    reactions: [],
    ballot: null,
    receipts: new Uint8Array(),
  }
  turn.alter(number, { next: next + 1, at: Math.max(at, turn.now) })
  turn.keep(number, next, message)
  turn.tell({ kind: 'message', conversation: number, message: next })
}
