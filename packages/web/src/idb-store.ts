/** The port Store over one IndexedDB database: an object store per table, integer keys beside the values. */
import {
  tables,
  type Store,
  type StoreChange,
  type StoredRecord,
  type StoreRange,
  type TableName,
} from '@ebb/engine/ports'
import { openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from 'idb'
import { failureOf, storageError } from './failures.ts'
import { holdLock } from './hold-lock.ts'

/** Raised with every change of the tables, together with a migration and an old profile that must still open. */
const layoutVersion = 1

type Layout = DBSchema & { [T in TableName]: { key: number; value: Uint8Array } }
type Database = IDBPDatabase<Layout>
type Table = IDBPObjectStore<Layout, [TableName], TableName, 'readonly'>

export interface IdbStoreOptions {
  readonly name?: string
  /** How many milliseconds to wait for a tab that is just closing. */
  readonly patience?: number
}

/**
 * Opens or makes the database. Throws StorageError: `in-use` where another worker of this origin has it open, `newer`,
 * `corrupt`, `disk-full`, `unreadable`.
 */
export async function openIdbStore({ name = 'ebb', patience = 3000 }: IdbStoreOptions = {}): Promise<Store> {
  // IndexedDB itself would let two workers write into one database.
  const release = await holdLock(`ebb store ${name}`, patience)
  try {
    const state = { open: true }
    const database = await openDB<Layout>(name, layoutVersion, {
      upgrade: (fresh) => tables.forEach((table) => fresh.createObjectStore(table)),
      // The browser, or an erasure, wants the database gone or newer. Whoever uses it is told at the next call.
      blocking: (_, __, event) => {
        state.open = false
        ;(event.target as IDBDatabase).close()
      },
      terminated: () => {
        state.open = false
      },
    })
    if (tables.some((table) => !database.objectStoreNames.contains(table))) {
      database.close()
      throw storageError('corrupt')
    }
    return storeOver(database, state, release)
  } catch (error) {
    release()
    throw failureOf(error)
  }
}

function storeOver(database: Database, state: { open: boolean }, release: () => void): Store {
  const whileOpen = <T>(work: () => Promise<T>): Promise<T> =>
    Promise.try(() => {
      if (!state.open) throw storageError('missing')
      return work()
    }).catch((error: unknown) => {
      throw failureOf(error)
    })
  return {
    range: (table, range) => whileOpen(async () => read(database.transaction(table).store, range)),
    ranges: (table, ranges) =>
      whileOpen(async () => {
        if (ranges.length === 0) return []
        const among = database.transaction(table).store
        return Promise.all(ranges.map((range) => read(among, range)))
      }),
    commit: (changes) => whileOpen(() => write(database, changes)),
    close: () =>
      Promise.try(() => {
        if (state.open) database.close()
        state.open = false
        release()
      }),
  }
}

async function write(database: Database, changes: readonly StoreChange[]): Promise<void> {
  if (changes.length === 0) return
  if (changes.some(({ value }) => value !== undefined && !(value instanceof Uint8Array)))
    throw new TypeError('values are bytes')
  const named = [...new Set(changes.map(({ table }) => table))]
  // strict: complete means that the browser has asked the system to put it on the disk.
  const transaction = database.transaction(named, 'readwrite', { durability: 'strict' })
  const done = transaction.done
  try {
    for (const { table, key, value } of changes) {
      const into = transaction.objectStore(table)
      const request = value === undefined ? into.delete(key) : into.put(exact(value), key)
      // One that fails ends the transaction, and `done` says why.
      request.catch(() => undefined)
    }
    transaction.commit()
  } catch (error) {
    done.catch(() => undefined)
    transaction.abort()
    throw error
  }
  await done
}

/** A view would be stored with everything that lies in its buffer, which may be what must never be stored. */
const exact = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)

async function read(
  among: Table,
  { from, to, limit = Infinity, backwards = false }: StoreRange,
): Promise<readonly StoredRecord[]> {
  if (from > to || limit <= 0) return []
  const query = IDBKeyRange.bound(from, to)
  if ('getAllRecords' in among) {
    const found = await (among as unknown as WithRecords).getAllRecords({
      query,
      direction: backwards ? 'prev' : 'next',
      ...(limit === Infinity ? {} : { count: limit }),
    })
    return found.map(({ key, value }) => ({ key, value }))
  }
  const found = await inOrder(among, backwards ? await lastOf(among, query, limit) : query, limit)
  return backwards ? found.toReversed() : found
}

/** Keys and values by one request. Not in every browser, and not in TypeScript's library yet. */
interface WithRecords {
  getAllRecords(options: {
    readonly query: IDBKeyRange
    readonly count?: number
    readonly direction: 'next' | 'prev'
  }): Promise<readonly StoredRecord[]>
}

/** The part of a range that holds its last `limit` records: a jump of one cursor, however many they are. */
async function lastOf(among: Table, query: IDBKeyRange, limit: number): Promise<IDBKeyRange> {
  if (limit === Infinity) return query
  const last = await among.openKeyCursor(query, 'prev')
  const first = last === null || limit === 1 ? last : await last.advance(limit - 1)
  return first === null ? query : IDBKeyRange.bound(first.key, query.upper)
}

async function inOrder(among: Table, query: IDBKeyRange, limit: number): Promise<readonly StoredRecord[]> {
  const count = limit === Infinity ? undefined : limit
  const [keys, values] = await Promise.all([among.getAllKeys(query, count), among.getAll(query, count)])
  return keys.map((key, i) => ({ key, value: values[i]! }))
}
