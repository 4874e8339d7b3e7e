/**
 * `accounts.db`: who there is, and what waits for them. It has no word for a channel.
 *
 * What an attacker who has the file may not learn from it is when and in which order things happened, because that is
 * what could be laid beside the order of entries in channels.db. Therefore: a rollback journal truncated at every
 * commit instead of a WAL; secure_delete, so that removed rows are zeros; every table WITHOUT ROWID, keyed by hashes
 * or public keys; times rounded up to the hour, those of letters to the day; no ANALYZE. And because SQLite lays what is new where there is room,
 * in order of arrival, whatever changes when a conversation begins is overwritten in place, in rows that were there
 * before: letters (letter-slots.ts), tokens (tokens.ts), key packages (key-packages.ts). The other tables grow with
 * accounts, devices and invitations only. decisions/two-databases.md.
 */
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Refusal } from '@ebb/protocol'
import { GroupCommit } from '../group-commit.ts'
import { isFull, openDatabase } from '../sqlite.ts'
import { letterSlotsSchema } from './letter-slots.ts'

const pragmas = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = TRUNCATE;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA cache_size = -32768;
  PRAGMA temp_store = MEMORY;
`
const schema = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE chains (account BLOB, seq INTEGER, entry BLOB NOT NULL, PRIMARY KEY (account, seq)) STRICT, WITHOUT ROWID;
  CREATE TABLE handles (handle TEXT PRIMARY KEY, account BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE devices (device BLOB PRIMARY KEY, account BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE key_packages (device BLOB, suite TEXT, slot INTEGER, place INTEGER NOT NULL, package BLOB NOT NULL, PRIMARY KEY (device, suite, slot)) STRICT, WITHOUT ROWID;
  CREATE TABLE last_resorts (device BLOB, suite TEXT, package BLOB NOT NULL, PRIMARY KEY (device, suite)) STRICT, WITHOUT ROWID;
  CREATE TABLE tokens (device BLOB, part INTEGER, hashes BLOB NOT NULL, PRIMARY KEY (device, part)) STRICT, WITHOUT ROWID;
  CREATE TABLE invitations (hash BLOB PRIMARY KEY, expires INTEGER NOT NULL, used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  ${letterSlotsSchema}
`

/** Throws StartRefusal. Holds the lock that keeps a second server out of the data directory. */
export const openAccountsDatabase = (directory: string): DatabaseSync =>
  openDatabase({ path: join(directory, 'accounts.db'), version: 1, pragmas, schema })

/** One change: looks and writes within the group's transaction, and refuses only before it has written. */
interface Change {
  readonly run: () => unknown
  readonly reply: (outcome: never) => void
  readonly full: (why: Refusal) => void
}
export interface Changes {
  /** `reply` after the group is durable; `full` where there was no room and nothing was changed. */
  add<T>(change: { run: () => T; reply: (outcome: T) => void; full: (why: 'server-full') => void }): void
  idle(): Promise<void>
}

export interface ChangesPlan {
  readonly soon: (run: () => void) => void
  /** What is in memory about accounts is on the disk. */
  readonly committed: () => void
  /** What is in memory about accounts may be ahead of the disk: forget it, or go back. */
  readonly rolledBack: () => void
  readonly broken: (error: unknown) => void
}

export function groupChanges(db: DatabaseSync, plan: ChangesPlan): Changes {
  const group = new GroupCommit<Change, unknown>({
    soon: plan.soon,
    async write(changes) {
      try {
        const outcomes = inTransaction(db, () => changes.map((change) => change.run()))
        plan.committed()
        return outcomes
      } catch (error) {
        // At once, so that nobody looks at what is not there.
        plan.rolledBack()
        throw error
      }
    },
    settle: (changes, outcomes) => changes.forEach((change, i) => change.reply(outcomes[i] as never)),
    fail(changes, error) {
      if (!isFull(error)) plan.broken(error)
      for (const change of changes) change.full('server-full')
    },
  })
  return { add: (change) => group.add(change as Change), idle: () => group.idle() }
}

export function inTransaction<T>(db: DatabaseSync, run: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = run()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** Nothing in this database knows a time finer than an hour. */
export const hourAfter = (seconds: number): number => Math.ceil(seconds / 3600) * 3600
/** A letter's end, because a first commit's end tells the hour in which its channel was created. */
export const dayAfter = (seconds: number): number => Math.ceil(seconds / 86_400) * 86_400
