/** Time as a device has it. In tests and the simulation a hand turns it. */
export interface Clock {
  /** Whole seconds since 1970. May jump either way; the engine never lets time run backwards. */
  now(): number
  /** Calls back about every second until the returned function is called; never inside the call itself. */
  everySecond(tick: () => void): () => void
  /** Resolves when whatever else waits in this process has had its turn. Without it, long work goes on once a second. */
  pause?(): Promise<void>
}

/** `length` bytes that nobody can guess; in the simulation, from its seed. */
export type RandomBytes = (length: number) => Uint8Array
