/**
 * From changes to writes: what goes into the keyring before the database, what into the database, which slots are
 * overwritten after it, and how the ledger looks then. Nothing is changed until all of it is on the disk.
 */
import type { Random } from '@ebb/seal'
import type { SlotWrite } from '../ports/keyring.ts'
import type { Store, StoreChange, StoredRecord } from '../ports/store.ts'
import type { VaultChange } from './change.ts'
import { draftBuckets, type Draft } from './draft.ts'
import { finalState } from './final-state.ts'
import { keySlot } from './keyring-format.ts'
import { keyIn, slotTaker, type Ledger } from './ledger.ts'
import { membersOf, storedIn } from './members.ts'
import { sealShelf, type BucketEntry } from './shelf.ts'
import { rewrapMessage, sealMessage, sealPage, sealRecord } from './values.ts'

export interface Plan {
  readonly newKeys: readonly SlotWrite[]
  readonly records: readonly StoreChange[]
  readonly oldSlots: readonly number[]
  /** Brings the ledger to the state after the commit. */
  apply(): void
}

export interface PlanParts {
  readonly ledger: Ledger
  readonly store: Store
  readonly random: Random
}

interface Draftsman extends PlanParts {
  readonly newKeys: SlotWrite[]
  readonly records: StoreChange[]
  readonly oldSlots: number[]
  readonly after: (() => void)[]
  /** By conversation: the shelves as they will be. */
  readonly shelves: Map<number, Map<number, BucketEntry>>
  /** Puts a key into a free slot and says which. */
  place(makeKey: (slot: number) => Uint8Array): number
  /** The shelf of a conversation, to be changed. */
  shelf(conversation: number): Map<number, BucketEntry>
  plan(): Plan
}

export async function planCommit(parts: PlanParts, changes: readonly VaultChange[]): Promise<Plan> {
  const { ledger, random } = parts
  const wanted = finalState(changes)
  const man = draftsman(parts)
  for (const [page, bytes] of wanted.pages) planPage(man, page, bytes)
  for (const [key, bytes] of wanted.records) {
    const value = bytes === undefined ? undefined : sealRecord(ledger.home, key, bytes, random)
    man.records.push({ table: 'meta', key, value })
  }
  const stored = await storedIn(parts, wanted.messages.keys())
  const { drafts, forgotten } = draftBuckets(ledger, wanted.messages, stored)
  for (const key of forgotten) man.records.push({ table: 'messages', key, value: undefined })
  await planBuckets(man, drafts)
  return man.plan()
}

/** Changes nothing but which keys there are. */
export async function planMerges(parts: PlanParts, drafts: readonly Draft[]): Promise<Plan> {
  const man = draftsman(parts)
  await planBuckets(man, drafts)
  return man.plan()
}

function draftsman({ ledger, store, random }: PlanParts): Draftsman {
  const taker = slotTaker(ledger)
  const newKeys: SlotWrite[] = []
  const shelves: Draftsman['shelves'] = new Map()
  const man: Draftsman = {
    ledger,
    store,
    random,
    newKeys,
    records: [],
    oldSlots: [],
    after: [],
    shelves,
    place(makeKey) {
      const slot = taker.take()
      newKeys.push(keySlot(ledger.root, slot, makeKey(slot), random))
      return slot
    },
    shelf(conversation) {
      const known = shelves.get(conversation) ?? new Map(ledger.shelves.get(conversation))
      shelves.set(conversation, known)
      return known
    },
    plan() {
      for (const conversation of shelves.keys()) planShelf(man, conversation)
      return { newKeys, records: man.records, oldSlots: man.oldSlots, apply: () => settle(man, taker.taken) }
    },
  }
  return man
}

function planShelf(man: Draftsman, conversation: number): void {
  const { ledger, random } = man
  const shelf = man.shelf(conversation)
  const value = shelf.size === 0 ? undefined : sealShelf(ledger.home, conversation, shelf, random)
  man.records.push({ table: 'buckets', key: conversation, value })
  man.after.push(() => {
    if (shelf.size === 0) ledger.shelves.delete(conversation)
    else ledger.shelves.set(conversation, shelf)
  })
}

