/** A conversation as a list of rows: days, the place where reading begins, lines about the clocks, grouped messages. */
import type { ShownMessage } from '@ebb/engine'
import type { Talk } from '../store/talk-shown.ts'
import { dayKey } from './times.ts'

/** Messages of one person that follow each other within this many seconds hang together. */
const together = 300

/** `begins` and `ends`: first and last of those that hang together. */
export type TalkRow =
  | { readonly kind: 'start'; readonly key: string }
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'note'; readonly key: string; readonly message: ShownMessage }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly message: ShownMessage
      readonly begins: boolean
      readonly ends: boolean
    }

export function rowsOf(talk: Talk): readonly TalkRow[] {
  const rows: TalkRow[] = talk.older ? [] : [{ kind: 'start', key: 'start' }]
  const { messages } = talk
  let day: string | undefined
  messages.forEach((message, at) => {
    const here = dayOf(message)
    if (here !== day) rows.push({ kind: 'day', key: `day ${here}`, at: message.sent })
    day = here
    if (message.number === talk.firstUnread) rows.push({ kind: 'unread', key: 'unread' })
    const key = `m${message.number}`
    if (message.state === 'note') rows.push({ kind: 'note', key, message })
    else {
      const begins = !hangTogether(messages[at - 1], message, talk)
      const ends = at === messages.length - 1 || !hangTogether(message, messages[at + 1]!, talk)
      rows.push({ kind: 'message', key, message, begins, ends })
    }
  })
  return rows
}

function hangTogether(before: ShownMessage | undefined, after: ShownMessage, { firstUnread }: Talk): boolean {
  return (
    before !== undefined &&
    before.state !== 'note' &&
    after.state !== 'note' &&
    before.from === after.from &&
    after.number !== firstUnread &&
    Math.abs(after.sent - before.sent) < together &&
    dayOf(before) === dayOf(after)
  )
}

/** Found once for each message: a calendar is slow, and rows are made anew with every change. */
function dayOf(message: ShownMessage): string {
  const day = days.get(message) ?? dayKey(message.sent)
  days.set(message, day)
  return day
}
const days = new WeakMap<ShownMessage, string>()

/** The row that opening begins with: the line above the first unread message; undefined: the newest. */
export function rowToOpenAt(rows: readonly TalkRow[], looked: number | undefined): number | undefined {
  const at = rows.findIndex((row) =>
    looked === undefined ? row.kind === 'unread' : row.kind === 'message' && row.message.number === looked,
  )
  return at < 0 ? undefined : at
}

/** Whether rows were added or taken away at the beginning only, so that what is seen must stay where it is. */
export function changedAtStart(before: readonly TalkRow[], after: readonly TalkRow[]): boolean {
  return before.length > 0 && after.length > 0 && before.length !== after.length && isAtStart(before, after)
}

/** The newest half of the shorter is the same in both. */
function isAtStart(before: readonly TalkRow[], after: readonly TalkRow[]): boolean {
  const same = Math.ceil(Math.min(before.length, after.length) / 2)
  for (let back = 1; back <= same; back++) if (before.at(-back)?.key !== after.at(-back)?.key) return false
  return true
}
