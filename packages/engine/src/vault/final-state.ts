/** What a list of changes comes to: the last word on each page, record and message. */
import type { Bucket, VaultChange } from './change.ts'

export interface WantedMessage {
  readonly bucket: Bucket
  readonly bytes: Uint8Array
  /** Seconds since 1970; undefined: from the beginning of its slice on. */
  readonly ends: number | undefined
  /** What is stored under this key now may end with the new bytes. */
  readonly adds: boolean
}

export interface FinalState {
  readonly pages: ReadonlyMap<number, Uint8Array | undefined>
  readonly records: ReadonlyMap<number, Uint8Array | undefined>
  /** Undefined: forgotten. */
  readonly messages: ReadonlyMap<number, WantedMessage | undefined>
}

export function finalState(changes: readonly VaultChange[]): FinalState {
  const pages = new Map<number, Uint8Array | undefined>()
  const records = new Map<number, Uint8Array | undefined>()
  const messages = new Map<number, WantedMessage | undefined>()
  for (const change of changes) {
    switch (change.kind) {
      case 'page':
        pages.set(change.page, change.bytes)
        break
      case 'record':
        if (change.key < 0) throw new RangeError('keys of records below 0 are the vault’s own')
        records.set(change.key, change.bytes)
        break
      case 'forget':
        messages.set(change.key, undefined)
        break
      case 'message': {
        const { key, bucket, bytes, ends } = change
        messages.set(key, { bucket, bytes, ends, adds: change.adds === true && mayAdd(messages, key, bucket) })
        break
      }
    }
  }
  return { pages, records, messages }
}

/** A message that was forgotten earlier in the list, or was in another bucket meanwhile, is not added to, but new. */
function mayAdd(messages: ReadonlyMap<number, WantedMessage | undefined>, key: number, bucket: Bucket): boolean {
  if (!messages.has(key)) return true
  const before = messages.get(key)
  return before?.adds === true && sameBucket(before.bucket, bucket)
}

const sameBucket = (a: Bucket, b: Bucket): boolean =>
  a.conversation === b.conversation && a.start === b.start && a.end === b.end
