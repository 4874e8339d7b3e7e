/**
 * What is left of entries that ended long ago, (seq, id, kind), goes a few rows at a time: with each batch that is written,
 * which adds one row, and once a second. Each row lies on a page of its own; thousands at once stood in everybody's way
 * for tenths of a second.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Batches, Cut } from './batches.ts'
import type { EntryIndex } from './entry-index.ts'
import { channelOf, headsOf, seqOf } from './heads.ts'

/** Rows that go with each batch, and beside them. */
export const rowsWithBatch = 2
export const rowsAtRest = 64

export interface Forgotten {
  readonly cut: Cut
  /** By their numbers in the index. */
  readonly entries: readonly number[]
}

export class Forgetting {
  readonly #batches: Batches
  readonly #index: EntryIndex
  /** Heads that go at once, about. */
  readonly #heads: number
  readonly #raiseFloor
  #until = -Infinity
  #count = 0

  constructor(of: { db: DatabaseSync; batches: Batches; index: EntryIndex; heads: number }) {
    this.#batches = of.batches
    this.#index = of.index
    this.#heads = of.heads
    this.#raiseFloor = of.db.prepare('UPDATE channels SET floor = max(floor, ?) WHERE channel = ? AND floor < ?')
  }

  /** From now on what ended at or before this, in seconds since 1970, may be forgotten. Returns whether there is any. */
  allow(until: number): boolean {
    this.#until = until
    return this.#batches.haveEnded(until)
  }

  /** Within a transaction. Undefined: there is nothing to forget. */
  cut(rows: number): Forgotten | undefined {
    if (!this.#batches.haveEnded(this.#until)) return undefined
    const cut = this.#batches.cut(this.#until, { rows, heads: this.#heads })
    const entries: number[] = []
    for (const section of cut.sections) {
      for (const head of headsOf(section)) {
        const channel = this.#index.channels.find(channelOf(head))
        const seq = seqOf(head)
        entries.push(this.#index.at(channel, seq))
        // What is pruned still counts: places are never given twice. Below the newest it counts by that.
        if (seq === this.#index.channels.newest(channel)) this.#raiseFloor.run(seq, channelOf(head), seq)
      }
    }
    return { cut, entries }
  }

  /** The cut is durable, and nothing was kept since. */
  keep(forgotten: Forgotten | undefined): void {
    if (forgotten === undefined) return
    for (const number of forgotten.entries) this.#index.remove(number)
    this.#batches.forget(forgotten.cut)
    this.#count += forgotten.entries.length
  }

  /** How many entries were forgotten since this was last asked. */
  count(): number {
    const count = this.#count
    this.#count = 0
    return count
  }
}
