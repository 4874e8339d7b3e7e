/** `ebb watch`: prints what arrives and what goes, until interrupted. What was printed counts as read. */
import { drawn, messageLine, messageObject, note, say } from '../say.ts'
import { labelOf, nameFor } from '../address.ts'
import { offlineLine, withSession, type Place, type Session } from '../session.ts'

export const watch = (place: Place): Promise<void> =>
  withSession(place, async (session) => {
    const { view } = session.engine
    const interrupted = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    })
    session.onEvent((event) => {
      if (event.kind === 'message') void show(place, session, event)
      if (event.kind === 'line' && event.at === 'online') note(place, 'Connected.', { event: 'online' })
      if (event.kind === 'line' && event.at === 'offline') note(place, offlineLine, { event: 'offline' })
      if (event.kind === 'gone') {
        const who = labelOf(view, event.conversation) ?? ''
        note(place, `A message with ${nameFor(who)} has gone.`, { event: 'gone', with: who, number: event.message })
      }
    })
    await session.command({ do: 'connect' })
    await Promise.race([interrupted, session.failed])
  })

async function show(place: Place, session: Session, event: { conversation: number; message: number }): Promise<void> {
  const { view } = session.engine
  const to = view.addressOf(event.conversation)
  const message = to === undefined ? undefined : await view.message(to, event.message)
  if (to === undefined || message === undefined) return
  say(place, messageLine(message, place.machine.clock.now(), drawn()), {
    event: 'message',
    with: labelOf(view, event.conversation),
    ...messageObject(message),
  })
  await session.command({ do: 'seen', to, messages: [message.number] })
}
