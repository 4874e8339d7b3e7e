/**
 * What a loss of power leaves of the log's database. SQLite writes through its own files, so they lie in a real directory;
 * what of them is durable is taken from its documented promises (https://sqlite.org/atomiccommit.html, wal.html): with
 * synchronous=FULL a COMMIT ends with a sync of the WAL, a checkpoint syncs the WAL before it writes the database and the
 * database after it, and a new header of the WAL is synced before what follows it. A cut within one of these leaves each
 * sector of what was written since as it was before or after. That SQLite syncs when it says so is not tried here; its calls
 * to the system (strace) are in this order.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { between } from './power-disk.ts'

export interface Files {
  readonly database: Buffer
  readonly wal: Buffer
}

export interface Watched {
  /** What is left if the power goes between two operations of the database. */
  durable: Files
  /** Asked before each COMMIT and checkpoint: true where the power goes within it. */
  cutsNow: () => boolean
  /** Given what is left; throws. */
  cut: (left: Files) => never
  /** Another `PRAGMA synchronous` than the log's own: a mistake that must be found. */
  readonly synchronous?: 'NORMAL'
  readonly random: () => number
}

const name = 'channels.db'
const walHeader = 32

export const readFiles = (directory: string): Files => {
  const read = (file: string): Buffer =>
    existsSync(join(directory, file)) ? readFileSync(join(directory, file)) : Buffer.alloc(0)
  return { database: read(name), wal: read(`${name}-wal`) }
}

export function layFiles(directory: string, { database, wal }: Files): void {
  if (database.length > 0) writeFileSync(join(directory, name), database)
  if (wal.length > 0) writeFileSync(join(directory, `${name}-wal`), wal)
}

/** From now on everything that a database in `directory` is told is watched, until the function that is returned is called. */
export function watchDatabase(directory: string, watched: Watched): () => void {
  const { prototype } = DatabaseSync
  const exec = prototype.exec
  prototype.exec = function (sql: string): void {
    if (this.location() !== join(directory, name)) return exec.call(this, sql)
    // The last thing that opening says.
    if (sql === 'BEGIN IMMEDIATE; COMMIT' && watched.synchronous !== undefined)
      exec.call(this, `PRAGMA synchronous = ${watched.synchronous}`)
    const does = sql === 'COMMIT' ? 'commit' : sql.startsWith('PRAGMA wal_checkpoint') ? 'checkpoint' : undefined
    if (does === undefined) return exec.call(this, sql)
    const cuts = watched.cutsNow()
    const moment = cuts ? Math.floor(watched.random() * 4) : 4
    if (moment === 0) watched.cut(watched.durable)
    const syncs = does === 'checkpoint' || Number(this.prepare('PRAGMA synchronous').get()?.['synchronous']) >= 2
    exec.call(this, sql)
    const now = readFiles(directory)
    if (moment < 3) watched.cut(halfDone(watched.durable, now, watched.random))
    if (syncs) watched.durable = now
    if (cuts) watched.cut(watched.durable)
  }
  return () => void (prototype.exec = exec)
}

function halfDone(before: Files, now: Files, random: () => number): Files {
  // Of the two files one is written: the database by a checkpoint, the WAL by a COMMIT.
  const database = between(before.database, now.database, random)
  const isNew = Buffer.compare(before.wal.subarray(0, walHeader), now.wal.subarray(0, walHeader)) !== 0
  if (!isNew) return { database, wal: between(before.wal, now.wal, random) }
  if (random() < 0.2) return { database, wal: before.wal }
  const wal = Buffer.from(before.wal.length < walHeader ? Buffer.alloc(walHeader) : before.wal)
  now.wal.copy(wal, 0, 0, walHeader)
  return { database, wal: between(wal, now.wal, random) }
}
