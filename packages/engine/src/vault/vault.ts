/**
 * The vault: what a device keeps, encrypted, with every key in the keyring. One thing at a time. A commit writes
 * three times (new keys, database, old keys overwritten), and the database's commit is the commit point: a crash before
 * it leaves the old state, a crash after it the new one, and `openVault` overwrites the keys that the state left does
 * not name.
 */
import { unlockKey, unlockKeyOf, type Random, type UnlockCost } from '@ebb/seal'
import type { Keyring } from '../ports/keyring.ts'
import { StorageError, type Store, type StoredRecord, type StoreRange } from '../ports/store.ts'
import type { VaultChange } from './change.ts'
import { freeSlot, headSlots, openRoot, readHead, secretSlot, secretWay, type Head } from './keyring-format.ts'
import { everyBucket, giveOut, isTaken, keyIn, type Ledger } from './ledger.ts'
import { membersOf } from './members.ts'
import { draftMerges } from './merge.ts'
import { planCommit, planMerges, type Plan } from './plan.ts'
import { openMessage, openPage, openRecord, slotOfMessage } from './values.ts'

/** `lost`: it stands in the database, but its key is gone. */
export type PageRead =
  | { readonly page: number; readonly bytes: Uint8Array }
  | { readonly page: number; readonly lost: true }
export type KeptRead =
  | { readonly key: number; readonly bytes: Uint8Array }
  | { readonly key: number; readonly lost: true }

export interface Due {
  readonly messages: readonly KeptRead[]
  /** None of those that were not given out yet ends before, seconds since 1970. */
  readonly next: number
}

/**
 * Every method waits for those before it. Once a write has failed, all reject with the same StorageError: what is on
 * the disk is known again only after `close` and opening everything anew.
 */
export interface Vault {
  /**
   * All of it or nothing, in the order of the list where two changes speak of the same. When it resolves, it survives
   * a loss of power, and nothing that it replaced or forgot can be read again by anybody. Rejects with `disk-full`
   * and stays usable where the keyring has no slot left.
   */
  commit(changes: readonly VaultChange[]): Promise<void>
  /** First and last page included, in order. */
  readPages(from: number, to: number): Promise<readonly PageRead[]>
  /** Keys from 0; first and last included, in order. */
  readRecords(from: number, to: number): Promise<readonly KeptRead[]>
  /** What lies in each of the ranges. */
  readMessages(...ranges: readonly StoreRange[]): Promise<readonly (readonly KeptRead[])[]>
  /**
   * Of what lay here when it was opened, every message that may have ended at `now` (seconds since 1970) and was not
   * given out before. Whoever commits messages knows when they end.
   */
  takeDue(now: number): Promise<Due>
  /**
   * Overwrites every slot of which something was read that did not open, and whose key opens nothing else either. What is
   * lost stays lost, but a key that came back with an older keyring goes. Returns how many.
   */
  sweep(): Promise<number>
  /** Whether this is the passphrase: for whoever wants to change it on a device that lies open. */
  opensWith(passphrase: string): Promise<boolean>
  /** A new passphrase. When it resolves, the old one opens nothing any more. A secret goes on opening. */
  rekey(passphrase: string, cost?: UnlockCost): Promise<void>
  /**
   * From now on these 32 bytes open the vault as the passphrase does. One at a time: when it resolves, an earlier one
   * opens nothing any more. They must be as hard to guess as a key; nothing here makes guessing dear.
   */
  addSecret(secret: Uint8Array): Promise<void>
  /** When it resolves, only the passphrase opens the vault. */
  dropSecret(): Promise<void>
  /** Whether something lies where a secret opens: one that was added, or what an interrupted change of it left. */
  hasSecret(): Promise<boolean>
  /** Waits for what was begun, wipes the keys in memory, closes store and keyring. */
  close(): Promise<void>
}

export interface RunningVault {
  readonly ledger: Ledger
  readonly store: Store
  readonly keyring: Keyring
  readonly random: Random
  /** In the whole keyring. */
  readonly slots: number
  readonly head: Head
  readonly hasSecret: boolean
}

