/**
 * The time, as far as something may be destroyed by it. A clock that is suddenly far ahead is believed when it has stayed
 * so for a while: until then time goes on from where it was. A clock that goes back is believed at once, because that
 * destroys nothing.
 */
export interface SteadyClockTools {
  /** Seconds since 1970, as the machine has them. */
  readonly wall: () => number
  /** Seconds of a clock that only runs forwards. */
  readonly elapsed: () => number
  /** Seconds that a clock may gain at once, and after which a larger gain is believed. */
  readonly trust: number
  readonly jumped: () => void
}

/** Whole seconds since 1970. */
export function steadyClock({ wall, elapsed, trust, jumped }: SteadyClockTools): () => number {
  let last = { time: wall(), at: elapsed() }
  let ahead: number | undefined
  return () => {
    const at = elapsed()
    const expected = last.time + at - last.at
    const now = wall()
    if (now <= expected + trust) ahead = undefined
    else if (ahead === undefined) {
      ahead = at
      jumped()
    }
    const isBelieved = ahead === undefined || at - ahead >= trust
    if (isBelieved) ahead = undefined
    last = { time: isBelieved ? now : expected, at }
    return Math.floor(last.time)
  }
}

/** Milliseconds. */
const glances = 100

/** The same, as it was a tenth of a second ago at most: a server asks several times for each message. */
export function glanced(clock: () => number): { readonly now: () => number; stop(): void } {
  let time = clock()
  const timer = setInterval(() => (time = clock()), glances)
  timer.unref()
  return { now: () => time, stop: () => clearInterval(timer) }
}
