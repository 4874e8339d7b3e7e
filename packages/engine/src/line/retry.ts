/** What was put off by a refusal that time heals is tried again, a few times a minute. */
import { uploadMore } from '../attachments/upload.ts'
import { pursueKnocks } from '../entrance/knock.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { revokeTokens } from '../people/tokens.ts'
import { takeWaitingLetters } from '../rooms/letters-in.ts'
import { postLetters } from '../rooms/letters-out.ts'
import { openRoom } from '../rooms/reading.ts'
import { readingEvent } from '../rooms/reading-table.ts'
import { isOver } from '../records/room.ts'
import { isWanting, type Roster } from '../records/roster.ts'
import type { Turn } from '../turn.ts'

const every = 15

const isChanging = (roster: Roster | undefined): boolean =>
  roster !== undefined && (isWanting(roster) || roster.leaving.length > 0 || roster.rejoining.length > 0)

export async function retryNow(turn: Turn): Promise<void> {
  if (turn.state.line.at !== 'online' || Math.floor(turn.now / every) === Math.floor(turn.before.time.passed / every))
    return
  for (const room of turn.state.rooms.values()) {
    if (!isOver(room)) {
      await openRoom(turn, room.number)
      await readingEvent(turn, room.number, { on: 'stalled' })
    }
    if (room.letters.length > 0) postLetters(turn, room.number)
  }
  await uploadMore(turn)
  revokeTokens(turn)
  await pursueKnocks(turn)
  await takeWaitingLetters(turn)
  for (const conversation of turn.state.conversations.values()) {
    const waits =
      conversation.queue.length > 0 ||
      conversation.rooms.some((room) => turn.state.rooms.get(room)!.staged !== null) ||
      isChanging(turn.state.rosters.get(conversation.number))
    if (waits) await advanceConversation(turn, conversation.number)
  }
}
