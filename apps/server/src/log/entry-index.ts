/**
 * What is known of every entry, in memory: found by its channel and place, or by its channel and id. About 80 bytes an
 * entry in columns of plain numbers, so that the collector has nothing to walk. It is read anew from the batches at each
 * start, in any order.
 */
import { entryId, epochKey, type EntryId, type EntryKind, type EpochKey } from '@ebb/protocol'
import { ChannelTable } from './channel-table.ts'
import { channelOf, idPlace, nextOf, seqOf, sizeOf, type Form, type Head } from './heads.ts'
import { keyedHash, readWords, sameWords, type KeyedHash } from './keyed-hash.ts'
import { NumberTable } from './number-table.ts'

/** 64 bits, of which no two batches that are kept have the same. */
export interface Nonce {
  readonly high: number
  readonly low: number
}

export interface IndexedEntry {
  readonly seq: number
  readonly id: EntryId
  readonly kind: EntryKind
  readonly bucket: number
  readonly offset: number
  readonly size: number
  readonly form: Form
  readonly next: EpochKey | null
  /** Of its batch. */
  readonly nonce: Nonce
}

/** What an entry takes of memory, about: the columns, and its share of two tables that are half to three quarters full. */
export const bytesForEach = 84

/** Entries have numbers, which are used again. */
const chunkShift = 15
const chunkSize = 1 << chunkShift
const sealedFlag = 1
const commitFlag = 2

const chunk = () => ({
  ids: new Uint32Array(chunkSize * 4),
  nonces: new Uint32Array(chunkSize * 2),
  /** Of one that is free, the number of the next free one. */
  channels: new Int32Array(chunkSize),
  seqs: new Float64Array(chunkSize),
  buckets: new Uint32Array(chunkSize),
  offsets: new Float64Array(chunkSize),
  sizes: new Uint32Array(chunkSize),
  flags: new Uint8Array(chunkSize),
})
type Chunk = ReturnType<typeof chunk>

export class EntryIndex {
  readonly #chunks: Chunk[] = []
  #used = 0
  #free = -1
  readonly #nexts = new Map<number, EpochKey>()
  readonly #hash: KeyedHash
  readonly #byId = new NumberTable()
  readonly #byPlace = new NumberTable()
  readonly channels: ChannelTable
  /** What is looked for. */
  readonly #words = new Uint32Array(4)
  #channel = 0
  #seq = 0

