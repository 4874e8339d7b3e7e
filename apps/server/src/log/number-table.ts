/**
 * Numbers found by a hash: open addressing with linear probing, in 256 parts that grow one by one, so that no append
 * waits for a whole table to be laid out anew. What a number stands for, its owner knows; hashes lie beside the numbers,
 * so that looking and growing touch nothing but the table.
 */
const parts = 256
const partShift = 24
/** Slots of a part at first. A part grows when three quarters are taken. */
const least = 16

export class NumberTable {
  /** Two words a slot. Of a number n, n + 1, and its hash; 0 is empty. */
  readonly #slots: Uint32Array[] = Array.from({ length: parts }, () => new Uint32Array(2 * least))
  readonly #counts = new Uint32Array(parts)

  /** Room for about so many, while there is none in it: laying out half of them anew, again and again, takes as long as adding all. */
  reserve(count: number): void {
    let size = least
    // Parts are not filled alike; one that is too small grows.
    while (size * 3 < (count / parts) * 4 * 1.05) size *= 2
    for (let part = 0; part < parts; part++) if (this.#counts[part] === 0) this.#slots[part] = new Uint32Array(2 * size)
  }

  /** The first number with this hash, of 32 bits without a sign, for which `same` says so, or -1. */
  find(hash: number, same: (number: number) => boolean): number {
    const slots = this.#slots[hash >>> partShift]!
    const mask = slots.length - 1
    for (let at = (hash << 1) & mask; slots[at] !== 0; at = (at + 2) & mask)
      if (slots[at + 1] === hash && same(slots[at]! - 1)) return slots[at]! - 1
    return -1
  }

  /** `number` is not in it yet. */
  add(hash: number, number: number): void {
    const part = hash >>> partShift
    const slots = this.#slots[part]!
    place(slots, hash, number + 1)
    const count = (this.#counts[part] = this.#counts[part]! + 1)
    if (count * 8 > slots.length * 3) this.#slots[part] = grown(slots)
  }

  remove(hash: number, number: number): void {
    const part = hash >>> partShift
    const slots = this.#slots[part]!
    const mask = slots.length - 1
    let at = (hash << 1) & mask
    while (slots[at] !== number + 1) {
      if (slots[at] === 0) return
      at = (at + 2) & mask
    }
    this.#counts[part] = this.#counts[part]! - 1
    // What comes after moves up, unless it stands at its place or between that and the hole.
    let hole = at
    for (let next = (at + 2) & mask; slots[next] !== 0; next = (next + 2) & mask) {
      const home = (slots[next + 1]! << 1) & mask
      if (((next - home) & mask) < ((next - hole) & mask)) continue
      slots[hole] = slots[next]!
      slots[hole + 1] = slots[next + 1]!
      hole = next
    }
    slots[hole] = 0
  }
}

function grown(slots: Uint32Array): Uint32Array {
  const into = new Uint32Array(slots.length * 2)
  for (let at = 0; at < slots.length; at += 2) if (slots[at] !== 0) place(into, slots[at + 1]!, slots[at]!)
  return into
}

function place(slots: Uint32Array, hash: number, value: number): void {
  const mask = slots.length - 1
  let at = (hash << 1) & mask
  while (slots[at] !== 0) at = (at + 2) & mask
  slots[at] = value
  slots[at + 1] = hash
}
