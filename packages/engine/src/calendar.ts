/**
 * When kept messages end, in memory. Of what lay in the vault at the start it is told what may have ended, so that opening
 * does not read everything, and looks at each message again when it ends.
 */
import { messageExpires, type KeptMessage } from './records/message.ts'
import type { Reader } from './turn.ts'

export interface Calendar {
  readonly due: Reader['due']
  /** What a turn has kept. */
  note(messages: ReadonlyMap<number, KeptMessage | undefined>): void
}

type Kept = { readonly key: number; readonly message: KeptMessage }
interface Ending {
  readonly key: number
  /** Seconds since 1970. */
  readonly time: number
}

export interface CalendarParts {
  /** Of what lay there at the start, what may have ended by then and was not given before; and when there will be more. */
  readonly takeDue: (now: number) => Promise<{ readonly messages: readonly Kept[]; readonly next: number }>
  /** What is left of these messages. */
  readonly read: (keys: ReadonlySet<number>) => Promise<readonly Kept[]>
}

export function calendarOf({ takeDue, read }: CalendarParts): Calendar {
  /** Latest first. */
  const dates: Ending[] = []
  const noted = new Map<number, number>()

  function put(key: number, time: number): void {
    if (noted.get(key) === time) return
    noted.set(key, time)
    dates.splice(placeOf(dates, time), 0, { time, key })
  }

  return {
    async due(now) {
      const keys = new Set<number>()
      while (dates.length > 0 && dates.at(-1)!.time <= now) keys.add(dates.pop()!.key)
      for (const key of keys) noted.delete(key)
      const fresh = await takeDue(now)
      const messages: Kept[] = []
      for (const one of [...(await read(keys)), ...fresh.messages]) {
        const ends = messageExpires(one.message)
        if (ends > now) put(one.key, ends)
        else messages.push(one)
      }
      return { messages, next: Math.min(fresh.next, dates.at(-1)?.time ?? Number.MAX_SAFE_INTEGER) }
    },
    note(messages) {
      for (const [key, message] of messages) {
        if (message === undefined) noted.delete(key)
        else put(key, messageExpires(message))
      }
    },
  }
}

/** Where a date at this time belongs in a list with the latest first. */
function placeOf(dates: readonly Ending[], time: number): number {
  let [from, to] = [0, dates.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (dates[middle]!.time > time) from = middle + 1
    else to = middle
  }
  return from
}
