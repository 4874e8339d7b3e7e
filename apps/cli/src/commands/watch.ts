/** `ebb watch`: prints what arrives and what goes, until interrupted. What was printed counts as read. */
import { messageLine, messageObject, note, say } from '../say.ts'
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
        const who = view.handleOf(event.conversation) ?? ''
        note(place, `A message with @${who} has gone.`, { event: 'gone', with: who, number: event.message })
      }
    })
    await session.command({ do: 'connect' })
    await Promise.race([interrupted, session.failed])
  })

async function show(place: Place, session: Session, event: { conversation: number; message: number }): Promise<void> {
  const who = session.engine.view.handleOf(event.conversation)
  const message = who === undefined ? undefined : await session.engine.view.message(who, event.message)
  if (who === undefined || message === undefined) return
  say(place, messageLine(message, place.machine.clock.now()), {
    event: 'message',
    with: who,
    ...messageObject(message),
  })
  await session.command({ do: 'seen', to: who, messages: [message.number] })
}
