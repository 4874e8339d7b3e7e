/** Which messages lie under which bucket's key: read where a commit needs it, because memory does not hold it. */
import type { Store, StoredRecord } from '../ports/store.ts'
import { bucketsAround, type Ledger } from './ledger.ts'
import type { BucketEntry } from './shelf.ts'
import { slotOfMessage } from './values.ts'

/** What lies in each of these buckets, in order. */
export async function membersOf(
  store: Store,
  buckets: readonly BucketEntry[],
): Promise<readonly (readonly StoredRecord[])[]> {
  if (buckets.length === 0) return []
  const ranges = buckets.map(({ first, last }) => ({ from: first, to: last }))
  const found = await store.ranges('messages', ranges)
  return buckets.map(({ slot }, i) => found[i]!.filter(({ value }) => slotOfMessage(value) === slot))
}

/** The bucket of each of these messages that is stored. One that no bucket can hold, a new one for instance, is not looked for. */
export async function storedIn(
  { ledger, store }: { readonly ledger: Ledger; readonly store: Store },
  keys: Iterable<number>,
): Promise<ReadonlyMap<number, BucketEntry>> {
  const possible = [...keys].flatMap((key) => {
    const around = bucketsAround(ledger, key)
    return around.length === 0 ? [] : [{ key, around }]
  })
  if (possible.length === 0) return new Map()
  const found = await store.ranges(
    'messages',
    possible.map(({ key }) => ({ from: key, to: key })),
  )
  return new Map(
    possible.flatMap(({ key, around }, i) => {
      const [record] = found[i]!
      const slot = record && slotOfMessage(record.value)
      const entry = around.find((one) => one.slot === slot)
      return entry === undefined ? [] : [[key, entry]]
    }),
  )
}
