/**
 * Making and opening a vault. Opening finishes what a crash interrupted: every slot that the database does not name is
 * overwritten before anything else is served, so that no older state can be opened with a key that was left over.
 */
import { encodeCanonical } from '@ebb/protocol'
import {
  defaultUnlockCost,
  openAtRest,
  sealAtRest,
  unlockKey,
  unlockKeyOf,
  type Random,
  type UnlockCost,
} from '@ebb/seal'
import { slotSize, type Keyring } from '../ports/keyring.ts'
import { everything, StorageError, tables, type Store, type StoreChange } from '../ports/store.ts'
import * as format from './keyring-format.ts'
import { emptyLedger, type Ledger } from './ledger.ts'
import { readAhead } from './read-ahead.ts'
import { damagedShelf, openShelf, slotsNamedBy } from './shelf.ts'
import { slotOfPage } from './values.ts'
import { runVault, type Vault } from './vault.ts'

export interface VaultParts {
  /** Both belong to the vault from now on; it closes them. Where opening is refused or throws, they stay the caller's. */
  readonly store: Store
  readonly keyring: Keyring
  readonly passphrase: string
  readonly random: Random
}

/** Instead of the passphrase, the 32 bytes that `Vault.addSecret` was given. */
export type SecretParts = Omit<VaultParts, 'passphrase'> & { readonly secret: Uint8Array }

export type VaultRefusal =
  | 'empty' // the keyring holds nothing yet, or making it was interrupted: create a vault
  | 'wrong-passphrase' // or a secret that opens nothing, or nothing any more
  | 'corrupt' // no head that can be read, or keyring and database do not belong together
  | 'newer' // written by a newer version

/** The head goes last: before it is written, the keyring counts as empty and this can be called again. */
export async function createVault(parts: VaultParts & { readonly cost?: UnlockCost }): Promise<Vault> {
  const { store, keyring, passphrase, random, cost = defaultUnlockCost } = parts
  const image = await keyring.readAll()
  if (!isEmpty(image) || (await holdsRecords(store))) {
    throw new StorageError('corrupt', 'There is something in this home already. Open it, or choose an empty folder.')
  }
  const [root, home, salt] = [random(32), random(32), random(16)]
  const unlock = await unlockKey(passphrase, salt, cost)
  await store.commit([markOf(home, random)])
  await keyring.write([format.keySlot(root, format.homeSlot, home, random)])
  const slots = image.length / slotSize
  await keyring.write(format.headSlots({ place: 0, generation: 1, cost, salt }, { unlock, root }, slots, random))
  const written = await keyring.readAll()
  const head = format.readHead(written, 0)
  const vault = typeof head === 'object' ? await serve(parts, written, { head, root }) : { refused: 'corrupt' }
  if ('refused' in vault)
    throw new StorageError('unreadable', 'The disk did not keep what was written. Check it, then try again.')
  return vault
}

/** The vault, every slot that its database does not name overwritten; or why there is none. */
export async function openVault(parts: VaultParts | SecretParts): Promise<Vault | { readonly refused: VaultRefusal }> {
  const image = await parts.keyring.readAll()
  const heads = headsIn(image)
  if ('refused' in heads) return heads
  const store = readAhead(parts.store)
  const opened = 'secret' in parts ? openBySecret(image, heads, parts.secret) : await openHeads(image, heads, parts)
  return opened === undefined ? { refused: 'wrong-passphrase' } : serve({ ...parts, store }, image, opened)
}

async function serve(
  parts: Omit<VaultParts, 'passphrase'>,
  image: Uint8Array,
  { head, root }: OpenedHead,
): Promise<Vault | { readonly refused: 'corrupt' | 'newer' }> {
  const { store, keyring, random } = parts
  const home = format.openKeySlot(root, format.homeSlot, format.slotOf(image, format.homeSlot))
  const version = home === undefined ? 'corrupt' : await versionOf(store, home)
  if (home === undefined || typeof version === 'string') return { refused: version as 'corrupt' | 'newer' }
  const slots = image.length / slotSize
  const ledger = emptyLedger({ root, home }, slots)
  if (!(await readPages(ledger, store, image))) return { refused: 'corrupt' }
  if (version === 1) {
    // Few homes need it, and once: a phone does not load it before.
    const { migrateFrom1 } = await import('./migrate.ts')
    const changes = await migrateFrom1({ store, random }, home, (slot) => mayClaim(ledger, slot, image))
    if (changes === undefined) return { refused: 'corrupt' }
    await store.commit([...changes, markOf(home, random)])
  }
  if (!(await readShelves(ledger, store, image))) return { refused: 'corrupt' }
  const kept = new Set<number>([head.place, head.place + 1, ...lasting, ...ledger.slots.keys()])
  const leftOver: number[] = []
  for (let slot = slots - 1; slot >= 0; slot--) {
    if (kept.has(slot)) continue
    if (slot >= format.firstKeySlot) ledger.free.push(slot)
    if (!format.isFree(format.slotOf(image, slot))) leftOver.push(slot)
  }
  if (leftOver.length > 0) await keyring.write(leftOver.map(format.freeSlot))
  const hasSecret = !format.isFree(format.slotOf(image, format.secretSlot))
  image.fill(0)
  return runVault({ ledger, store, keyring, random, slots, head, hasSecret })
}

