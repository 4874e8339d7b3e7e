/** `ebb introduce`, `introductions`, `meet`: people whom one knows are told of each other, and whoever is told decides. */
import { refused } from '../refused.ts'
import { note, say } from '../say.ts'
import { calm, catchUp, offlineLine, withSession, type Place } from '../session.ts'

export const introduce = (place: Place, to: string, other: string): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) throw refused('offline')
    await session.command({ do: 'introduce', to, other })
    await calm(session)
    say(place, `You have told @${to} and @${other} of each other. Each of them decides.`, {
      event: 'introduced',
      people: [to, other],
    })
  })

export const introductions = (place: Place): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) note(place, offlineLine, { event: 'offline' })
    const all = session.engine.view.introductions()
    if (all.length === 0 && !place.json) say(place, 'Nobody was introduced to you.', {})
    for (const one of all)
      say(place, `@${one.by} introduces @${one.name}: ebb meet @${one.name}, or ebb meet @${one.name} --no`, {
        event: 'introduction',
        ...one,
      })
  })

export const meet = (place: Place, who: string, wanted: boolean): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) note(place, offlineLine, { event: 'offline' })
    const one = session.engine.view.introductions().find(({ name }) => name === who)
    if (one === undefined) throw refused('unknown-introduction')
    await session.command({ do: 'introduction', introduction: one.number, meet: wanted })
    await calm(session)
    const line = wanted
      ? `You can write to @${who}: under the account that @${one.by} knows. That is @${one.by}'s word; to be sure yourself, compare: ebb verify @${who}`
      : `You have not met @${who}. Nobody is told.`
    say(place, line, { event: wanted ? 'met' : 'not-met', name: who, by: one.by })
  })