  /** `secret`: 8 random bytes. */
  constructor(secret: Uint8Array) {
    this.#hash = keyedHash(secret)
    this.channels = new ChannelTable(this.#hash)
  }

  /** How many entries there are room for, free or not. */
  get room(): number {
    return this.#used
  }

  /** About so many entries come now, at a start. */
  expect(count: number): void {
    this.#byId.reserve(count)
    this.#byPlace.reserve(count)
  }

  /** The number of the entry with this id, or -1. */
  withId(channel: number, id: Uint8Array): number {
    readWords(id, 0, this.#words)
    this.#channel = channel
    return this.#byId.find(this.#hash(this.#words, 0, channel + 1), this.#isId)
  }

  /** The number of the entry at this place, or -1. */
  at(channel: number, seq: number): number {
    this.#channel = channel
    this.#seq = seq
    return this.#byPlace.find(placeHash(channel, seq), this.#isPlace)
  }

  seq(number: number): number {
    return this.#chunks[number >>> chunkShift]!.seqs[number % chunkSize]!
  }

  /** Returns its number. Its place and id are not there yet. `known`: its channel's number, where that is known. */
  add(head: Head, nonce: Nonce, known = -1): number {
    const { channels } = this
    const channel = known === -1 ? channels.numberFor(channelOf(head)) : known
    const seq = seqOf(head)
    const next = nextOf(head)
    const number = this.#take()
    const into = this.#chunks[number >>> chunkShift]!
    const at = number % chunkSize
    readWords(head.bytes, idPlace(head), this.#words)
    into.ids.set(this.#words, at * 4)
    into.nonces[at * 2] = nonce.high
    into.nonces[at * 2 + 1] = nonce.low
    into.channels[at] = channel
    into.seqs[at] = seq
    into.buckets[at] = head.bucket
    into.offsets[at] = head.offset
    into.sizes[at] = sizeOf(head)
    into.flags[at] = (head.form === 'sealed' ? sealedFlag : 0) + (next === null ? 0 : commitFlag)
    if (next !== null) this.#nexts.set(number, epochKey(next))
    this.#byId.add(this.#hash(this.#words, 0, channel + 1), number)
    this.#byPlace.add(placeHash(channel, seq), number)
    if (seq > channels.newest(channel)) channels.setNewest(channel, seq)
    if (seq < channels.lowest(channel)) channels.setLowest(channel, seq)
    return number
  }

  remove(number: number): void {
    const channel = this.#channelOf(number)
    const seq = this.seq(number)
    this.#byId.remove(this.#idHash(number), number)
    this.#byPlace.remove(placeHash(channel, seq), number)
    this.#nexts.delete(number)
    this.#chunks[number >>> chunkShift]!.channels[number % chunkSize] = this.#free
    this.#free = number
    const { channels } = this
    if (seq !== channels.lowest(channel)) return
    const newest = channels.newest(channel)
    let lowest = seq + 1
    while (lowest <= newest && this.at(channel, lowest) === -1) lowest += 1
    channels.setLowest(channel, lowest)
  }

  /** The entry was never written: its place is given again. It is the newest of its channel. */
  takeBack(number: number): void {
    const channel = this.#channelOf(number)
    const seq = this.seq(number)
    this.remove(number)
    this.channels.setNewest(channel, seq - 1)
    if (seq < this.channels.lowest(channel)) this.channels.setLowest(channel, seq)
  }

  entry(number: number): IndexedEntry {
    const from = this.#chunks[number >>> chunkShift]!
    const at = number % chunkSize
    const commit = (from.flags[at]! & commitFlag) !== 0
    return {
      seq: from.seqs[at]!,
      id: idOf(from.ids, at * 4),
      kind: commit ? 'commit' : 'message',
      bucket: from.buckets[at]!,
      offset: from.offsets[at]!,
      size: from.sizes[at]!,
      form: (from.flags[at]! & sealedFlag) === 0 ? 'stream' : 'sealed',
      next: commit ? this.#nexts.get(number)! : null,
      nonce: { high: from.nonces[at * 2]!, low: from.nonces[at * 2 + 1]! },
    }
  }

  readonly #isId = (number: number): boolean => {
    const from = this.#chunks[number >>> chunkShift]!
    const at = number % chunkSize
    return sameWords(from.ids, at * 4, this.#words) && from.channels[at] === this.#channel
  }
  readonly #isPlace = (number: number): boolean => {
    const from = this.#chunks[number >>> chunkShift]!
    const at = number % chunkSize
    return from.seqs[at] === this.#seq && from.channels[at] === this.#channel
  }

  #channelOf(number: number): number {
    return this.#chunks[number >>> chunkShift]!.channels[number % chunkSize]!
  }

  #idHash(number: number): number {
    const from = this.#chunks[number >>> chunkShift]!
    const at = number % chunkSize
    return this.#hash(from.ids, at * 4, from.channels[at]! + 1)
  }

  #take(): number {
    const free = this.#free
    if (free !== -1) {
      this.#free = this.#channelOf(free)
      return free
    }
    if (this.#used === this.#chunks.length * chunkSize) this.#chunks.push(chunk())
    return this.#used++
  }
}

/** Both are given out by the server, so no secret is needed. */
function placeHash(channel: number, seq: number): number {
  let hash = Math.imul(channel, 0x9e3779b1) ^ Math.imul(seq, 0x85ebca6b) ^ Math.floor(seq / 2 ** 32)
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return (hash ^ (hash >>> 16)) >>> 0
}

function idOf(ids: Uint32Array, at: number): EntryId {
  const bytes = new Uint8Array(16)
  for (let i = 0; i < 16; i++) bytes[i] = ids[at + (i >> 2)]! >>> ((i & 3) * 8)
  return entryId(bytes)
}
