/** Version 1 kept a record for each bucket and a bucket's number in each message. */
import { decodeAs, encodeCanonical, record, uint } from '@ebb/protocol'
import { openAtRest, type Random } from '@ebb/seal'
import { everything, type Store, type StoreChange } from '../ports/store.ts'
import type { Bucket } from './change.ts'
import { sealShelf, type BucketEntry } from './shelf.ts'
import { slotOfMessage, slotOfPage, withNumber } from './values.ts'

interface OldBucket {
  readonly slot: number
  readonly window: Bucket
}

/**
 * Everything that changes, for one commit together with the new mark. No message is encrypted anew. A damaged bucket does
 * not say whose it was and when it ends: its messages are due at once, and say it themselves. Undefined where a slot is
 * named that `mayName` forbids, or twice.
 */
export async function migrateFrom1(
  { store, random }: { readonly store: Store; readonly random: Random },
  home: Uint8Array,
  mayName: (slot: number) => boolean,
): Promise<readonly StoreChange[] | undefined> {
  const changes = new Map<number, StoreChange>()
  const buckets = new Map<number, OldBucket>()
  const named = new Set<number>()
  for (const { key: id, value } of await store.range('buckets', everything)) {
    changes.set(id, { table: 'buckets', key: id, value: undefined })
    const slot = slotOfPage(value)
    if (slot === undefined || named.has(slot) || !mayName(slot)) return undefined
    named.add(slot)
    buckets.set(id, { slot, window: windowOf(home, id, value) ?? unknownWindow })
  }
  const shelves = new Map<number, Map<number, BucketEntry>>()
  const messages: StoreChange[] = []
  // All at once: they go back in one commit.
  for (const { key, value } of await store.range('messages', everything)) {
    // A bucket's number stood where its slot stands now.
    const bucket = buckets.get(slotOfMessage(value) ?? 0)
    if (bucket === undefined) continue
    messages.push({ table: 'messages', key, value: withNumber(4, bucket.slot, value.subarray(4)) })
    const { conversation, start } = bucket.window
    const shelf = shelves.get(conversation) ?? new Map<number, BucketEntry>()
    const { first = key } = shelf.get(bucket.slot) ?? {}
    shelves.set(conversation, shelf.set(bucket.slot, { ...bucket, due: start, first, last: key, given: false }))
  }
  for (const [conversation, shelf] of shelves) {
    const value = sealShelf(home, conversation, shelf, random)
    changes.set(conversation, { table: 'buckets', key: conversation, value })
  }
  return [...changes.values(), ...messages]
}

const bucketShape = record({ conversation: uint(), start: uint(), end: uint() })

const unknownWindow = { conversation: 0, start: 0, end: Number.MAX_SAFE_INTEGER }

/** Its slot stood before its ciphertext, as in a page. */
function windowOf(home: Uint8Array, id: number, value: Uint8Array): Bucket | undefined {
  const plain = openAtRest(home, value.subarray(2), encodeCanonical(['ebb vault bucket v1', id]))
  const decoded = plain === undefined ? 'truncated' : decodeAs(bucketShape, plain)
  return typeof decoded === 'string' ? undefined : decoded.value
}
