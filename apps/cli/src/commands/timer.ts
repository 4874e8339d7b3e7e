/** `ebb timer`: both clocks of a conversation, agreed between its members. */
import { formatDuration } from '@ebb/protocol'
import { addressIn, nameFor } from '../address.ts'
import { refused, Refused } from '../refused.ts'
import { say } from '../say.ts'
import { calm, catchUp, withSession, type Place } from '../session.ts'

export const timer = (
  place: Place,
  who: string,
  clocks: { ceiling?: number; afterRead?: number | boolean },
): Promise<void> =>
  withSession(place, async (session) => {
    // Commander says true where --no-after-read was not given and no length either.
    const { ceiling, afterRead } = clocks
    const reading = typeof afterRead === 'number' ? { afterRead } : afterRead === false ? { afterRead: null } : {}
    if (ceiling === undefined && Object.keys(reading).length === 0) {
      throw new Refused('bad-clock', 'Say which clock: --ceiling 1d, --after-read 30s or --no-after-read.')
    }
    if (!(await catchUp(session))) throw refused('offline')
    const to = await addressIn(session.engine.view, who)
    await session.command({ do: 'timer', to, ...(ceiling === undefined ? {} : { ceiling }), ...reading })
    await calm(session)
    const chat = (await session.engine.view.chats()).find((c) => c.with === to)!
    const read = chat.afterRead === null ? '' : `, and ${formatDuration(chat.afterRead)} after reading`
    say(place, `New messages with ${nameFor(who)} go ${formatDuration(chat.ceiling)} after sending${read}.`, {
      event: 'timer',
      with: who,
      ceiling: chat.ceiling,
      afterRead: chat.afterRead,
    })
  })
