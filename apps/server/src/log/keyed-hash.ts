/**
 * HalfSipHash-1-3 (Aumasson and Bernstein) of five 32-bit words under a secret of 64 bits: who chooses ids cannot choose
 * where they fall in a table.
 */
export type KeyedHash = (words: Uint32Array, at: number, fifth: number) => number

/** `secret`: 8 bytes. Hashes `words[at]` to `words[at + 3]` and a fifth to 32 bits, unsigned. */
export function keyedHash(secret: Uint8Array): KeyedHash {
  const view = new DataView(secret.buffer, secret.byteOffset, 8)
  const [k0, k1] = [view.getInt32(0, true), view.getInt32(4, true)]
  return (words, at, fifth) => {
    let v0 = k0
    let v1 = k1
    let v2 = k0 ^ 0x6c796765
    let v3 = k1 ^ 0x74656462
    // Five words, the length as a sixth, and three rounds after them.
    for (let i = 0; i < 9; i++) {
      const word = i < 4 ? words[at + i]! : i === 4 ? fifth : i === 5 ? 0x14000000 : 0
      v3 ^= word
      if (i === 6) v2 ^= 0xff
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 ^= word
    }
    return (v1 ^ v3) >>> 0
  }
}

/** 16 bytes from `from` on, as four words. */
export function readWords(bytes: Uint8Array, from: number, words: Uint32Array): void {
  for (let i = 0; i < 4; i++) {
    const at = from + i * 4
    words[i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  }
}

/** Whether four words from `at` on are the four of `b`. */
export const sameWords = (a: Uint32Array, at: number, b: Uint32Array): boolean =>
  a[at] === b[0] && a[at + 1] === b[1] && a[at + 2] === b[2] && a[at + 3] === b[3]
