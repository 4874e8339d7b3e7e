/** `ebb join`: keys and an account on this terminal. */
import { openSession, type Place } from '../session.ts'
import { asRefused, refused } from '../refused.ts'
import { say } from '../say.ts'

export async function join(place: Place, link: string, name: string): Promise<void> {
  const session = await openSession(place, true)
  try {
    const offline = session.until((event) => (event.kind === 'line' && event.at === 'offline' ? event : undefined))
    const unreachable = offline.then(() => Promise.reject(refused('offline')))
    await Promise.race([session.command({ do: 'join', link, name }), unreachable])
    const me = session.engine.view.me()!
    say(place, `You are @${me.handle} on ${me.origin}. Next: ebb invite, or ebb send @somebody TEXT.`, {
      event: 'joined',
      name: me.handle,
      server: me.origin,
    })
  } catch (error) {
    throw asRefused(error)
  } finally {
    await session.close()
  }
}
