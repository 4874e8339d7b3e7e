/** Chance that repeats itself: sfc32, seeded with a text. Good enough to wander about, and for nothing that must be secret. */
export interface Chance {
  /** `length` bytes of its own. */
  readonly bytes: (length: number) => Uint8Array
  /** A whole number from 0 up to, but not, `end`. */
  below(end: number): number
  happens(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** By weights that need no sum; undefined where all are 0. */
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T | undefined
}

/** The same seed, the same chance. Different seeds for different people keep one's draws from moving another's. */
export function chanceOf(seed: string): Chance {
  let [a, b, c, counter] = spread(seed)
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 15; i++) word()
  const below = (end: number): number => Math.floor((word() / 2 ** 32) * end)
  return {
    below,
    bytes: (length) => Uint8Array.from({ length }, () => word() >>> 24),
    happens: (probability) => word() / 2 ** 32 < probability,
    pick: (from) => from[below(from.length)]!,
    weighted(from) {
      const total = from.reduce((sum, [weight]) => sum + weight, 0)
      if (total <= 0) return undefined
      let left = (word() / 2 ** 32) * total
      for (const [weight, value] of from) {
        if (left < weight) return value
        left -= weight
      }
      return from.findLast(([weight]) => weight > 0)![1]
    },
  }
}

/** Four words that depend on every letter of the seed (FNV-1a with four offsets). */
function spread(seed: string): [number, number, number, number] {
  const hash = (offset: number): number => {
    let h = offset
    for (let i = 0; i < seed.length; i++) h = Math.imul(h ^ seed.charCodeAt(i), 16_777_619)
    return h ^ (h >>> 15)
  }
  return [hash(0x811c9dc5), hash(0x9e3779b9), hash(0x85ebca6b), hash(0xc2b2ae35)]
}
