/** The port Store over one SQLite database: tables with integer keys, a write-ahead log, synced at every commit. */
import {
  StorageError,
  tables,
  type Store,
  type StoreChange,
  type StoredRecord,
  type StoreRange,
  type TableName,
} from '@ebb/engine/ports'
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { failureOf } from './failures.ts'

/** Raised with every change of the tables, together with a migration and an old file that must still open. */
const layoutVersion = 1
/** `Ebb1` in ASCII, so that no foreign database is written into. */
const applicationId = 0x45626231

export interface SqliteOptions {
  /** In bytes; larger commits are refused as on a full disk. For tests; without it the disk is the limit. */
  readonly largest?: number
  /** In bytes; only counts when the database is made. Small, because every commit writes whole pages (test/measure-bytes.ts). */
  readonly pageSize?: number
}

/** Opens or makes the database. Throws StorageError: `in-use`, `newer`, `corrupt`, `disk-full`, `unreadable`. */
export function openSqliteStore(path: string, { largest, pageSize = 512 }: SqliteOptions = {}): Store {
  let database: DatabaseSync | undefined
  try {
    // Made here, so that only its owner can read it; SQLite gives the log the same mode.
    closeSync(openSync(path, 'a', 0o600))
    database = new DatabaseSync(path, { timeout: 0 })
    prepare(database, path, pageSize)
    if (largest !== undefined) database.exec(`PRAGMA max_page_count = ${Math.floor(largest / pageSize)}`)
    return storeOver(database, path)
  } catch (error) {
    database?.close()
    throw failureOf(error, path)
  }
}

function prepare(database: DatabaseSync, path: string, pageSize: number): void {
  // EXCLUSIVE before anything is read: the lock is the process's own and ends with it, and no shared memory file is made.
  database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = ${pageSize}; PRAGMA trusted_schema = OFF`)
  const fresh = numberOf(database, 'schema_version') === 0
  const version = numberOf(database, 'user_version')
  if (!fresh && numberOf(database, 'application_id') !== applicationId) {
    throw new StorageError('corrupt', `${path} is not a database of Ebb. Move it away, or choose another folder.`)
  }
  if (version > layoutVersion) throw new StorageError('newer', `${path} was written by a newer version. Update Ebb.`)
  // FULL: a commit is on the disk when it returns. What SQLite writes is ciphertext, so deleted bytes need no overwriting.
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF; PRAGMA temp_store = MEMORY',
  )
  database.exec('BEGIN IMMEDIATE')
  for (const table of tables)
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (key INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT`)
  if (fresh) database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layoutVersion}`)
  database.exec('COMMIT')
}

interface Statements {
  readonly put: StatementSync
  readonly drop: StatementSync
  readonly upwards: StatementSync
  readonly downwards: StatementSync
}

function storeOver(database: DatabaseSync, path: string): Store {
  const of = Object.fromEntries(tables.map((table) => [table, statements(database, table)])) as Record<
    TableName,
    Statements
  >
  const begin = database.prepare('BEGIN IMMEDIATE')
  const end = database.prepare('COMMIT')
  let open = true
  const whileOpen = <T>(work: () => T): Promise<T> =>
    Promise.try(() => {
      if (!open) throw new StorageError('missing', `${path} was closed. Open it again.`)
      try {
        return work()
      } catch (error) {
        throw failureOf(error, path)
      }
    })
  return {
    range: (table, range) => whileOpen(() => read(of[table], range)),
    // Nothing else writes, and nothing waits between them.
    ranges: (table, ranges) => whileOpen(() => ranges.map((range) => read(of[table], range))),
    commit: (changes) =>
      whileOpen(() => {
        begin.run()
        try {
          for (const change of changes) write(of[change.table], change)
          end.run()
        } catch (error) {
          // After some failures (a full disk) SQLite has rolled back by itself.
          if (database.isTransaction) database.exec('ROLLBACK')
          throw error
        }
      }),
    close: () =>
      Promise.try(() => {
        if (!open) return
        open = false
        database.close()
      }),
  }
}

function statements(database: DatabaseSync, table: TableName): Statements {
  const within = `SELECT key, value FROM ${table} WHERE key BETWEEN ? AND ? ORDER BY key`
  return {
    put: database.prepare(
      `INSERT INTO ${table} (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    ),
    drop: database.prepare(`DELETE FROM ${table} WHERE key = ?`),
    upwards: database.prepare(`${within} LIMIT ?`),
    downwards: database.prepare(`${within} DESC LIMIT ?`),
  }
}

function write({ put, drop }: Statements, { key, value }: StoreChange): void {
  if (value === undefined) drop.run(key)
  else put.run(key, value)
}

/** -1 is no limit in SQLite. */
const read = (
  { upwards, downwards }: Statements,
  { from, to, limit = -1, backwards = false }: StoreRange,
): StoredRecord[] =>
  (backwards ? downwards : upwards)
    .all(from, to, limit)
    .map(({ key, value }) => ({ key: key as number, value: value as Uint8Array }))

function numberOf(database: DatabaseSync, pragma: string): number {
  const row = database.prepare(`PRAGMA ${pragma}`).get()
  return Object.values(row ?? {})[0] as number
}
