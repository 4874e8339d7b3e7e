/**
 * The frames that every message costs: `append`, `appended` and the head of `entry`; and those that cost most when
 * everybody comes back: `reopen`, what its code is made of, and `opened`. Read and written here by hand, byte for byte as
 * the tables of `frames.ts` would, because a server spent a tenth of its time on them.
 */
import { encodeCanonical } from './cbor.ts'
import { entryKinds, type EntryKind } from './entries.ts'
import type { Ask } from './frames.ts'
import { channelId, type ChannelId, type EntryId, type EpochKey } from './ids.ts'

type Append = Extract<Ask, { kind: 'append' }>
type Reopen = Extract<Ask, { kind: 'reopen' }>
/** What is told of an entry beside its place and, with a commit, the key of the next epoch. */
export interface EntryParts {
  readonly channel: ChannelId
  readonly id: EntryId
  readonly kind: EntryKind
  readonly bucket: number
  readonly body: Uint8Array
}

/** A frame that is not bytes yet: it is written where it is to lie, among others, once that is known. */
export interface LaidFrame {
  /** Bytes. */
  readonly size: number
  /** Writes as many into `out`, from `at` on. */
  lay(out: Uint8Array, at: number): void
}

/** The frame that begins at `at` and where it ends, or undefined: then the tables say what it is, or why it is nothing. */
export function readQuickly(message: Uint8Array, at: number): { frame: Append | Reopen; end: number } | undefined {
  return message[at] === 0x87 ? readReopen(message, at) : readAppend(message, at)
}

function readAppend(message: Uint8Array, at: number): { frame: Append; end: number } | undefined {
  if (message[at] !== 0x86 || message[at + 1] !== 16) return undefined
  let place = at + 2
  const req = readUint(message, place)
  if (req < 1) return undefined
  place += uintSize(req)
  if (message[place] !== 0x50) return undefined
  const channel = message.subarray(place + 1, place + 17)
  place += 17
  const n = readUint(message, place)
  place += uintSize(n)
  const bucket = readUint(message, place)
  place += uintSize(bucket)
  const size = readUint(message, place)
  if (n < 0 || bucket < 0 || size < 0) return undefined
  place += uintSize(size)
  const end = place + size
  if (end > message.length) return undefined
  return {
    frame: { kind: 'append', req, channel: channelId(channel), n, bucket, body: message.subarray(place, end) },
    end,
  }
}

function readReopen(message: Uint8Array, at: number): { frame: Reopen; end: number } | undefined {
  if (message[at + 1] !== 24 || message[at + 2] !== 24) return undefined
  let place = at + 3
  const req = readUint(message, place)
  if (req < 1) return undefined
  place += uintSize(req)
  if (message[place] !== 0x50) return undefined
  const channel = message.subarray(place + 1, place + 17)
  place += 17
  const n = readUint(message, place)
  place += uintSize(n)
  const from = readUint(message, place)
  place += uintSize(from)
  const ends = readUint(message, place)
  if (n < 0 || from < 0 || ends < 0) return undefined
  place += uintSize(ends)
  const end = place + 34
  if (message[place] !== 0x58 || message[place + 1] !== 32 || end > message.length) return undefined
  const mac = message.subarray(place + 2, end)
  return { frame: { kind: 'reopen', req, channel: channelId(channel), n, from, ends, mac }, end }
}

/** What `reopenProof` makes, for one server's many. */
export function reopenProofs(
  origin: string,
): (nonce: Uint8Array, of: { channel: Uint8Array; n: number; ends: number }) => Uint8Array {
  // The head of an array of two becomes that of six.
  const prefix = encodeCanonical([reopenLabel, origin])
  prefix[0] = 0x86
  return (nonce, { channel, n, ends }) => {
    const at = prefix.length
    const out = new Uint8Array(at + 34 + 17 + uintSize(n) + uintSize(ends))
    out.set(prefix)
    out[at] = 0x58
    out[at + 1] = 32
    out.set(nonce, at + 2)
    out[at + 34] = 0x50
    out.set(channel, at + 35)
    writeUint(out, writeUint(out, at + 51, n), ends)
    return out
  }
}
export const reopenLabel = 'ebb reopen v1'

