/** `ebb save`: what hangs on a message, into a file that this machine keeps for ever. */
import { addressIn } from '../address.ts'
import { saveTo } from '../files.ts'
import { refused } from '../refused.ts'
import { harmlessName, say } from '../say.ts'
import { catchUp, withSession, type Place, type Session } from '../session.ts'

export const save = (place: Place, who: string, message: number, path: string): Promise<void> =>
  withSession(place, async (session) => {
    const to = await addressIn(session.engine.view, who)
    await saveFrom(session, to, { message, path })
    say(place, `Saved as ${harmlessName(path)}. This copy does not vanish.`, { event: 'saved', with: who, message })
  })

/** Fetches what is not here yet. Throws Refused. */
export async function saveFrom(
  session: Session,
  to: string,
  { message, path }: { readonly message: number; readonly path: string },
): Promise<void> {
  const { engine } = session
  let attachment = await engine.open(to, message)
  // Twice: a piece of which only half was written when something was killed is known to be missing once all are here.
  for (let tries = 0; attachment === undefined && tries < 2; tries++) {
    await fetched(session, to, message)
    attachment = await engine.open(to, message)
  }
  if (attachment === undefined) throw refused('unknown-message')
  await saveTo(path, attachment)
}

/** Waits until all of what hangs on a message is here. Throws Refused. */
export async function fetched(session: Session, to: string, message: number): Promise<void> {
  const { view } = session.engine
  if (!view.online() && !(await catchUp(session))) throw refused('offline')
  const shown = await view.message(to, message)
  if (shown?.attachment === undefined) throw refused('unknown-message')
  const more = () =>
    session.until((event) => {
      if (event.kind === 'line' && event.at !== 'online') return { why: 'offline' as const }
      const isIt = event.kind === 'transfer' && event.message === message && view.addressOf(event.conversation) === to
      return isIt ? { why: event.why } : undefined
    })
  // Listened for before it is asked for.
  let next = more()
  const answer = await session.engine.fetch(to, message)
  if (!answer.ok) throw refused(answer.why)
  for (;;) {
    const { why } = await next
    if (why !== undefined) throw refused(why)
    next = more()
    if ((await view.message(to, message))?.attachment?.here === 1) return
  }
}
