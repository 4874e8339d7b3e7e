/** Time as a device has it. In tests and the simulation a hand turns it. */
export interface Clock {
  /** Whole seconds since 1970. May jump either way; the engine never lets time run backwards. */
  now(): number
  /** Calls back about every second until the returned function is called; never inside the call itself. */
  everySecond(tick: () => void): () => void
}

/** `length` bytes that nobody can guess; in the simulation, from its seed. */
export type RandomBytes = (length: number) => Uint8Array
