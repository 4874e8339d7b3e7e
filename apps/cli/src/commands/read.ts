/** `ebb read`: a conversation as it is now. What was printed counts as read. */
import { addressIn, nameFor } from '../address.ts'
import { refused } from '../refused.ts'
import { drawn, harmless, messageLine, messageObject, note, say } from '../say.ts'
import { catchUp, offlineLine, withSession, type Place } from '../session.ts'

export const read = (place: Place, who: string): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) note(place, offlineLine, { event: 'offline' })
    const to = await addressIn(session.engine.view, who)
    const messages = await session.engine.view.messages(to)
    if (messages === undefined) throw refused('unknown-conversation')
    for (const message of messages)
      say(place, messageLine(message, place.machine.clock.now(), drawn()), {
        event: 'message',
        with: label(who),
        ...messageObject(message),
      })
    if (messages.length === 0 && !place.json)
      say(place, `Nothing here. What was said with ${nameFor(label(who))} is gone, or is still to come.`, {})
    const unread = messages.filter((m) => !m.mine && !m.read).map((m) => m.number)
    if (unread.length > 0) await session.command({ do: 'seen', to, messages: unread })
  })

const label = (who: string): string => who.replace(/^@/, '')

/** `ebb reveal`: what can be looked at once, printed once. */
export const reveal = (place: Place, who: string, message: number): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) note(place, offlineLine, { event: 'offline' })
    const to = await addressIn(session.engine.view, who)
    const { value } = await session.command({ do: 'reveal', to, message, here: false })
    say(place, harmless(value!.text!), { event: 'revealed', with: label(who), number: message, text: value!.text })
    await session.command({ do: 'delete', to, message, forEveryone: false })
  })
