/**
 * From changes to writes: what goes into the keyring before the database, what into the database, which slots are
 * overwritten after it, and how the ledger looks then. Nothing is changed until all of it is on the disk.
 */
import type { Random } from '@ebb/seal'
import type { SlotWrite } from '../ports/keyring.ts'
import type { Store, StoreChange } from '../ports/store.ts'
import { draftBuckets, type Draft } from './draft.ts'
import { keySlot } from './keyring-format.ts'
import { addBucket, dropBucket, keyIn, slotTaker, type Ledger } from './ledger.ts'
import { finalState } from './final-state.ts'
import type { VaultChange } from './change.ts'
import { rewrapMessage, sealBucket, sealMessage, sealPage, sealRecord } from './values.ts'

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
  /** Puts a key into a free slot and says which. */
  place(makeKey: (slot: number) => Uint8Array): number
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
  const { drafts, forgotten } = draftBuckets(ledger, wanted.messages)
  for (const key of forgotten) {
    man.records.push({ table: 'messages', key, value: undefined })
    man.after.push(() => {
      ledger.messages.delete(key)
      ledger.lost.messages.delete(key)
    })
  }
  for (const draft of drafts) await planBucket(man, draft)
  return man.plan()
}

/** Changes nothing but which keys there are. */
export async function planMerges(parts: PlanParts, drafts: readonly Draft[]): Promise<Plan> {
  const man = draftsman(parts)
  for (const draft of drafts) await planBucket(man, draft)
  return man.plan()
}

function draftsman({ ledger, store, random }: PlanParts): Draftsman {
  const taker = slotTaker(ledger)
  const newKeys: SlotWrite[] = []
  const man: Draftsman = {
    ledger,
    store,
    random,
    newKeys,
    records: [],
    oldSlots: [],
    after: [],
    place(makeKey) {
      const slot = taker.take()
      newKeys.push(keySlot(ledger.root, slot, makeKey(slot), random))
      return slot
    },
    plan: () => ({ newKeys, records: man.records, oldSlots: man.oldSlots, apply: () => settle(man, taker.taken) }),
  }
  return man
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

async function planBucket(man: Draftsman, draft: Draft): Promise<void> {
  const { ledger, random } = man
  const { id, window, incoming, survivors, ends } = draft
  for (const old of ends) {
    man.oldSlots.push(ledger.buckets.get(old)!.slot)
    man.after.push(() => dropBucket(ledger, old))
  }
  const empty = survivors.size === 0 && incoming.size === 0
  for (const old of ends) if (empty || old !== id) man.records.push({ table: 'buckets', key: old, value: undefined })
  if (empty) return
  if (!draft.newKey) {
    const entry = ledger.buckets.get(id)!
    const bucket = { id, key: keyIn(ledger, entry.slot)! }
    for (const [key, bytes] of incoming) putMessage(man, key, sealMessage(key, bytes, bucket, random), id)
    man.after.push(() => incoming.keys().forEach((key) => entry.members.add(key)))
    return
  }
  const bucketKey = random(32)
  const slot = man.place(() => bucketKey)
  man.records.push({ table: 'buckets', key: id, value: sealBucket(ledger.home, id, { window, slot }, random) })
  const bucket = { id, key: bucketKey }
  for (const [key, bytes] of incoming) putMessage(man, key, sealMessage(key, bytes, bucket, random), id)
  await rewrap(man, survivors, bucket)
  const members = new Set([...survivors.keys(), ...incoming.keys()])
  man.after.push(() => addBucket(ledger, { id, window, slot, members }))
}

function putMessage({ ledger, records, after }: Draftsman, key: number, value: Uint8Array, bucket: number): void {
  records.push({ table: 'messages', key, value })
  after.push(() => {
    ledger.messages.set(key, bucket)
    ledger.lost.messages.delete(key)
  })
}

/** Survivors (message key to the bucket that wraps it now) get a new wrap; their ciphertexts stay. */
async function rewrap(
  man: Draftsman,
  survivors: ReadonlyMap<number, number>,
  bucket: { id: number; key: Uint8Array },
): Promise<void> {
  const oldKeys = new Map<number, Uint8Array | undefined>()
  for (const id of new Set(survivors.values())) oldKeys.set(id, keyIn(man.ledger, man.ledger.buckets.get(id)!.slot))
  for (const { from, to } of clusters([...survivors.keys()])) {
    for (const { key, value } of await man.store.range('messages', { from, to })) {
      const old = survivors.get(key)
      if (old === undefined) continue
      putMessage(man, key, rewrapMessage({ key, value, under: oldKeys.get(old) }, bucket, man.random), bucket.id)
    }
  }
  for (const key of oldKeys.values()) key?.fill(0)
}

/** Few reads of neighbours instead of many of one record each. */
function clusters(keys: number[]): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = []
  for (const key of keys.toSorted((a, b) => a - b)) {
    const last = out.at(-1)
    if (last !== undefined && key - last.to <= 8 && key - last.from < 256) last.to = key
    else out.push({ from: key, to: key })
  }
  return out
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
