/**
 * When kept messages end, in memory. Of what lay in the vault at the start only the slices are known: a slice is read
 * when it begins, so that opening does not read everything, and each message of it is looked at again when it ends.
 */
import { messageExpires, type KeptMessage } from './records/message.ts'
import type { Reader } from './turn.ts'
import type { Vault } from './vault/index.ts'

export interface Calendar {
  readonly due: Reader['due']
  /** What a turn has kept. */
  note(messages: ReadonlyMap<number, KeptMessage | undefined>): void
}

type Kept = { readonly key: number; readonly message: KeptMessage }
interface Ending {
  /** Seconds since 1970; none of them ends before. */
  readonly time: number
  readonly keys: readonly number[]
}

/** `read` gives what is left of these messages. */
export function calendarOf(
  vault: Pick<Vault, 'bucketsDue'>,
  read: (keys: ReadonlySet<number>) => Promise<readonly Kept[]>,
): Calendar {
  /** Latest first. */
  let dates: Ending[] | undefined
  const noted = new Map<number, number>()

  function put(key: number, time: number): void {
    if (dates === undefined || noted.get(key) === time) return
    noted.set(key, time)
    dates.splice(placeOf(dates, time), 0, { time, keys: [key] })
  }

  return {
    async due(now) {
      dates ??= (await vault.bucketsDue(Number.MAX_SAFE_INTEGER))
        .map(({ bucket, messages }) => ({ time: bucket.start, keys: messages }))
        .toSorted((a, b) => b.time - a.time)
      const keys = new Set<number>()
      while (dates.length > 0 && dates.at(-1)!.time <= now) for (const key of dates.pop()!.keys) keys.add(key)
      for (const key of keys) noted.delete(key)
      const messages: Kept[] = []
      for (const one of await read(keys)) {
        const ends = messageExpires(one.message)
        if (ends <= now) messages.push(one)
        else put(one.key, ends)
      }
      return { messages, next: dates.at(-1)?.time ?? Number.MAX_SAFE_INTEGER }
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
