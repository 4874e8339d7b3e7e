/** A batch while it is being written: in the index at once, so that a repeat within it is found, and taken back where it fails. */
import type { Buckets } from './buckets.ts'
import type { EntryIndex, Nonce } from './entry-index.ts'
import { HeadWriter, largestBucket, type HeadFields, type Section } from './heads.ts'

export class StagedBatch {
  readonly nonce: Nonce
  readonly #index: EntryIndex
  readonly #buckets: Buckets
  readonly #sections = new Map<number, { readonly start: number; readonly writer: HeadWriter }>()
  readonly #numbers: number[] = []

  constructor(index: EntryIndex, buckets: Buckets, nonce: Nonce) {
    this.#index = index
    this.#buckets = buckets
    this.nonce = nonce
  }

  /** `channel`: its number in the index, or -1. */
  add(fields: HeadFields, { channel, bucket, body }: { channel: number; bucket: number; body: Uint8Array }): void {
    if (bucket > largestBucket) throw new RangeError('a bucket after 2106')
    const offset = this.#buckets.stage(body, bucket)
    let section = this.#sections.get(bucket)
    if (section === undefined) this.#sections.set(bucket, (section = { start: offset, writer: new HeadWriter() }))
    const at = section.writer.add(fields)
    const head = { bytes: section.writer.bytes, at, form: 'stream', bucket, offset } as const
    this.#numbers.push(this.#index.add(head, this.nonce, channel))
  }

  sections(): readonly Section[] {
    return [...this.#sections].map(([bucket, { start, writer }]) => ({
      form: 'stream',
      bucket,
      start,
      heads: writer.written(),
    }))
  }

  /** The newest first, as the index asks for it. */
  takeBack(): void {
    for (const number of this.#numbers.reverse()) this.#index.takeBack(number)
  }
}
