/**
 * The vault: what a device keeps, encrypted, with every key in the keyring. One thing at a time. A commit writes
 * three times (new keys, database, old keys overwritten), and the database's commit is the commit point: a crash before
 * it leaves the old state, a crash after it the new one, and `openVault` overwrites the keys that the state left does
 * not name.
 */
import { unlockKey, unlockKeyOf, type Random, type UnlockCost } from '@ebb/seal'
import type { Keyring } from '../ports/keyring.ts'
import { StorageError, type Store, type StoreRange } from '../ports/store.ts'
import type { Bucket, VaultChange } from './change.ts'
import { freeSlot, headSlots, openRoot, readHead, secretSlot, secretWay, type Head } from './keyring-format.ts'
import { keyIn, strangeSlots, type Ledger } from './ledger.ts'
import { draftMerges } from './merge.ts'
import { planCommit, planMerges, type Plan } from './plan.ts'
import { bucketNamedBy, openMessage, openPage, openRecord } from './values.ts'

/** `lost`: it stands in the database, but its key is gone. */
export type PageRead =
  | { readonly page: number; readonly bytes: Uint8Array }
  | { readonly page: number; readonly lost: true }
export type KeptRead =
  | { readonly key: number; readonly bytes: Uint8Array }
  | { readonly key: number; readonly lost: true }

export interface DueBucket {
  readonly bucket: Bucket
  /** Keys of its messages, in order. */
  readonly messages: readonly number[]
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
  readMessages(range: StoreRange): Promise<readonly KeptRead[]>
  /** Buckets whose slice has begun at `now` (seconds since 1970): only there messages can be past their ceiling. */
  bucketsDue(now: number): Promise<readonly DueBucket[]>
  /**
   * Overwrites every slot whose key opened nothing of what names it, once all of that was read. What is lost stays lost,
   * but a key that came back with an older keyring goes. Returns how many.
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

  const readMessages = async (range: StoreRange): Promise<readonly KeptRead[]> => {
    const keys = new Map<number, Uint8Array | undefined>()
    const bucketKey = (id: number): Uint8Array | undefined => {
      const entry = ledger.buckets.get(id)
      if (entry !== undefined && !keys.has(id)) keys.set(id, keyIn(ledger, entry.slot))
      return keys.get(id)
    }
    return (await store.range('messages', range)).map(({ key, value }) => {
      const under = bucketKey(bucketNamedBy(value) ?? 0)
      const bytes = under === undefined ? undefined : openMessage(key, value, under)
      if (bytes === undefined) ledger.lost.messages.add(key)
      return kept(key, bytes)
    })
  }

  const sweep = async (): Promise<number> => {
    const strange = strangeSlots(ledger)
    if (strange.length > 0) await writing(() => keyring.write(strange.map(freeSlot)))
    for (const slot of strange) ledger.slots.get(slot)?.fill(0)
    return strange.length
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
    readPages: (from, to) =>
      inTurn(async () =>
        (await store.range('pages', { from, to })).map(({ key: page, value }) => {
          const slot = ledger.pages.get(page)
          const key = slot === undefined ? undefined : keyIn(ledger, slot)
          const bytes = key === undefined ? undefined : openPage(page, value, key)
          if (bytes !== undefined) return { page, bytes }
          ledger.lost.pages.add(page)
          return { page, lost: true }
        }),
      ),
    readRecords: (from, to) =>
      inTurn(async () =>
        (await store.range('meta', { from: Math.max(0, from), to })).map(({ key, value }) =>
          kept(key, openRecord(ledger.home, key, value)),
        ),
      ),
    readMessages: (range) => inTurn(() => readMessages(range)),
    bucketsDue: (now) =>
      inTurn(async () =>
        [...ledger.buckets.values()]
          .filter(({ window }) => window.start <= now)
          .toSorted((a, b) => a.window.end - b.window.end)
          .map(({ window, members }) => ({ bucket: window, messages: [...members].toSorted((a, b) => a - b) })),
      ),
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
