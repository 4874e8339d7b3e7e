/** What the vault holds in memory: which slot belongs to what. Never plaintext. */
import { StorageError } from '../ports/store.ts'
import type { Bucket } from './change.ts'
import { firstKeySlot, openKeySlot } from './keyring-format.ts'
import type { BucketEntry, Shelf } from './shelf.ts'

export interface Ledger {
  readonly root: Uint8Array
  readonly home: Uint8Array
  /** How many slots can hold keys. */
  readonly capacity: number
  /** By slot: the 64 bytes that lie there. Only slots that the database names. */
  readonly slots: Map<number, Uint8Array>
  /** The next to be taken is the last. */
  readonly free: number[]
  /** Page number to slot. */
  readonly pages: Map<number, number>
  /** By conversation. */
  readonly shelves: Map<number, Shelf>
  /** Pages, and slots of buckets, of which something was read and did not open, and that were not written since. */
  readonly lost: { readonly pages: Set<number>; readonly buckets: Set<number> }
}

export function emptyLedger(keys: { root: Uint8Array; home: Uint8Array }, slots: number): Ledger {
  return {
    ...keys,
    capacity: slots - firstKeySlot,
    slots: new Map(),
    free: [],
    pages: new Map(),
    shelves: new Map(),
    lost: { pages: new Set(), buckets: new Set() },
  }
}

/** The 32-byte key in a slot, or undefined where it was lost. */
export function keyIn(ledger: Ledger, slot: number): Uint8Array | undefined {
  const bytes = ledger.slots.get(slot)
  return bytes === undefined ? undefined : openKeySlot(ledger.root, slot, bytes)
}

export function* everyBucket({ shelves }: Ledger): Generator<BucketEntry> {
  for (const shelf of shelves.values()) yield* shelf.values()
}

/** The bucket for new messages of a window. */
export function bucketFor({ shelves }: Ledger, { conversation, start, end }: Bucket): BucketEntry | undefined {
  return shelves
    .get(conversation)
    ?.values()
    .find(({ window }) => window.start === start && window.end === end)
}

/** Those in which a message with this key may lie. */
export const bucketsAround = (ledger: Ledger, key: number): readonly BucketEntry[] =>
  everyBucket(ledger)
    .filter(({ first, last }) => key >= first && key <= last)
    .toArray()

/** Notes that what lies in a bucket was given out as due. */
export function giveOut({ shelves }: Ledger, bucket: BucketEntry): void {
  const { conversation } = bucket.window
  shelves.set(conversation, new Map(shelves.get(conversation)).set(bucket.slot, { ...bucket, given: true }))
}

/** Whether something other than zeros lies in a slot. */
export const isTaken = ({ slots }: Ledger, slot: number): boolean =>
  slots.get(slot)?.some((byte) => byte !== 0) === true

/** Hands out free slots for one commit. Nothing is taken from the ledger until `slots` and `free` are changed by it. */
export function slotTaker(ledger: Ledger): { take(): number; readonly taken: number } {
  let taken = 0
  return {
    take() {
      const slot = ledger.free.at(-1 - taken)
      if (slot === undefined)
        throw new StorageError(
          'disk-full',
          'This home holds as many keys as it can. Delete old conversations, then try again.',
        )
      taken += 1
      return slot
    },
    get taken() {
      return taken
    },
  }
}
