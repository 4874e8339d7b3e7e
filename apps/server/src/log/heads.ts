/**
 * The heads of a batch as they lie in one row: everything about its entries but their bodies. Entries that end together
 * make a section, whose bodies lie one after another in the file of their bucket.
 *
 * A section: form (1 byte), bucket (4), place of the first body in the bucket's file (6), length of the heads that follow
 * (4). A head: channel (16), seq (6), id (16), size of the body with the highest bit set where there is a next key (4),
 * the key of the next epoch (32, commits only). Numbers are big-endian.
 */
import { sealOverhead } from './sealing.ts'

/** How the bodies of a section lie: in the stream of their batch, or each sealed by itself, as before version 4. */
export type Form = 'stream' | 'sealed'

export interface Section {
  readonly form: Form
  /** Seconds since 1970, less than 2^32. */
  readonly bucket: number
  /** Of its first body. */
  readonly start: number
  readonly heads: Uint8Array
}

/** One head, as bytes and the place where it begins. */
export interface Head {
  bytes: Uint8Array
  at: number
  form: Form
  bucket: number
  /** Of the body. */
  offset: number
}

export interface HeadFields {
  readonly channel: Uint8Array
  readonly seq: number
  readonly id: Uint8Array
  /** Of the body. */
  readonly size: number
  readonly next: Uint8Array | null
}

const sectionHead = 15
const [seqAt, idAt, sizeAt, nextSize] = [16, 22, 38, 32]
/** Of one without a next key. */
export const headSize = 42
const hasNext = 0x8000_0000
export const largestBucket = 0xffff_ffff

/** Heads that are written one by one. */
export class HeadWriter {
  bytes: Uint8Array = new Uint8Array(1024)
  length = 0

  /** Returns the place where it begins. */
  add({ channel, seq, id, size, next }: HeadFields): number {
    const at = this.length
    const end = at + headSize + (next === null ? 0 : nextSize)
    if (end > this.bytes.length) this.#grow(end)
    const { bytes } = this
    bytes.set(channel, at)
    write(bytes, at + seqAt, Math.floor(seq / 2 ** 32), 2)
    write(bytes, at + seqAt + 2, seq, 4)
    bytes.set(id, at + idAt)
    write(bytes, at + sizeAt, next === null ? size : size + hasNext, 4)
    if (next !== null) bytes.set(next, at + headSize)
    this.length = end
    return at
  }

  /** What was added, in memory that it shares with what is added next. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  #grow(least: number): void {
    const grown = new Uint8Array(Math.max(least, this.bytes.length * 2))
    grown.set(this.bytes)
    this.bytes = grown
  }
}

export function encodeHeads(sections: readonly Section[]): Uint8Array {
  const bytes = new Uint8Array(sections.reduce((sum, { heads }) => sum + sectionHead + heads.length, 0))
  let at = 0
  for (const { form, bucket, start, heads } of sections) {
    bytes[at] = form === 'stream' ? 1 : 0
    write(bytes, at + 1, bucket, 4)
    write(bytes, at + 5, Math.floor(start / 2 ** 32), 2)
    write(bytes, at + 7, start, 4)
    write(bytes, at + 11, heads.length, 4)
    bytes.set(heads, at + sectionHead)
    at += sectionHead + heads.length
  }
  return bytes
}

/** Undefined: these are no heads. The sections share memory with `bytes`. */
export function decodeHeads(bytes: Uint8Array): Section[] | undefined {
  const sections: Section[] = []
  for (let at = 0; at < bytes.length;) {
    if (at + sectionHead > bytes.length || bytes[at]! > 1) return undefined
    const form = bytes[at] === 1 ? 'stream' : 'sealed'
    const start = read(bytes, at + 5, 2) * 2 ** 32 + read(bytes, at + 7, 4)
    const end = at + sectionHead + read(bytes, at + 11, 4)
    if (end > bytes.length) return undefined
    const section = {
      form,
      bucket: read(bytes, at + 1, 4),
      start,
      heads: bytes.subarray(at + sectionHead, end),
    } as const
    if (!isWhole(section.heads)) return undefined
    sections.push(section)
    at = end
  }
  return sections
}

function isWhole(heads: Uint8Array): boolean {
  let at = 0
  while (at + headSize <= heads.length) at += lengthAt(heads, at)
  return at === heads.length
}

/** Each head of a section, in the order of their bodies. It is the same object every time. */
export function* headsOf({ form, bucket, start, heads }: Section): Generator<Head> {
  const head: Head = { bytes: heads, at: 0, form, bucket, offset: start }
  while (head.at < heads.length) {
    yield head
    head.offset += sizeOf(head) + (form === 'sealed' ? sealOverhead : 0)
    head.at += lengthAt(heads, head.at)
  }
}

export const channelOf = ({ bytes, at }: Head): Uint8Array => bytes.subarray(at, at + seqAt)
export const seqOf = ({ bytes, at }: Head): number =>
  read(bytes, at + seqAt, 2) * 2 ** 32 + read(bytes, at + seqAt + 2, 4)
/** Place of the id in `bytes`. */
export const idPlace = ({ at }: Head): number => at + idAt
export const sizeOf = ({ bytes, at }: Head): number => read(bytes, at + sizeAt, 4) % hasNext
/** 32 bytes of their own, or null. */
export const nextOf = ({ bytes, at }: Head): Uint8Array | null =>
  bytes[at + sizeAt]! < 0x80 ? null : bytes.slice(at + headSize, at + headSize + nextSize)

const lengthAt = (heads: Uint8Array, at: number): number => headSize + (heads[at + sizeAt]! < 0x80 ? 0 : nextSize)

/** The lowest `length` bytes of a whole number. */
function write(bytes: Uint8Array, at: number, value: number, length: 2 | 4): void {
  if (length === 4) {
    bytes[at] = value >>> 24
    bytes[at + 1] = value >>> 16
  }
  bytes[at + length - 2] = value >>> 8
  bytes[at + length - 1] = value
}

function read(bytes: Uint8Array, at: number, length: 2 | 4): number {
  const low = (bytes[at + length - 2]! << 8) | bytes[at + length - 1]!
  return length === 2 ? low : (bytes[at]! * 256 + bytes[at + 1]!) * 65_536 + low
}
