/** What a person does with a conversation as a whole. */
import type { Command, CommandRefusal } from '../events.ts'
import { lineEvent } from '../line/line-table.ts'
import { underWay } from '../line/requests.ts'
import { seek } from '../people/meet.ts'
import type { Conversation } from '../records/conversation.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { postLetters } from '../rooms/letters-out.ts'
import { openRoom } from '../rooms/reading.ts'
import type { Turn } from '../turn.ts'

/** Where the handle leads to another account now, there is nothing to verify until a person has decided. */
export function verified(
  turn: Turn,
  { to, verified: same = true }: Extract<Command, { do: 'verified' }>,
  conversation: Conversation | undefined,
): CommandRefusal | undefined {
  const contact = [...turn.state.contacts.values()].find((c) => c.handle === to)
  if (contact === undefined) return 'unknown-conversation'
  if (conversation !== undefined && conversation.changed !== null) return 'identity-changed'
  turn.set('contacts', contact.number, { ...contact, verified: same })
  return undefined
}

export function arrange(
  turn: Turn,
  { pinned, muted, archived }: Extract<Command, { do: 'arrange' }>,
  conversation: Conversation,
): undefined {
  turn.alter(conversation.number, {
    pinned: pinned ?? conversation.pinned,
    muted: muted ?? conversation.muted,
    archived: archived ?? conversation.archived,
  })
}

/** Without waiting for the next time; the handle is looked up again too, where it led to another account. */
export async function retry(turn: Turn, { number, rooms, changed }: Conversation): Promise<void> {
  turn.set('troubles', number, undefined)
  if (turn.state.line.at !== 'online') return lineEvent(turn, { on: 'wanted' })
  const asked = underWay(turn, (p) => p.for === 'seek' && p.conversation === number)
  if (changed !== null && !asked) seek(turn, turn.state.conversations.get(number)!)
  for (const room of rooms) {
    await openRoom(turn, room)
    postLetters(turn, room)
  }
  await advanceConversation(turn, number)
}
