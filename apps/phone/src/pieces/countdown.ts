/** What is left of a message, and when that looks different next. Times in seconds since 1970, lengths in seconds. */

/** What decides the end of a message, as it is shown. */
export interface Ending {
  readonly sent: number
  readonly expires: number
  readonly ceiling: number
  readonly afterRead: number | null
}

/** Steps in which the small clock empties. */
const steps = 16

export interface Left {
  /** Seconds. */
  readonly seconds: number
  /** What is left of the clock that runs: 0 to 16 sixteenths, rounded up. */
  readonly sixteenths: number
  /** Less than a minute: said in seconds. */
  readonly close: boolean
  /** When any of this is different. */
  readonly next: number
}

export function leftOf(message: Ending, now: number): Left {
  const seconds = Math.max(0, message.expires - now)
  const length = lengthOf(message)
  const sixteenths = Math.min(steps, Math.ceil((seconds * steps) / length))
  const close = seconds <= 60
  // The step ends when less than its own share is left; below a minute every second shows.
  const step = Math.ceil(message.expires - ((sixteenths - 1) * length) / steps)
  const minute = message.expires - 60
  const next = close ? now + 1 : Math.max(now + 1, Math.min(step, minute))
  return { seconds, sixteenths, close, next }
}

/** The clock that ends it: from reading where that comes first, else from sending. */
function lengthOf({ sent, expires, ceiling, afterRead }: Ending): number {
  return Math.max(1, afterRead !== null && expires < sent + ceiling ? afterRead : ceiling)
}
