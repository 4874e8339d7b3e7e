/** What a device does as soon as it is connected: whatever is written down and not done yet. */
import { fetchMore } from '../attachments/fetch.ts'
import { uploadMore } from '../attachments/upload.ts'
import { pursueKnocks } from '../entrance/knock.ts'
import { openRoom } from '../rooms/reading.ts'
import { pursue } from '../people/meet.ts'
import { revokeTokens } from '../people/tokens.ts'
import { postLetters } from '../rooms/letters-out.ts'
import type { Turn } from '../turn.ts'
import { ask } from './requests.ts'

export async function welcomeBack(turn: Turn): Promise<void> {
  const profile = turn.state.profile!
  if (profile.secret !== null) turn.change({ profile: { ...profile, secret: null } })
  turn.tell({ kind: 'line', at: 'online' })
  ask(turn, { kind: 'stock' }, { for: 'stock' })
  for (const room of turn.state.rooms.values()) {
    await openRoom(turn, room.number)
    postLetters(turn, room.number)
  }
  await uploadMore(turn)
  await fetchMore(turn)
  revokeTokens(turn)
  await pursueKnocks(turn)
  for (const conversation of turn.state.conversations.keys()) pursue(turn, conversation)
}
