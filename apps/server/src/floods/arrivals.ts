/** Who comes: how many lines of one address there are, and how often it comes. In memory only. */
import type { Limits } from '@ebb/protocol'
import { Concurrent, Window } from '../door/limits.ts'
import type { CountFlood } from './kinds.ts'

export class Arrivals {
  readonly #limits: Limits
  readonly #flood: CountFlood
  readonly #open = new Concurrent()
  readonly #often = new Window(60)

  constructor(limits: Limits, flood: CountFlood) {
    this.#limits = limits
    this.#flood = flood
  }

  /** Whether one more may come from there; `leave` when it is gone. */
  enter(address: string): boolean {
    const { connectsPerAddressAndMinute: most, connectionsPerAddress } = this.#limits
    const isWelcome = this.#often.take(address, 1, { most, now: seconds() })
    if (isWelcome && this.#open.enter(address, connectionsPerAddress)) return true
    this.#flood(isWelcome ? 'connections-of-address' : 'connects-of-address')
    return false
  }

  leave(address: string): void {
    this.#open.leave(address)
  }

  /** Once a second: who came in a minute that is over is not remembered. */
  forget(): void {
    this.#often.forget(seconds())
  }
}

const seconds = (): number => performance.now() / 1000
