/**
 * Values that were compressed with Snappy (https://github.com/google/snappy/blob/main/format_description.txt), wherever
 * they begin in a file: Firefox compresses each record of IndexedDB, Chromium each block of a LevelDB table.
 */
const [shortest, longest] = [80, 1_048_576]

/** Everything in the bytes that decompresses without a fault, and to exactly the length that it says. */
export function snappyIn(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = []
  for (let at = 0; at + 8 < bytes.length; at++) {
    const length = lengthAt(bytes, at)
    if (length === undefined || length.value < shortest || length.value > longest) continue
    // Bytes that were copied before there were any: no beginning.
    if ((bytes[length.next]! & 3) !== 0) continue
    if (walk(bytes, length.next, length.value, undefined)) {
      const out = new Uint8Array(length.value)
      walk(bytes, length.next, length.value, out)
      found.push(out)
    }
  }
  return found
}

function lengthAt(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0
  for (let i = 0; i < 3; i++) {
    const byte = bytes[at + i]!
    value += (byte & 127) * 2 ** (7 * i)
    if (byte < 128) return { value, next: at + i + 1 }
  }
  return undefined
}

/** Literals and copies until so many bytes are there; false where one of them cannot be. Writes to `out`, if there is one. */
function walk(bytes: Uint8Array, from: number, length: number, out: Uint8Array | undefined): boolean {
  let at = from
  let done = 0
  while (done < length) {
    const tag = bytes[at]
    if (tag === undefined) return false
    at += 1
    const kind = tag & 3
    if (kind === 0) {
      let size = (tag >> 2) + 1
      if (size > 60) {
        const width = size - 60
        if (width > 3) return false
        size = 1 + littleEndian(bytes, at, width)
        at += width
      }
      if (at + size > bytes.length || done + size > length) return false
      out?.set(bytes.subarray(at, at + size), done)
      at += size
      done += size
      continue
    }
    const size = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    const offset = kind === 1 ? ((tag >> 5) << 8) | bytes[at]! : littleEndian(bytes, at, kind === 2 ? 2 : 4)
    at += kind === 1 ? 1 : kind === 2 ? 2 : 4
    if (offset === 0 || offset > done || done + size > length) return false
    // Byte by byte, because a copy may reach into what it makes.
    if (out !== undefined) for (let i = 0; i < size; i++) out[done + i] = out[done + i - offset]!
    done += size
  }
  return true
}

function littleEndian(bytes: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let i = 0; i < width; i++) value += (bytes[at + i] ?? 0) * 256 ** i
  return value
}
