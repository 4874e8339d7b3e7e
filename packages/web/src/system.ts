/** This browser's clock and randomness. */
import type { Clock } from '@ebb/engine/ports'

export const systemClock: Required<Clock> = {
  now: () => Math.floor(Date.now() / 1000),
  everySecond(tick) {
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  },
  pause: leaveHalf(),
}

/** Pauses as long as the work before took: the page that somebody looks at wants the processor too. */
function leaveHalf(): () => Promise<void> {
  let since = 0
  return async () => {
    const worked = Math.min(longestPause, performance.now() - since)
    await new Promise((resolve) => setTimeout(resolve, worked))
    since = performance.now()
  }
}
/** In milliseconds. */
const longestPause = 50

/** More at once is refused by getRandomValues. */
const atOnce = 65_536

/** So many bytes from the operating system, in a buffer of their own. */
export function systemRandom(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += atOnce) crypto.getRandomValues(bytes.subarray(at, at + atOnce))
  return bytes
}
