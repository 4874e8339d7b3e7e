/**
 * What waits to be sent to a connection, as a chain from its newest frame back to the first. Connections that are told
 * the same frames in one stretch of work hold the same chain, so what it amounts to is joined once for all of them.
 */
import type { LaidFrame } from '@ebb/protocol'

export class Outbox {
  /** Bytes of the whole chain. */
  readonly size: number
  readonly #before: Outbox | undefined
  readonly #frame: LaidFrame
  /** What others were told after this chain, so that the next one is given the same. */
  #after: Outbox | undefined
  #joined: Uint8Array | undefined

  constructor(before: Outbox | undefined, frame: LaidFrame) {
    this.#before = before
    this.#frame = frame
    this.size = (before === undefined ? 0 : before.size) + frame.size
  }

  /** This chain and one more, which others are told too: the same for everybody who comes with the same `frame`. */
  with(frame: LaidFrame): Outbox {
    if (this.#after === undefined || this.#after.#frame !== frame) this.#after = new Outbox(this, frame)
    return this.#after
  }

  /** As one message, the same object each time. */
  joined(): Uint8Array {
    return (this.#joined ??= Outbox.#join(this))
  }

  static #join(newest: Outbox): Uint8Array {
    const { size } = newest
    if (newest.#before === undefined && newest.#frame instanceof WholeFrame) return newest.#frame.bytes
    const all = Buffer.allocUnsafe(size)
    let end = size
    for (let at: Outbox | undefined = newest; at !== undefined; at = at.#before) {
      end -= at.#frame.size
      at.#frame.lay(all, end)
    }
    return all
  }
}

/** A frame that is bytes already. */
export class WholeFrame implements LaidFrame {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get size(): number {
    return this.bytes.length
  }

  lay(out: Uint8Array, at: number): void {
    out.set(this.bytes, at)
  }
}

export interface Departing {
  leave(): void
}

/** Whoever has something to send: all leave at the end of this stretch of work, in the order in which they came. */
export class Departures {
  #waiting: Departing[] = []
  #first: Outbox | undefined
  #firstFrame: LaidFrame | undefined

  /** Its `leave` is called before anything else happens. */
  add(departing: Departing): void {
    if (this.#waiting.length === 0) queueMicrotask(this.#go)
    this.#waiting.push(departing)
  }

  /** The chain of those who were told nothing before. */
  begin(frame: LaidFrame): Outbox {
    if (this.#firstFrame !== frame || this.#first === undefined) {
      this.#firstFrame = frame
      this.#first = new Outbox(undefined, frame)
    }
    return this.#first
  }

  readonly #go = (): void => {
    const waiting = this.#waiting
    this.#waiting = []
    // Nothing of what was said stays in memory.
    this.#first = undefined
    this.#firstFrame = undefined
    for (const departing of waiting) departing.leave()
  }
}