/** No database names them, and no sweep touches them. What a secret opens is not known when the passphrase opens. */
const lasting = [format.homeSlot, format.secretSlot]

interface OpenedHead {
  readonly head: format.Head
  readonly root: Uint8Array
}

/** Two heads lie there only when a change of the passphrase was interrupted. The newer one first, at least one. */
function headsIn(image: Uint8Array): readonly format.Head[] | { readonly refused: VaultRefusal } {
  if (image.length === 0 || image.length % slotSize !== 0) return { refused: 'corrupt' }
  const found = format.headPlaces.map((place) => format.readHead(image, place))
  if (found.includes('newer')) return { refused: 'newer' }
  if (isEmpty(image)) return { refused: 'empty' }
  const heads = found.filter((head) => typeof head === 'object').toSorted((a, b) => b.generation - a.generation)
  return heads.length === 0 ? { refused: 'corrupt' } : heads
}

/** The newer head counts if it opens. */
async function openHeads(
  image: Uint8Array,
  heads: readonly format.Head[],
  { passphrase }: { readonly passphrase: string },
): Promise<OpenedHead | undefined> {
  for (const head of heads) {
    const root = format.openRoot(head, await unlockKey(passphrase, head.salt, head.cost), image)
    if (root !== undefined) return { head, root }
  }
  return undefined
}

/** A head that is whole is past the commit point of its change, so the newer one counts, though nobody opened it now. */
function openBySecret(image: Uint8Array, heads: readonly format.Head[], secret: Uint8Array): OpenedHead | undefined {
  const unlock = unlockKeyOf(secret)
  const root = format.openSecretWay(image, unlock)
  unlock.fill(0)
  return root === undefined ? undefined : { head: heads[0]!, root }
}

/** No head that can be read and no key: half a head is what an interrupted `createVault` leaves. */
function isEmpty(image: Uint8Array): boolean {
  const heads = format.headPlaces.map((place) => format.readHead(image, place))
  return (
    heads.every((head) => head === undefined || head === 'corrupt') &&
    format.isFree(image.subarray(format.secretSlot * slotSize))
  )
}

/**
 * A record under the home key that says that this database and this keyring belong together, and in which version.
 * Without it a keyring next to a foreign or missing database would be swept clean.
 */
const markKey = -1
const version = 2
const markPlace = encodeCanonical(['ebb vault mark v1'])

const markOf = (home: Uint8Array, random: Random): StoreChange => ({
  table: 'meta',
  key: markKey,
  value: sealAtRest(home, Uint8Array.of(version), markPlace, random),
})

async function versionOf(store: Store, home: Uint8Array): Promise<number | 'corrupt' | 'newer'> {
  const [found] = await store.range('meta', { from: markKey, to: markKey })
  const [written, ...more] = (found && openAtRest(home, found.value, markPlace)) ?? []
  if (written === undefined || written === 0 || more.length > 0) return 'corrupt'
  return written > version ? 'newer' : written
}

async function holdsRecords(store: Store): Promise<boolean> {
  for (const table of tables) {
    const [first] = await store.range(table, {
      from: table === 'meta' ? 0 : Number.MIN_SAFE_INTEGER,
      to: Number.MAX_SAFE_INTEGER,
      limit: 1,
    })
    if (first !== undefined) return true
  }
  return false
}

/** False where a slot is named twice or does not exist: then nothing may be swept. */
async function readPages(ledger: Ledger, store: Store, image: Uint8Array): Promise<boolean> {
  for (const { key, value } of await store.range('pages', everything)) {
    const slot = slotOfPage(value)
    if (!claim(ledger, slot, image)) return false
    ledger.pages.set(key, slot!)
  }
  return true
}

async function readShelves(ledger: Ledger, store: Store, image: Uint8Array): Promise<boolean> {
  for (const { key: conversation, value } of await store.range('buckets', everything)) {
    const slots = slotsNamedBy(value)
    if (slots === undefined || !slots.every((slot) => claim(ledger, slot, image))) return false
    ledger.shelves.set(conversation, openShelf(ledger.home, conversation, value) ?? damagedShelf(conversation, slots))
  }
  return true
}

/** A slot that a record names. It may be free already or hold another key: then the record is lost, and that shows when it is read. */
function claim(ledger: Ledger, slot: number | undefined, image: Uint8Array): boolean {
  if (slot === undefined || !mayClaim(ledger, slot, image)) return false
  ledger.slots.set(slot, format.slotOf(image, slot).slice())
  return true
}

const mayClaim = ({ slots }: Ledger, slot: number, image: Uint8Array): boolean =>
  slot >= format.firstKeySlot && slot * slotSize < image.length && !slots.has(slot)
