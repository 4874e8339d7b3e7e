/** This machine's clock and randomness. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '@ebb/engine/ports'

export const systemClock: Clock = {
  now: () => Math.floor(Date.now() / 1000),
  everySecond(tick) {
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  },
}

/** So many bytes from the operating system, in a buffer of their own. */
export const systemRandom = (length: number): Uint8Array => Uint8Array.from(randomBytes(length))
