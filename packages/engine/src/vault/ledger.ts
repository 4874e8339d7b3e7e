/** What the vault holds in memory: which slot belongs to what, which message to which bucket. Never plaintext. */
import { StorageError } from '../ports/store.ts'
import type { Bucket } from './change.ts'
import { firstKeySlot, openKeySlot } from './keyring-format.ts'

export interface BucketEntry {
  readonly id: number
  readonly window: Bucket
  readonly slot: number
  readonly members: Set<number>
}

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
  readonly buckets: Map<number, BucketEntry>
  /** The bucket for new messages of a window, by `windowName`. */
  readonly byWindow: Map<string, number>
  /** Message key to bucket id. */
  readonly messages: Map<number, number>
  /** Page numbers and message keys that were read and did not open, and were not written since. */
  readonly lost: { readonly pages: Set<number>; readonly messages: Set<number> }
  nextBucket: number
}

export function emptyLedger(keys: { root: Uint8Array; home: Uint8Array }, slots: number): Ledger {
  return {
    ...keys,
    capacity: slots - firstKeySlot,
    slots: new Map(),
    free: [],
    pages: new Map(),
    buckets: new Map(),
    byWindow: new Map(),
    messages: new Map(),
    lost: { pages: new Set(), messages: new Set() },
    nextBucket: 1,
  }
}

export const windowName = ({ conversation, start, end }: Bucket): string => `${conversation}/${start}/${end}`

/** The 32-byte key in a slot, or undefined where it was lost. */
export function keyIn(ledger: Ledger, slot: number): Uint8Array | undefined {
  const bytes = ledger.slots.get(slot)
  return bytes === undefined ? undefined : openKeySlot(ledger.root, slot, bytes)
}

export function addBucket(ledger: Ledger, entry: BucketEntry): void {
  ledger.buckets.set(entry.id, entry)
  const name = windowName(entry.window)
  if (!ledger.byWindow.has(name)) ledger.byWindow.set(name, entry.id)
  ledger.nextBucket = Math.max(ledger.nextBucket, entry.id + 1)
}

export function dropBucket(ledger: Ledger, id: number): void {
  const entry = ledger.buckets.get(id)
  if (entry === undefined) return
  ledger.buckets.delete(id)
  const name = windowName(entry.window)
  if (ledger.byWindow.get(name) === id) ledger.byWindow.delete(name)
}

/**
 * Slots whose key opens nothing of what names them, as far as it was read: such a key came here with another keyring, and
 * may be the one of something that has ended.
 */
export function strangeSlots({ lost, pages, buckets, slots }: Ledger): readonly number[] {
  const ofPages = [...lost.pages].flatMap((page) => pages.get(page) ?? [])
  const ofBuckets = [...buckets.values()]
    .filter(({ members }) => members.size > 0 && members.values().every((key) => lost.messages.has(key)))
    .map(({ slot }) => slot)
  return [...ofPages, ...ofBuckets].filter((slot) => slots.get(slot)?.some((byte) => byte !== 0) === true)
}

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
