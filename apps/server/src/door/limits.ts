/** Rates and quotas. All of it is in memory only: what somebody did lately is nobody's business after a restart. */

import { limits } from '@ebb/protocol'

/** Refills at `rate` a second up to `burst`. */
export class TokenBucket {
  readonly #rate: number
  readonly #burst: number
  #level: number
  #at: number

  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate
    this.#burst = burst
    this.#level = burst
    this.#at = now
  }

  /** Takes so many, or says that there are not so many. `now` in seconds. */
  take(now: number, count = 1): boolean {
    if (now > this.#at) this.#level = Math.min(this.#burst, this.#level + (now - this.#at) * this.#rate)
    this.#at = now
    if (this.#level < count) return false
    this.#level -= count
    return true
  }

  giveBack(count: number): void {
    this.#level = Math.min(this.#burst, this.#level + count)
  }

  isFull(now: number): boolean {
    return this.#level + (now - this.#at) * this.#rate >= this.#burst
  }
}

/** What was counted under one key within one stretch of time. */
export interface Count {
  readonly stretch: number
  sum: number
}

/** What is counted often holds what was counted, where that is still good. */
export interface OftenCounted {
  count: Count | undefined
  /** The key. */
  countedAs(): string
}

/** Counts per key within windows of `length` seconds; a new window forgets everything. */
export class Window {
  readonly #length: number
  readonly #counts = new Map<string, Count>()
  #window = 0
  /** Goes up whenever everything is forgotten. */
  #stretch = 0

  constructor(length: number) {
    this.#length = length
  }

  /** What was counted in a window that is over is not remembered until the next one is asked for. */
  forget(now: number): void {
    if (Math.floor(now / this.#length) !== this.#window) this.#clear()
  }

  /** Adds `count` under `key`, unless that would pass `most`. */
  take(key: string, count: number, of: { most: number; now: number }): boolean {
    return this.takeOften({ count: undefined, countedAs: () => key }, count, of)
  }

  /** The same, without looking for the key each time. */
  takeOften(under: OftenCounted, count: number, { most, now }: { most: number; now: number }): boolean {
    const window = Math.floor(now / this.#length)
    if (window !== this.#window) this.#clear()
    this.#window = window
    if (under.count?.stretch !== this.#stretch) under.count = this.#counts.get(under.countedAs())
    const after = (under.count?.sum ?? 0) + count
    if (after > most) return false
    if (under.count !== undefined) under.count.sum = after
    else this.#counts.set(under.countedAs(), (under.count = { stretch: this.#stretch, sum: after }))
    return true
  }

  #clear(): void {
    this.#counts.clear()
    this.#stretch += 1
  }
}

/** What is open at once under a key. */
export class Concurrent {
  readonly #counts = new Map<string, number>()

  enter(key: string, most: number): boolean {
    const count = this.#counts.get(key) ?? 0
    if (count >= most) return false
    this.#counts.set(key, count + 1)
    return true
  }

  leave(key: string): void {
    const count = (this.#counts.get(key) ?? 1) - 1
    if (count > 0) this.#counts.set(key, count)
    else this.#counts.delete(key)
  }
}

export const quotas = () => ({
  channels: new Window(3600),
  claims: new Window(3600),
  claimsOfOne: new Window(3600),
  wrongInvitations: new Window(3600),
  invitations: new Window(86_400),
  commits: new Window(60),
  bytes: new Window(60),
  blobs: new Window(3600),
  reports: new Window(3600),
  reportsInLane: new Window(limits.reportLife),
})
export type Quotas = ReturnType<typeof quotas>
