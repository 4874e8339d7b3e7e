/**
 * What a browser has recorded, without what it writes into it about itself and the time. What is played is not touched: only
 * how long it is, which browsers do not know when they begin, is written where it belongs.
 */

/** Undefined: it is not built as browsers build it. `milliseconds`: how long it is. */
export function plainSound(bytes: Uint8Array, type: string, milliseconds: number): Uint8Array | undefined {
  try {
    if (type === 'audio/webm') return plainWebm(bytes, milliseconds)
    if (type === 'audio/mp4') return plainMp4(bytes)
    return undefined
  } catch (error) {
    // It ends in the middle.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Elements of Matroska (RFC 9559). */
const ebml = 0x1a45dfa3
const segment = 0x18538067
const tracks = 0x1654ae6b
const cluster = 0x1f43b675

/** The header, a segment of unknown length, our own information in it, its tracks, and the sound as it is. */
function plainWebm(bytes: Uint8Array, milliseconds: number): Uint8Array | undefined {
  const head = elementAt(bytes, 0)
  if (head.id !== ebml) return undefined
  const all = elementAt(bytes, head.end)
  if (all.id !== segment) return undefined
  const kept: Uint8Array[] = [bytes.subarray(0, head.end), Uint8Array.from([0x18, 0x53, 0x80, 0x67, 1, ...unknown])]
  kept.push(information(milliseconds))
  for (let at = all.inside; at < bytes.length;) {
    const one = elementAt(bytes, at)
    // Clusters may be of unknown length too, and nothing but clusters follows.
    if (one.id === cluster) return joined([...kept, bytes.subarray(at)])
    if (one.id === tracks) kept.push(bytes.subarray(at, one.end))
    at = one.end
  }
  return undefined
}

const unknown = [255, 255, 255, 255, 255, 255, 255]

/** RFC 9559, section 5.1.2: milliseconds as the unit, how many there are, and what has written this. */
function information(milliseconds: number): Uint8Array {
  const duration = new DataView(new ArrayBuffer(8))
  duration.setFloat64(0, milliseconds)
  const name = [0x83, 0x65, 0x62, 0x62]
  const inside = [
    [0x2a, 0xd7, 0xb1, 0x83, 0x0f, 0x42, 0x40],
    [0x44, 0x89, 0x88, ...new Uint8Array(duration.buffer)],
    [0x4d, 0x80, ...name],
    [0x57, 0x41, ...name],
  ].flat()
  return Uint8Array.from([0x15, 0x49, 0xa9, 0x66, 0x80 | inside.length, ...inside])
}

interface Element {
  readonly id: number
  readonly inside: number
  /** Behind the last byte there is, where its length is unknown. */
  readonly end: number
}

/** RFC 8794, section 4. Throws RangeError where it ends in the middle. */
function elementAt(bytes: Uint8Array, at: number): Element {
  const idLength = lengthAt(bytes, at)
  let id = 0
  for (let place = 0; place < idLength; place++) id = id * 256 + byteAt(bytes, at + place)
  const sizeAt = at + idLength
  const sizeLength = lengthAt(bytes, sizeAt)
  let size = byteAt(bytes, sizeAt) & (0xff >> sizeLength)
  for (let place = 1; place < sizeLength; place++) size = size * 256 + byteAt(bytes, sizeAt + place)
  const inside = sizeAt + sizeLength
  const isUnknown = size === 2 ** (7 * sizeLength) - 1
  return { id, inside, end: isUnknown ? bytes.length : inside + size }
}

/** Of a number that says by its first bits how many bytes it has. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const length = Math.clz32(byteAt(bytes, at)) - 23
  if (length > 8) throw new RangeError('no number of Matroska')
  return length
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new RangeError('it ends in the middle')
  return byte
}

function joined(all: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(all.reduce((sum, one) => sum + one.length, 0))
  let at = 0
  for (const one of all) {
    whole.set(one, at)
    at += one.length
  }
  return whole
}

/** ISO/IEC 14496-12: boxes of boxes, boxes that begin with two times, and boxes about something else than the sound. */
const outer: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'moof', 'traf', 'mvex'])
const timed: ReadonlySet<string> = new Set(['mvhd', 'tkhd', 'mdhd'])
const about: ReadonlySet<string> = new Set(['udta', 'meta', 'prft', 'emsg', 'uuid', 'free', 'skip'])

/** Nothing is moved, because boxes say where others lie. */
function plainMp4(bytes: Uint8Array): Uint8Array | undefined {
  const plain = bytes.slice()
  const view = new DataView(plain.buffer)
  if (nameAt(plain, 4) !== 'ftyp') return undefined
  const walk = (from: number, to: number): void => {
    for (let at = from; at < to;) {
      const name = nameAt(plain, at + 4)
      const short = view.getUint32(at)
      const head = short === 1 ? 16 : 8
      const size = short === 0 ? to - at : short === 1 ? Number(view.getBigUint64(at + 8)) : short
      if (size < head || at + size > to) throw new RangeError('it ends in the middle')
      if (outer.has(name)) walk(at + head, at + size)
      // Version and flags, then both times, of four bytes each or, in version 1, of eight.
      else if (timed.has(name)) plain.fill(0, at + head + 4, at + head + 4 + (plain[at + head] === 1 ? 16 : 8))
      else if (about.has(name)) {
        plain.set([0x66, 0x72, 0x65, 0x65], at + 4)
        plain.fill(0, at + head, at + size)
      }
      at += size
    }
  }
  walk(0, plain.length)
  return plain
}

const nameAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
