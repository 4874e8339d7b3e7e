/** This browser's clock and randomness. */
import type { Clock } from '@ebb/engine/ports'

export const systemClock: Clock = {
  now: () => Math.floor(Date.now() / 1000),
  everySecond(tick) {
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  },
  pause: () => new Promise((resolve) => setTimeout(resolve)),
}

/** More at once is refused by getRandomValues. */
const atOnce = 65_536

/** So many bytes from the operating system, in a buffer of their own. */
export function systemRandom(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += atOnce) crypto.getRandomValues(bytes.subarray(at, at + atOnce))
  return bytes
}
