/**
 * The heads of entries on the disk: one row for each group commit, under the nonce of its batch. The nonce is random, so
 * rows do not count upwards.
 *
 * Which batches have entries that end in a bucket is kept in memory, so that rows are found again when their entries have
 * been expired for a tombstone's life: those entries are cut out of the row, and the row goes with the last of them.
 */
import type { DatabaseSync } from 'node:sqlite'
import { damaged } from '../sqlite.ts'
import type { Nonce } from './entry-index.ts'
import { decodeHeads, encodeHeads, headSize, type Section } from './heads.ts'

export const batchesTable = 'CREATE TABLE batches (nonce BLOB PRIMARY KEY, heads BLOB NOT NULL) STRICT, WITHOUT ROWID'

/** What one `cut` may take. Each row lies on a page of its own, so rows cost more than heads. */
export interface CutMost {
  readonly rows: number
  readonly heads: number
}

/** What `cut` has done; it holds once it is durable. */
export interface Cut {
  readonly sections: readonly Section[]
  /** By bucket, how much is left of the list of its batches. */
  readonly left: ReadonlyMap<number, number>
}
type Row = { nonce: Uint8Array; heads: Uint8Array }

export class Batches {
  readonly #random: (length: number) => Uint8Array
  readonly #sql
  /** By bucket, two words of each nonce. */
  readonly #ends = new Map<number, number[]>()
  /** Of its keys. */
  #earliest = Infinity

  constructor(db: DatabaseSync, random: (length: number) => Uint8Array) {
    this.#random = random
    this.#sql = {
      size: db.prepare('SELECT sum(length(heads)) AS size FROM batches'),
      all: db.prepare('SELECT nonce, heads FROM batches'),
      find: db.prepare('SELECT nonce, heads FROM batches WHERE nonce = ?'),
      insert: db.prepare('INSERT INTO batches (nonce, heads) VALUES (?, ?)'),
      update: db.prepare('UPDATE batches SET heads = ? WHERE nonce = ?'),
      remove: db.prepare('DELETE FROM batches WHERE nonce = ?'),
    }
  }

  /** How many entries there are, about. */
  entries(): number {
    return Math.floor(Number(this.#sql.size.get()!['size'] ?? 0) / headSize)
  }

  /** Every batch, in no order. Throws where a row holds no heads. */
  *all(): Generator<{ readonly nonce: Nonce; readonly sections: readonly Section[] }> {
    for (const row of this.#sql.all.iterate() as Iterable<Row>) {
      const nonce = nonceOf(row.nonce)
      const sections = sectionsOf(row)
      this.keep(nonce, sections)
      yield { nonce, sections }
    }
  }

  /** A nonce that no batch has. */
  draw(): Nonce {
    for (;;) {
      const bytes = this.#random(8)
      if (this.#sql.find.get(bytes) === undefined) return nonceOf(bytes)
    }
  }

  /** Within a transaction. */
  insert(nonce: Nonce, sections: readonly Section[]): void {
    this.#sql.insert.run(bytesOf(nonce), encodeHeads(sections))
  }

  /** The batch is durable. */
  keep(nonce: Nonce, sections: readonly Section[]): void {
    for (const { bucket } of sections) {
      const list = this.#ends.get(bucket)
      if (list === undefined) {
        this.#ends.set(bucket, [nonce.high, nonce.low])
        this.#earliest = Math.min(this.#earliest, bucket)
      } else list.push(nonce.high, nonce.low)
    }
  }

  haveEnded(until: number): boolean {
    return this.#earliest <= until
  }

  /**
   * Cuts out entries that ended at or before `until`, whole sections of them, from so many rows, and up to about so many
   * heads of 42 bytes. Within a transaction; `forget` after it, before anything else is kept.
   */
  cut(until: number, most: CutMost): Cut {
    const sections: Section[] = []
    const left = new Map<number, number>()
    let bytes = most.heads * headSize
    let { rows } = most
    for (const [bucket, list] of this.#ends) {
      if (bucket > until) continue
      let at = list.length
      while (at > 0 && bytes > 0 && rows > 0) {
        at -= 2
        rows -= 1
        const going = this.#cutOne({ high: list[at]!, low: list[at + 1]! }, until)
        bytes -= going.reduce((sum, { heads }) => sum + heads.length, 0)
        sections.push(...going)
      }
      left.set(bucket, at)
      if (bytes <= 0 || rows <= 0) break
    }
    return { sections, left }
  }

  /** The cut is durable. */
  forget({ left }: Cut): void {
    for (const [bucket, length] of left) {
      this.#ends.get(bucket)!.length = length
      if (length > 0) continue
      this.#ends.delete(bucket)
      this.#earliest = Math.min(Infinity, ...this.#ends.keys())
    }
  }

  #cutOne(nonce: Nonce, until: number): readonly Section[] {
    const key = bytesOf(nonce)
    // Where two buckets of a batch have ended, the second finds nothing left to do.
    const row = this.#sql.find.get(key) as Row | undefined
    const sections = row === undefined ? [] : sectionsOf(row)
    const staying = sections.filter(({ bucket }) => bucket > until)
    if (staying.length === sections.length) return []
    if (staying.length === 0) this.#sql.remove.run(key)
    else this.#sql.update.run(encodeHeads(staying), key)
    return sections.filter(({ bucket }) => bucket <= until)
  }
}

function sectionsOf({ heads }: Row): readonly Section[] {
  const sections = decodeHeads(heads)
  if (sections === undefined) throw damaged('channels.db')
  return sections
}

function bytesOf({ high, low }: Nonce): Uint8Array {
  const bytes = new Uint8Array(8)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, high)
  view.setUint32(4, low)
  return bytes
}

/** Of 8 bytes. */
export function nonceOf(bytes: Uint8Array): Nonce {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8)
  return { high: view.getUint32(0), low: view.getUint32(4) }
}
