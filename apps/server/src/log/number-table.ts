/**
 * Numbers found by a hash: open addressing with linear probing, in 256 parts that grow one by one, so that no append
 * waits for a whole table to be laid out anew. What a number stands for, its owner knows.
 */
const parts = 256
const partShift = 24
/** Slots of a part at first. A part grows when three quarters are taken. */
const least = 16

export interface NumberTableOwner {
  /** 32 bits, unsigned. */
  hashOf(number: number): number
}

export class NumberTable {
  readonly #owner: NumberTableOwner
  /** Of a number n, n + 1; 0 is empty. */
  readonly #slots: Uint32Array[] = Array.from({ length: parts }, () => new Uint32Array(least))
  readonly #counts = new Uint32Array(parts)

  constructor(owner: NumberTableOwner) {
    this.#owner = owner
  }

  /** Room for about so many, while there is none in it: laying out half of them anew, again and again, takes as long as adding all. */
  reserve(count: number): void {
    let size = least
    // Parts are not filled alike; one that is too small grows.
    while (size * 3 < (count / parts) * 4 * 1.05) size *= 2
    for (let part = 0; part < parts; part++) if (this.#counts[part] === 0) this.#slots[part] = new Uint32Array(size)
  }

  /** The first number with this hash for which `same` says so, or -1. */
  find(hash: number, same: (number: number) => boolean): number {
    const slots = this.#slots[hash >>> partShift]!
    const mask = slots.length - 1
    for (let at = hash & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const number = slots[at]! - 1
      if (same(number)) return number
    }
    return -1
  }

  /** `number` is not in it yet. */
  add(hash: number, number: number): void {
    const part = hash >>> partShift
    const slots = this.#slots[part]!
    place(slots, hash, number + 1)
    const count = (this.#counts[part] = this.#counts[part]! + 1)
    if (count * 4 > slots.length * 3) this.#slots[part] = this.#grown(slots)
  }

  remove(hash: number, number: number): void {
    const part = hash >>> partShift
    const slots = this.#slots[part]!
    const mask = slots.length - 1
    let at = hash & mask
    while (slots[at] !== number + 1) {
      if (slots[at] === 0) return
      at = (at + 1) & mask
    }
    this.#counts[part] = this.#counts[part]! - 1
    // What comes after moves up, unless it stands at its place or between that and the hole.
    let hole = at
    for (let next = (at + 1) & mask; slots[next] !== 0; next = (next + 1) & mask) {
      const home = this.#owner.hashOf(slots[next]! - 1) & mask
      if (((next - home) & mask) < ((next - hole) & mask)) continue
      slots[hole] = slots[next]!
      hole = next
    }
    slots[hole] = 0
  }

  #grown(slots: Uint32Array): Uint32Array {
    const grown = new Uint32Array(slots.length * 2)
    for (const value of slots) if (value !== 0) place(grown, this.#owner.hashOf(value - 1), value)
    return grown
  }
}

function place(slots: Uint32Array, hash: number, value: number): void {
  const mask = slots.length - 1
  let at = hash & mask
  while (slots[at] !== 0) at = (at + 1) & mask
  slots[at] = value
}
