/** One time for the whole world, turned by hand, and every device's clock, which may go before or after it. */
import type { Clock } from '@ebb/engine/ports'

export interface WorldTime {
  /** Whole seconds since 1970. */
  readonly now: () => number
  /** The same with their parts. */
  readonly elapsed: () => number
  pass(seconds: number): void
}

export interface DeviceClock extends Clock {
  /** Calls back whoever asked for every second. */
  tick(): void
  /** Whoever asked is dead. */
  forget(): void
}

export function worldTime(start: number): WorldTime {
  let elapsed = start
  return {
    now: () => Math.floor(elapsed),
    elapsed: () => elapsed,
    pass(seconds) {
      elapsed += seconds
    },
  }
}

/** `ahead`: seconds by which this device's clock is ahead of the world's. */
export function deviceClock(time: WorldTime, ahead: number): DeviceClock {
  let ticks = new Set<() => void>()
  return {
    now: () => time.now() + ahead,
    everySecond(tick) {
      const mine = ticks
      mine.add(tick)
      return () => void mine.delete(tick)
    },
    tick() {
      for (const tick of ticks) tick()
    },
    forget() {
      ticks = new Set()
    },
  }
}
