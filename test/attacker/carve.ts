/**
 * Every value that lies anywhere in an SQLite file and its log, live or dead: cells in use, cells in the free space of
 * pages, cells of freed pages, every version of every page in the log, also of frames that a checkpoint left behind.
 * Only tables of (integer key, blob) are looked for. https://www.sqlite.org/fileformat2.html §1.6, §2.1 and §4.
 *
 * Covered: cells whose record header is whole, also where the four bytes before it were overwritten by the list of
 * free blocks (then the key is unknown). Not covered: a blob whose header was overwritten while its body was not, and
 * overflow chains of which no version of a page is left.
 */
export interface Carved {
  /** Undefined where the bytes that held it were overwritten. */
  readonly key: number | undefined
  readonly value: Uint8Array
}

type Pages = ReadonlyMap<number, readonly Uint8Array[]>

/** `log` may be missing or empty. */
export function carve(database: Uint8Array, log: Uint8Array | undefined): readonly Carved[] {
  const size = pageSizeOf(database, log)
  const pages = versions(database, log, size)
  const found = new Map<string, Carved>()
  for (const all of pages.values()) {
    for (const page of all) {
      for (let at = 0; at + 4 < page.length; at++) {
        for (const cell of cellsAt(page, at, pages))
          found.set(`${cell.key} ${Buffer.from(cell.value).toString('latin1')}`, cell)
      }
    }
  }
  return [...found.values()]
}

function pageSizeOf(database: Uint8Array, log: Uint8Array | undefined): number {
  const header = Buffer.from(database.subarray(0, 100))
  if (header.length === 100) return header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  return log === undefined || log.length < 32 ? 512 : Buffer.from(log.subarray(0, 32)).readUInt32BE(8)
}

function versions(database: Uint8Array, log: Uint8Array | undefined, size: number): Pages {
  const pages = new Map<number, Uint8Array[]>()
  const add = (number: number, bytes: Uint8Array): void => void pages.set(number, [...(pages.get(number) ?? []), bytes])
  for (let at = 0; at + size <= database.length; at += size) add(at / size + 1, database.subarray(at, at + size))
  const frames = log === undefined ? Buffer.alloc(0) : Buffer.from(log)
  for (let at = 32; at + 24 + size <= frames.length; at += 24 + size) {
    add(frames.readUInt32BE(at), new Uint8Array(frames.subarray(at + 24, at + 24 + size)))
  }
  return pages
}

/** A record header begins at `at`: its length, a NULL for the integer key, a blob's type. */
function* cellsAt(page: Uint8Array, at: number, pages: Pages): Generator<Carved> {
  const headerLength = page[at]!
  if (headerLength < 3 || headerLength > 6 || page[at + 1] !== 0) return
  const type = varint(page, at + 2)
  if (type === undefined || type.next !== at + headerLength || type.value < 12 + 2 * 17 || type.value % 2 !== 0) return
  const payload = headerLength + (type.value - 12) / 2
  if (payload > 5_000_000) return
  for (const whole of payloadsAt(page, at, payload, pages))
    yield { key: keyBefore(page, at, payload), value: whole.subarray(headerLength) }
}

/** The payload's length and the key stand before the header; undefined where they do not fit any more. */
function keyBefore(page: Uint8Array, at: number, payload: number): number | undefined {
  for (let start = Math.max(0, at - 18); start < at; start++) {
    const length = varint(page, start)
    if (length?.value !== payload) continue
    const key = varint(page, length.next)
    if (key?.next === at) return key.value
  }
  return undefined
}

function* payloadsAt(page: Uint8Array, at: number, payload: number, pages: Pages): Generator<Uint8Array> {
  const size = page.length
  const most = size - 35
  const least = Math.floor(((size - 12) * 32) / 255) - 23
  const rest = least + ((payload - least) % (size - 4))
  const local = payload <= most ? payload : rest <= most ? rest : least
  if (at + local > size) return
  const head = page.subarray(at, at + local)
  if (local === payload) {
    yield head
    return
  }
  if (at + local + 4 > size) return
  let tries = 0
  for (const tail of chains(numberAt(page, at + local), payload - local, pages)) {
    yield Buffer.concat([head, ...tail])
    if (++tries === 64) return
  }
}

/** Every way in which versions of overflow pages make up so many bytes. */
function* chains(number: number, left: number, pages: Pages): Generator<Uint8Array[]> {
  if (left <= 0) {
    yield []
    return
  }
  for (const page of new Set(pages.get(number) ?? [])) {
    const part = page.subarray(4, Math.min(page.length, 4 + left))
    for (const rest of chains(numberAt(page, 0), left - part.length, pages)) yield [part, ...rest]
  }
}

const numberAt = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at)

/** Big-endian, seven bits a byte, the ninth byte whole. Negative keys come out as they are. */
function varint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0n
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return undefined
    if (i === 8) return { value: Number(BigInt.asIntN(64, (value << 8n) | BigInt(byte))), next: at + 9 }
    value = (value << 7n) | BigInt(byte & 127)
    if (byte < 128) return { value: Number(value), next: at + i + 1 }
  }
  return undefined
}
