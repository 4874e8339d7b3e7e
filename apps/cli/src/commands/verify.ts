/** `ebb verify`: what two people compare to know that nobody stands between them. */
import { refused } from '../refused.ts'
import { say } from '../say.ts'
import { withSession, type Place } from '../session.ts'

export const verify = (place: Place, who: string, mark: boolean): Promise<void> =>
  withSession(place, async (session) => {
    const safety = session.engine.view.safety(who)
    if (safety === undefined) throw refused('unknown-conversation')
    if (mark) await session.command({ do: 'verified', to: who })
    const { renderUnicodeCompact } = await import('uqr')
    const groups = safety.digits.match(/.{5}/g)!
    const rows = [0, 4, 8].map((row) => groups.slice(row, row + 4).join(' '))
    const state =
      mark || safety.verified
        ? 'You have compared it: verified.'
        : 'The same on both sides? Then: ebb verify @NAME --mark'.replace('NAME', who)
    const text = [
      `Safety number with @${who}:`,
      ...rows.map((row) => `  ${row}`),
      renderUnicodeCompact(safety.code),
      state,
    ]
    say(place, text.join('\n'), {
      event: 'safety',
      with: who,
      digits: safety.digits,
      code: safety.code,
      verified: mark || safety.verified,
    })
  })
