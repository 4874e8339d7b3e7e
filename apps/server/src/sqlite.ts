/** Opening an SQLite database of Ebb's: its version, its pragmas, and what its failures mean. */
import { DatabaseSync } from 'node:sqlite'
import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { StartRefusal } from './start-refusal.ts'
import { losesTransactions } from './wal-damage.ts'

export interface DatabasePlan {
  readonly path: string
  /** The version that this program writes; an older one is migrated, a newer one refused. */
  readonly version: number
  readonly pragmas: string
  readonly schema: string
  /** From each older version to the next, the first of them from 1; each is one transaction. */
  readonly upgrades?: readonly ((db: DatabaseSync) => void)[]
  /** What is read at the start; what fails in there keeps the server from starting. */
  readonly read?: (db: DatabaseSync) => void
}

/** Throws StartRefusal where the file is in use, newer or damaged. */
export function openDatabase(plan: DatabasePlan): DatabaseSync {
  const name = basename(plan.path)
  let db: DatabaseSync | undefined
  try {
    const old = existsSync(plan.path) && statSync(plan.path).size > 0
    // Made here, because SQLite would let others read it; its journals take over the mode.
    if (!old) closeSync(openSync(plan.path, 'a', 0o600))
    if (existsSync(`${plan.path}-wal`) && losesTransactions(`${plan.path}-wal`)) throw damaged(`${name}-wal`)
    db = new DatabaseSync(plan.path, { enableForeignKeyConstraints: false })
    db.exec(plan.pragmas)
    const found = old ? Number(db.prepare('PRAGMA user_version').get()?.['user_version']) : 0
    if (found > plan.version)
      throw new StartRefusal(`${name} was written by a newer version of Ebb. Update this server and start it again.`)
    if (found === 0) db.exec(`BEGIN IMMEDIATE; ${plan.schema}; PRAGMA user_version = ${plan.version}; COMMIT`)
    if (found > 0)
      for (const [at, upgrade] of (plan.upgrades ?? []).slice(found - 1).entries())
        inOne(db, () => {
          upgrade(db!)
          db!.exec(`PRAGMA user_version = ${found + at + 1}`)
        })
    // A whole check of a large file would keep everybody waiting; SQLite finds damage there when it gets to it.
    if (old && statSync(plan.path).size <= 256 * 1024 * 1024) quickCheck(db, name)
    // With locking_mode=EXCLUSIVE this takes the lock that keeps a second server out.
    db.exec('BEGIN IMMEDIATE; COMMIT')
    plan.read?.(db)
    return db
  } catch (error) {
    db?.close()
    throw explain(error, name)
  }
}

/** A failure closes the database, which rolls back. */
function inOne(db: DatabaseSync, run: () => void): void {
  db.exec('BEGIN IMMEDIATE')
  run()
  db.exec('COMMIT')
}

function quickCheck(db: DatabaseSync, name: string): void {
  const first = db.prepare('PRAGMA quick_check(1)').get()
  if (first?.['quick_check'] !== 'ok') throw damaged(name)
}

export const damaged = (name: string): StartRefusal =>
  new StartRefusal(`${name} is damaged. Restore the data directory from your backup, or move it away to start anew.`)

function explain(error: unknown, name: string): unknown {
  if (error instanceof StartRefusal) return error
  const code = sqliteCode(error)
  if (code === 5 || code === 6)
    return new StartRefusal(
      'Another server is using this data directory. Stop it first, or give --data another directory.',
    )
  if (code === 11 || code === 26) return damaged(name)
  if (code === 13) return new StartRefusal('The disk is full. Make room and start again.')
  if (code === 14 || code === 8 || code === 23 || isReadOnly(error))
    return new StartRefusal(`${name} cannot be opened. Check who owns the data directory.`)
  if (code === 1) return damaged(name)
  return error
}

/** The file system lets nobody write, or not this user. */
export function isReadOnly(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === 'EROFS' || code === 'EACCES' || code === 'EPERM'
}

/** SQLITE_FULL, or the file system's ENOSPC and EDQUOT: no room, and nothing else is wrong. */
export function isFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return sqliteCode(error) === 13 || code === 'ENOSPC' || code === 'EDQUOT'
}

/** The primary result code (https://sqlite.org/rescode.html), or undefined where it is no error of SQLite. */
function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode
  return typeof code === 'number' ? code & 0xff : undefined
}