export function runVault({ ledger, store, keyring, random, slots, ...first }: RunningVault): Vault {
  let head: Pick<Head, 'place' | 'generation' | 'cost'> = first.head
  let hasSecret = first.hasSecret
  let broken: StorageError | undefined
  let tail: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(() => {
      if (broken !== undefined) throw broken
      return work()
    })
    tail = turn.catch(() => undefined)
    return turn
  }

  const writing = async (writes: () => Promise<void>): Promise<void> => {
    try {
      await writes()
    } catch (error) {
      broken =
        error instanceof StorageError
          ? error
          : new StorageError(
              'unreadable',
              'The disk did not take what was written. Start again; nothing that was acknowledged is lost.',
            )
      throw broken
    }
  }

  const commit = async (changes: readonly VaultChange[]): Promise<void> => {
    for (;;) {
      const merges = draftMerges(ledger)
      if (merges.length === 0) break
      await perform(await planMerges({ ledger, store, random }, merges))
    }
    await perform(await planCommit({ ledger, store, random }, changes))
  }

  const perform = async (plan: Plan): Promise<void> => {
    await writing(async () => {
      if (plan.newKeys.length > 0) await keyring.write(plan.newKeys)
      // Commit point.
      if (plan.records.length > 0) await store.commit(plan.records)
      if (plan.oldSlots.length > 0) await keyring.write(plan.oldSlots.map(freeSlot))
    })
    plan.apply()
  }

  /** Under keys that are opened once for all. */
  const opened = (found: readonly (readonly StoredRecord[])[]): KeptRead[][] => {
    const keys = new Map<number, Uint8Array | undefined>()
    const openOne = ({ key, value }: StoredRecord): KeptRead => {
      const slot = slotOfMessage(value) ?? 0
      if (!keys.has(slot)) keys.set(slot, keyIn(ledger, slot))
      const under = keys.get(slot)
      const bytes = under === undefined ? undefined : openMessage(key, value, under)
      if (bytes === undefined) ledger.lost.buckets.add(slot)
      return kept(key, bytes)
    }
    return found.map((records) => records.map(openOne))
  }

  const readPages = async (from: number, to: number): Promise<readonly PageRead[]> =>
    (await store.range('pages', { from, to })).map(({ key: page, value }) => {
      const slot = ledger.pages.get(page)
      const key = slot === undefined ? undefined : keyIn(ledger, slot)
      const bytes = key === undefined ? undefined : openPage(page, value, key)
      if (bytes !== undefined) return { page, bytes }
      ledger.lost.pages.add(page)
      return { page, lost: true }
    })

  const takeDue = async (now: number): Promise<Due> => {
    const waiting = everyBucket(ledger)
      .filter(({ given }) => !given)
      .toArray()
    const due = waiting.filter((bucket) => bucket.due <= now)
    const messages = opened(await membersOf(store, due)).flat()
    for (const bucket of due) giveOut(ledger, bucket)
    const next = waiting.reduce(
      (time, one) => (one.due > now ? Math.min(time, one.due) : time),
      Number.MAX_SAFE_INTEGER,
    )
    return { messages, next }
  }

  const sweep = async (): Promise<number> => {
    const suspects = everyBucket(ledger)
      .filter(({ slot }) => ledger.lost.buckets.has(slot))
      .toArray()
    const found = opened(await membersOf(store, suspects))
    const strange = suspects.filter((_, i) => found[i]!.length > 0 && found[i]!.every((one) => 'lost' in one))
    const ofPages = [...ledger.lost.pages].flatMap((page) => ledger.pages.get(page) ?? [])
    const slots = [...ofPages, ...strange.map(({ slot }) => slot)].filter((slot) => isTaken(ledger, slot))
    if (slots.length > 0) await writing(() => keyring.write(slots.map(freeSlot)))
    for (const slot of slots) ledger.slots.get(slot)?.fill(0)
    return slots.length
  }

  const rekey = async (passphrase: string, cost: UnlockCost): Promise<void> => {
    const salt = random(16)
    const unlock = await unlockKey(passphrase, salt, cost)
    const old = head.place
    const next = { place: old === 0 ? 3 : 0, generation: head.generation + 1, cost, salt } as const
    await writing(async () => {
      // Commit point: from here on the new head counts.
      await keyring.write(headSlots(next, { unlock, root: ledger.root }, slots, random))
      await keyring.write([freeSlot(old), freeSlot(old + 1)])
    })
    head = next
  }

  const opensWith = async (passphrase: string): Promise<boolean> => {
    const image = await keyring.readAll()
    const found = readHead(image, head.place)
    if (typeof found !== 'object') return false
    return openRoot(found, await unlockKey(passphrase, found.salt, found.cost), image) !== undefined
  }

  /** Overwritten in place: half of it opens with neither secret, and the passphrase is untouched. */
  const setSecret = async (secret: Uint8Array | undefined): Promise<void> => {
    const unlock = secret === undefined ? undefined : unlockKeyOf(secret)
    const written = unlock === undefined ? freeSlot(secretSlot) : secretWay(unlock, ledger.root, random)
    unlock?.fill(0)
    await writing(() => keyring.write([written]))
    hasSecret = secret !== undefined
  }

  return {
    commit: (changes) => inTurn(() => commit(changes)),
    readPages: (from, to) => inTurn(() => readPages(from, to)),
    readRecords: (from, to) =>
      inTurn(async () =>
        (await store.range('meta', { from: Math.max(0, from), to })).map(({ key, value }) =>
          kept(key, openRecord(ledger.home, key, value)),
        ),
      ),
    readMessages: (...ranges) => inTurn(async () => opened(await store.ranges('messages', ranges))),
    takeDue: (now) => inTurn(() => takeDue(now)),
    sweep: () => inTurn(sweep),
    opensWith: (passphrase) => inTurn(() => opensWith(passphrase)),
    rekey: (passphrase, cost) => inTurn(() => rekey(passphrase, cost ?? head.cost)),
    async addSecret(secret) {
      // A copy, because the caller may wipe its own before it is this one's turn.
      const own = secret.slice()
      await inTurn(() => setSecret(own)).finally(() => own.fill(0))
    },
    dropSecret: () => inTurn(() => setSecret(undefined)),
    hasSecret: () => inTurn(async () => hasSecret),
    async close() {
      await tail
      if (broken === closed) return
      broken = closed
      for (const secret of [ledger.root, ledger.home, ...ledger.slots.values()]) secret.fill(0)
      await Promise.all([store.close(), keyring.close()])
    },
  }
}

const closed = new StorageError('missing', 'This home was closed. Open it again.')

const kept = (key: number, bytes: Uint8Array | undefined): KeptRead =>
  bytes === undefined ? { key, lost: true } : { key, bytes }
