/**
 * What waits to be sent to a connection, as a chain from its newest frame back to the first. Connections that are told
 * the same frames in one stretch of work hold the same chain, so what it amounts to is joined once for all of them.
 */
export class Outbox {
  /** Bytes of the whole chain. */
  readonly size: number
  readonly #before: Outbox | undefined
  readonly #frame: Uint8Array
  readonly #body: Uint8Array | undefined
  /** What others were told after this chain, so that the next one is given the same. */
  #after: Outbox | undefined
  #joined: Uint8Array | undefined

  constructor(before: Outbox | undefined, frame: Uint8Array, body: Uint8Array | undefined) {
    this.#before = before
    this.#frame = frame
    this.#body = body
    this.size = (before === undefined ? 0 : before.size) + frame.length + (body === undefined ? 0 : body.length)
  }

  /** This chain and one more, which others are told too: the same for everybody who comes with the same `frame`. */
  with(frame: Uint8Array, body: Uint8Array): Outbox {
    if (this.#after === undefined || this.#after.#frame !== frame) this.#after = new Outbox(this, frame, body)
    return this.#after
  }

  /** As one message, the same object each time. */
  joined(): Uint8Array {
    return (this.#joined ??= this.#before === undefined && this.#body === undefined ? this.#frame : this.#join())
  }

  #join(): Uint8Array {
    const all = Buffer.allocUnsafe(this.size)
    let end = this.#lay(all, this.size)
    for (let at = this.#before; at !== undefined; at = at.#before) end = at.#lay(all, end)
    return all
  }

  /** Its own frame, up to `end`. Returns where it begins. */
  #lay(all: Uint8Array, end: number): number {
    const bodyAt = end - (this.#body?.length ?? 0)
    if (this.#body !== undefined) all.set(this.#body, bodyAt)
    const at = bodyAt - this.#frame.length
    all.set(this.#frame, at)
    return at
  }
}

export interface Departing {
  leave(): void
}

/** Whoever has something to send: all leave at the end of this stretch of work, in the order in which they came. */
export class Departures {
  #waiting: Departing[] = []
  #first: Outbox | undefined
  #firstFrame: Uint8Array | undefined

  /** Its `leave` is called before anything else happens. */
  add(departing: Departing): void {
    if (this.#waiting.length === 0) queueMicrotask(this.#go)
    this.#waiting.push(departing)
  }

  /** The chain of those who were told nothing before. */
  begin(frame: Uint8Array, body: Uint8Array): Outbox {
    if (this.#firstFrame !== frame || this.#first === undefined) {
      this.#firstFrame = frame
      this.#first = new Outbox(undefined, frame, body)
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
