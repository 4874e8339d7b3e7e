/** `ebb invite`: a link that lets one person in. */
import { refused } from '../refused.ts'
import { say } from '../say.ts'
import { catchUp, withSession, type Place } from '../session.ts'

export const invite = (place: Place): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) throw refused('offline')
    const { value } = await session.command({ do: 'invite' })
    const link = value!.link!
    const { renderUnicodeCompact } = await import('uqr')
    const picture = process.stdout.isTTY ? `\n${renderUnicodeCompact(link)}` : ''
    say(place, `${link}${picture}`, { event: 'invite', link })
  })