function planPage(man: Draftsman, page: number, bytes: Uint8Array | undefined): void {
  const { ledger, random } = man
  const old = ledger.pages.get(page)
  if (old === undefined && bytes === undefined) return
  if (old !== undefined) man.oldSlots.push(old)
  man.after.push(() => ledger.lost.pages.delete(page))
  if (bytes === undefined) {
    man.records.push({ table: 'pages', key: page, value: undefined })
    man.after.push(() => ledger.pages.delete(page))
    return
  }
  const slot = man.place((at) => {
    const { key, value } = sealPage(page, bytes, at, random)
    man.records.push({ table: 'pages', key: page, value })
    return key
  })
  man.after.push(() => ledger.pages.set(page, slot))
}

async function planBuckets(man: Draftsman, drafts: readonly Draft[]): Promise<void> {
  const wrapped = drafts.flatMap(({ newKey, from }) => (newKey ? from : []))
  const members = await membersOf(man.store, wrapped)
  const membersIn = new Map(wrapped.map((bucket, i) => [bucket, members[i]!]))
  for (const draft of drafts) planBucket(man, draft, (bucket) => membersIn.get(bucket)!)
}

function planBucket(man: Draftsman, draft: Draft, membersIn: (bucket: BucketEntry) => readonly StoredRecord[]): void {
  const { window, from, incoming, gone, newKey } = draft
  const [old] = from
  const shelf = man.shelf(window.conversation)
  if (!newKey) return void shelf.set(old!.slot, fill(man, old!.slot, keyIn(man.ledger, old!.slot)!, draft))
  // They get a new wrap; their ciphertexts stay. Undefined: what wraps them now is lost.
  const survivors = from.flatMap((bucket) => {
    const under = keyIn(man.ledger, bucket.slot)
    const stay = membersIn(bucket).filter(({ key }) => !gone.has(key) && !incoming.has(key))
    return stay.map((one) => ({ ...one, under }))
  })
  for (const { slot } of from) {
    man.oldSlots.push(slot)
    man.after.push(() => man.ledger.lost.buckets.delete(slot))
    shelf.delete(slot)
  }
  if (survivors.length === 0 && incoming.size === 0) return
  const key = man.random(32)
  const slot = man.place(() => key)
  for (const one of survivors) putMessage(man, one.key, rewrapMessage(one, { slot, key }, man.random))
  shelf.set(slot, fill(man, slot, key, { ...draft, survivors: survivors.map(({ key: at }) => at) }))
  for (const { under } of survivors) under?.fill(0)
}

/** Writes what comes in under the key in a slot; how the bucket is then. */
function fill(
  man: Draftsman,
  slot: number,
  bucketKey: Uint8Array,
  { window, from, incoming, newKey, survivors = [] }: Draft & { readonly survivors?: readonly number[] },
): BucketEntry {
  for (const [key, { bytes }] of incoming)
    putMessage(man, key, sealMessage(key, bytes, { slot, key: bucketKey }, man.random))
  const spans = newKey ? survivors : from.flatMap(({ first, last }) => [first, last])
  const keys = [...spans, ...incoming.keys()]
  const ends = [...from.map(({ due }) => due), ...incoming.values().map(({ ends }) => ends ?? window.start)]
  return {
    window,
    slot,
    due: ends.reduce((a, b) => Math.min(a, b)),
    first: keys.reduce((a, b) => Math.min(a, b)),
    last: keys.reduce((a, b) => Math.max(a, b)),
    given: from.every(({ given }) => given),
  }
}

function putMessage({ records }: Draftsman, key: number, value: Uint8Array): void {
  records.push({ table: 'messages', key, value })
}

function settle(man: Draftsman, taken: number): void {
  const { ledger } = man
  ledger.free.length -= taken
  for (const { slot, bytes } of man.newKeys) ledger.slots.set(slot, bytes)
  for (const change of man.after) change()
  for (const slot of man.oldSlots) {
    ledger.slots.get(slot)?.fill(0)
    ledger.slots.delete(slot)
    ledger.free.push(slot)
  }
}
