/** `ebb receipts`, `ebb typing`, `ebb info`: whether others are told of delivery, reading and writing, and who has told of a message. */
import type { ShownMessage, ShownReceipts } from '@ebb/engine'
import { addressIn } from '../address.ts'
import { refused } from '../refused.ts'
import { note, say } from '../say.ts'
import { catchUp, offlineLine, withSession, type Place } from '../session.ts'

const lines = {
  receipts: { on: 'Receipts are on: you tell others, and are told.', off: 'Receipts are off.' },
  typing: { on: 'Typing notices are on: you tell others, and are told.', off: 'Typing notices are off.' },
} as const
type Telling = keyof typeof lines

/** `ebb receipts`, and `ebb typing` for programs that use `ebb run`. `on` undefined: says how it is. */
export const telling = (place: Place, what: Telling, on?: boolean): Promise<void> =>
  withSession(place, async (session) => {
    if (on !== undefined) await session.command({ do: what, on })
    const now = session.engine.view.me()?.[what] === true
    say(place, lines[what][now ? 'on' : 'off'], { event: what, on: now })
  })

export const info = (place: Place, who: string, number: number): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) note(place, offlineLine, { event: 'offline' })
    const { view } = session.engine
    const to = await addressIn(view, who)
    const message = await view.message(to, number)
    if (message === undefined) throw refused('unknown-message')
    const shown = await view.receipts(to, number)
    const tells = view.me()?.receipts === true
    say(place, shown === undefined ? withoutReceipts(message, tells) : infoLines(shown), {
      event: 'info',
      number,
      receipts: shown ?? null,
    })
  })

/** `tells`: this person tells others, and is told. */
export function withoutReceipts(
  { mine, from, state }: Pick<ShownMessage, 'mine' | 'from' | 'state'>,
  tells: boolean,
): string {
  if (state === 'note') return 'Nobody has written it: it is a line of this device.'
  if (!mine) return `Only @${from}, who wrote it, is told of it.`
  if (state === 'queued') return 'It waits to be sent.'
  if (!tells) return 'Receipts are off, so nobody tells of it. To tell others and be told: ebb receipts on'
  return state === 'read' ? 'It was read.' : state === 'delivered' ? 'It was delivered.' : 'Nobody tells of it.'
}

function infoLines({ read, delivered, none }: ShownReceipts): string {
  const line = (title: string, who: readonly string[]): string[] =>
    who.length === 0 ? [] : [`${title}: ${who.map((name) => `@${name}`).join(', ')}`]
  return [...line('Read by', read), ...line('Delivered to', delivered), ...line('Not heard from', none)].join('\n')
}