export function encodeOpened(req: number, last: number): Uint8Array {
  const out = new Uint8Array(3 + uintSize(req) + uintSize(last))
  layPlace(out, 0, { tag: 70, req, place: last })
  return out
}

/** `appended`. */
export class AppendedFrame implements LaidFrame {
  readonly size: number
  readonly #req: number
  readonly #seq: number

  constructor(req: number, seq: number) {
    this.#req = req
    this.#seq = seq
    this.size = 3 + uintSize(req) + uintSize(seq)
  }

  lay(out: Uint8Array, at: number): void {
    layPlace(out, at, { tag: 71, req: this.#req, place: this.#seq })
  }
}

/** `entry`. What it is made of is kept, not copied, until it is laid. */
export class EntryFrame implements LaidFrame {
  readonly size: number
  readonly #entry: EntryParts
  readonly #seq: number
  readonly #next: EpochKey | null

  constructor(entry: EntryParts, seq: number, next: EpochKey | null) {
    this.#entry = entry
    this.#seq = seq
    this.#next = next
    const { bucket, body } = entry
    const head = 3 + 17 + uintSize(seq) + 17 + 1 + uintSize(bucket) + (next === null ? 1 : 34) + uintSize(body.length)
    this.size = head + body.length
  }

  lay(out: Uint8Array, from: number): void {
    const { channel, id, kind, bucket, body } = this.#entry
    const next = this.#next
    let at = begin(out, from, { fields: 8, tag: 72 })
    at = writeUint(out, writeId(out, at, channel), this.#seq)
    at = writeId(out, at, id)
    out[at++] = entryKinds.indexOf(kind)
    at = writeUint(out, at, bucket)
    if (next === null) out[at++] = 0xf6
    else {
      out[at] = 0x58
      out[at + 1] = 32
      out.set(next, at + 2)
      at += 34
    }
    out.set(body, writeUint(out, at, body.length))
  }
}

function layPlace(out: Uint8Array, at: number, { tag, req, place }: { tag: number; req: number; place: number }): void {
  writeUint(out, writeUint(out, begin(out, at, { fields: 3, tag }), req), place)
}

/** An array of so many, of which the first is a frame's number above 23. Returns where the next begins, as all of these do. */
function begin(out: Uint8Array, at: number, { fields, tag }: { fields: number; tag: number }): number {
  out[at] = 0x80 | fields
  out[at + 1] = 24
  out[at + 2] = tag
  return at + 3
}

/** 16 bytes. */
function writeId(out: Uint8Array, at: number, id: Uint8Array): number {
  out[at] = 0x50
  for (let i = 0; i < 16; i++) out[at + 1 + i] = id[i]!
  return at + 17
}

const uintSize = (value: number): number =>
  value < 24 ? 1 : value < 0x100 ? 2 : value < 0x1_0000 ? 3 : value < 0x1_0000_0000 ? 5 : 9

function writeUint(out: Uint8Array, at: number, value: number): number {
  const end = at + uintSize(value)
  if (value < 24) out[at] = value
  else {
    const width = end - at - 1
    out[at] = width === 1 ? 24 : width === 2 ? 25 : width === 4 ? 26 : 27
    // Of a number with more than 32 bits, those above them. Shifts see the others.
    for (let place = at + width - 4, high = Math.floor(value / 2 ** 32); place > at; place--, high >>>= 8)
      out[place] = high
    for (let place = end - 1, low = value >>> 0; place > at && place >= end - 4; place--, low >>>= 8) out[place] = low
  }
  return end
}

/** -1 where there is none, or where it is not written in the shortest way. */
function readUint(message: Uint8Array, at: number): number {
  const first = message[at]
  if (first === undefined || first > 27) return -1
  if (first < 24) return first
  const width = 1 << (first - 24)
  if (at + width >= message.length) return -1
  let value = 0
  for (let place = at + 1; place <= at + width; place++) value = value * 256 + message[place]!
  return uintSize(value) === 1 + width && value <= Number.MAX_SAFE_INTEGER ? value : -1
}
