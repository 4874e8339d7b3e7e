/** Both clocks of a conversation, as a person wants them. */
import { encodePolicy, limits, type Clocks } from '@ebb/protocol'
import type { Command, CommandRefusal } from '../events.ts'
import type { Conversation } from '../records/conversation.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { setClocks } from '../rooms/policy.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import { clocks } from './groups.ts'
import type { Turn } from '../turn.ts'

export async function timer(
  turn: Turn,
  command: Extract<Command, { do: 'timer' }>,
  conversation: Conversation,
): Promise<CommandRefusal | undefined> {
  const ceiling = command.ceiling ?? conversation.ceiling
  const afterRead = command.afterRead === undefined ? conversation.afterRead : command.afterRead
  const bad = judgeClocks({ ceiling, afterRead }, { ceiling: turn.state.profile!.ceiling, afterRead: null })
  if (bad !== undefined) return bad
  if (turn.state.rosters.has(conversation.number)) return clocks(turn, conversation.number, { ceiling, afterRead })
  const room = sendingRoom(turn, conversation.number)
  if (room === undefined) {
    // Not founded yet: the channel begins with these clocks.
    const same = conversation.ceiling === ceiling && conversation.afterRead === afterRead
    if (!same) setClocks(turn, conversation.number, { ceiling, afterRead })
    return undefined
  }
  const contact = turn.state.contacts.get(conversation.contact!)!
  const admins = [turn.state.profile!.account, contact.account]
  turn.set('rooms', room.number, {
    ...room,
    wanted: encodePolicy({ version: 1, name: '', ceiling, afterRead, admins }),
  })
  await advanceConversation(turn, conversation.number)
  return undefined
}

export function judgeClocks(clocks: Clocks, policy: Clocks): CommandRefusal | undefined {
  const lengths = [clocks.ceiling, ...(clocks.afterRead === null ? [] : [clocks.afterRead])]
  if (!lengths.every((n) => Number.isSafeInteger(n) && n >= 1)) return 'bad-clock'
  const longer =
    clocks.ceiling > policy.ceiling ||
    (policy.afterRead !== null && clocks.afterRead !== null && clocks.afterRead > policy.afterRead)
  return longer || clocks.ceiling > limits.ceiling ? 'longer-than-policy' : undefined
}
