/**
 * Channels by their ids, in memory. Each has a number, which is not used again, and a row of 64 bytes with all that an
 * append wants to know of it: where there are many channels, each other place in memory costs as much as a hundred steps.
 */
import { readWords, sameWords, type KeyedHash } from './keyed-hash.ts'
import { NumberTable } from './number-table.ts'

/** Where a channel stands: its newest epoch, that epoch's first place, and the newest place that was given. */
export interface Standing {
  n: number
  first: number
  last: number
}

const rowsShift = 12
const rowsInChunk = 1 << rowsShift
/** A row as words of 4 bytes: the id (4 of them), the epoch, and the reading in which its standing was written. */
const [words, epochAt, readingAt] = [16, 4, 5]
/** The same row as numbers of 8 bytes. */
const [numbers, newestAt, lowestAt, firstAt, lastAt] = [8, 3, 4, 5, 6]

interface Chunk {
  readonly words: Uint32Array
  readonly numbers: Float64Array
}

export class ChannelTable {
  readonly #hash: KeyedHash
  readonly #table = new NumberTable()
  readonly #chunks: Chunk[] = []
  #count = 0
  /** Goes up whenever all standings are forgotten. 0 is none. */
  #reading = 1
  /** What is looked for. */
  readonly #id = new Uint32Array(4)

  constructor(hash: KeyedHash) {
    this.#hash = hash
  }

  /** The channel's number, or -1. `id`: 16 bytes. */
  find(id: Uint8Array): number {
    readWords(id, 0, this.#id)
    return this.#table.find(this.#hash(this.#id, 0, 0), this.#isIt)
  }

  /** The channel's number, a new one where it had none. No entry of a new one is there. */
  numberFor(id: Uint8Array): number {
    const known = this.find(id)
    if (known !== -1) return known
    const number = this.#count++
    if (number % rowsInChunk === 0) this.#chunks.push(chunk())
    const row = this.#row(number)
    row.words.set(this.#id, (number % rowsInChunk) * words)
    row.numbers[at(number) + lowestAt] = Infinity
    this.#table.add(this.#hash(this.#id, 0, 0), number)
    return number
  }

  /** The highest place given. */
  newest(number: number): number {
    return this.#row(number).numbers[at(number) + newestAt]!
  }

  /** No entry has a lower place. */
  lowest(number: number): number {
    return this.#row(number).numbers[at(number) + lowestAt]!
  }

  setNewest(number: number, seq: number): void {
    this.#row(number).numbers[at(number) + newestAt] = seq
  }

  setLowest(number: number, seq: number): void {
    this.#row(number).numbers[at(number) + lowestAt] = seq
  }

  /** False where it is not known. */
  readStanding(number: number, into: Standing): boolean {
    const row = this.#row(number)
    const word = (number % rowsInChunk) * words
    if (row.words[word + readingAt] !== this.#reading) return false
    into.n = row.words[word + epochAt]!
    into.first = row.numbers[at(number) + firstAt]!
    into.last = row.numbers[at(number) + lastAt]!
    return true
  }

  writeStanding(number: number, { n, first, last }: Standing): void {
    const row = this.#row(number)
    const word = (number % rowsInChunk) * words
    row.words[word + epochAt] = n
    row.words[word + readingAt] = this.#reading
    row.numbers[at(number) + firstAt] = first
    row.numbers[at(number) + lastAt] = last
  }

  /** All standings, because some may be wrong. */
  forgetStandings(): void {
    this.#reading += 1
  }

  #row(number: number): Chunk {
    return this.#chunks[number >>> rowsShift]!
  }

  readonly #isIt = (number: number): boolean =>
    sameWords(this.#row(number).words, (number % rowsInChunk) * words, this.#id)
}

const at = (number: number): number => (number % rowsInChunk) * numbers

function chunk(): Chunk {
  const bytes = new ArrayBuffer(rowsInChunk * words * 4)
  return { words: new Uint32Array(bytes), numbers: new Float64Array(bytes) }
}
