/**
 * Who comes: how many lines of one address there are, and how fast it comes. Some come at once; those after them wait for
 * a moment each, so that a whole house can come back and nobody else waits for it. In memory only.
 */
import type { Limits } from '@ebb/protocol'
import { Concurrent, TokenBucket } from '../door/limits.ts'
import type { CountFlood } from './kinds.ts'

/** Called once, now or later, unless whoever comes has left before. */
type Answer = (isWelcome: boolean) => void

interface Pace {
  readonly bucket: TokenBucket
  readonly waiting: Set<Answer>
}

/** Milliseconds between two looks at who waits. */
const look = 20

export class Arrivals {
  readonly #limits: Limits
  readonly #flood: CountFlood
  readonly #open = new Concurrent()
  readonly #paces = new Map<string, Pace>()
  /** Those with somebody who waits, or who did a moment ago. */
  readonly #crowded = new Set<Pace>()
  #timer: NodeJS.Timeout | undefined

  constructor(limits: Limits, flood: CountFlood) {
    this.#limits = limits
    this.#flood = flood
  }

  /** One more comes from there. What is returned is called when it is gone, whatever came of it. */
  enter(address: string, answer: Answer): () => void {
    if (!this.#open.enter(address, this.#limits.connectionsPerAddress)) {
      this.#flood('connections-of-address')
      return turnedAway(answer)
    }
    const pace = this.#paceOf(address)
    const { bucket, waiting } = pace
    if (waiting.size === 0 && bucket.take(seconds())) answer(true)
    else if (waiting.size < this.#limits.connectsWaitingPerAddress) this.#wait(pace, answer)
    else {
      this.#open.leave(address)
      this.#flood('connects-of-address')
      return turnedAway(answer)
    }
    return () => {
      waiting.delete(answer)
      this.#open.leave(address)
    }
  }

  /** Once a second: an address that may come as it likes is not remembered. */
  forget(): void {
    const now = seconds()
    for (const [address, { bucket, waiting }] of this.#paces)
      if (waiting.size === 0 && bucket.isFull(now)) this.#paces.delete(address)
  }

  #paceOf(address: string): Pace {
    const known = this.#paces.get(address)
    if (known !== undefined) return known
    const { connectsPerAddressAndSecond: rate } = this.#limits
    const pace = { bucket: new TokenBucket(rate, rate, seconds()), waiting: new Set<Answer>() }
    this.#paces.set(address, pace)
    return pace
  }

  #wait(pace: Pace, answer: Answer): void {
    pace.waiting.add(answer)
    this.#crowded.add(pace)
    this.#timer ??= setInterval(() => this.#letIn(), look).unref()
  }

  #letIn(): void {
    const now = seconds()
    for (const pace of this.#crowded) {
      const { bucket, waiting } = pace
      for (const answer of waiting) {
        if (!bucket.take(now)) break
        waiting.delete(answer)
        answer(true)
      }
      if (waiting.size === 0) this.#crowded.delete(pace)
    }
    if (this.#crowded.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

function turnedAway(answer: Answer): () => void {
  answer(false)
  return () => undefined
}

const seconds = (): number => performance.now() / 1000
