/**
 * Who comes: how many lines of one address there are, and how fast it comes. Some come at once; those after them wait, so
 * that a whole house can come back and nobody else waits for it. A line costs its address most of what there is until
 * somebody has authenticated on it: those who never do are few, whatever else they do. In memory only.
 */
import type { Limits } from '@ebb/protocol'
import { Concurrent, TokenBucket } from '../door/limits.ts'
import type { CountFlood } from './kinds.ts'

/** Somebody who was let in. */
export interface Arrived {
  /** Has authenticated. */
  known(): void
}

/** Called once, now or later, unless whoever comes has left before; with nothing for who is turned away. */
type Answer = (arrived: Arrived | undefined) => void

interface Pace {
  readonly bucket: TokenBucket
  readonly waiting: Set<Answer>
}

/** What a line costs, and what of that is given back when somebody has authenticated. */
const price = 10
const deposit = 9
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
    if (waiting.size === 0 && bucket.take(seconds(), price)) answer(new Arrival(bucket))
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
    const { connectsPerAddressAndSecond, strangersPerAddress } = this.#limits
    const bucket = new TokenBucket(connectsPerAddressAndSecond, strangersPerAddress * price, seconds())
    const pace = { bucket, waiting: new Set<Answer>() }
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
        if (!bucket.take(now, price)) break
        waiting.delete(answer)
        answer(new Arrival(bucket))
      }
      if (waiting.size === 0) this.#crowded.delete(pace)
    }
    if (this.#crowded.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

class Arrival implements Arrived {
  #bucket: TokenBucket | undefined

  constructor(bucket: TokenBucket) {
    this.#bucket = bucket
  }

  known(): void {
    this.#bucket?.giveBack(deposit)
    this.#bucket = undefined
  }
}

function turnedAway(answer: Answer): () => void {
  answer(undefined)
  return () => undefined
}

const seconds = (): number => performance.now() / 1000
