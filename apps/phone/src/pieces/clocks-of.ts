/** What a message may not outlive: the conversation's clocks, or those of a conversation that is only beginning. */
import type { ShownChat } from '@ebb/engine'
import { defaultClocks, type Clocks } from '@ebb/protocol'
import { me } from '../store/house.ts'

export function clocksOf(chat: ShownChat | undefined): Clocks {
  if (chat !== undefined) return { ceiling: chat.ceiling, afterRead: chat.afterRead }
  return { ...defaultClocks, ceiling: Math.min(defaultClocks.ceiling, me.value?.ceiling ?? defaultClocks.ceiling) }
}
