/**
 * The adapter of `Log` for one machine: heads of entries in SQLite (WAL, synchronous=FULL), bodies in the files of
 * their buckets.
 *
 * The order of a batch: (1) the key of a new bucket, flushed; (2) bodies, flushed; (3) COMMIT, which is the commit
 * point. A crash before (3) leaves bytes that nothing names and, at most, a key without entries.
 *
 * What this file may tell an attacker who has it: how many channels and entries there are, their sizes, when they end,
 * and, from the WAL, the order of pages and the offsets in the buckets' files, in which order entries of different
 * channels came. That is why accounts.db keeps no order to lay beside it (decisions/two-databases.md). Nothing of it is keyed by
 * anything else than a channel's random id; every table is WITHOUT ROWID, so no row number counts channels in their
 * order of creation; ANALYZE is never run, so there is no sqlite_stat.
 */
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { channelId, entryId, epochKey, limits, type ChannelId, type EpochKey } from '@ebb/protocol'
import { isFull, openDatabase } from '../sqlite.ts'
import { openBuckets, type Buckets } from './buckets.ts'
import { nodeDisk, type Disk } from './disk.ts'
import {
  LogFull,
  type Epoch,
  type Expired,
  type Log,
  type ReadRange,
  type StoredEntry,
  type Write,
  type WriteOutcome,
} from './log.ts'

export interface SqliteLogTools {
  readonly directory: string
  readonly random: (length: number) => Uint8Array
  readonly disk?: Disk
  /** A bucket's file or key is missing or damaged: its entries count as expired. */
  readonly missing?: () => void
  /** Rows looked at in one call of `expire`. */
  readonly pruned?: number
}

/** Version 2 kept blobs here, among the bodies of their bucket. They have a store of their own now, and are moved there. */
export interface OldBlobs {
  /** Those that can still be read, one by one. */
  oldBlobs(): Iterable<{ readonly id: Uint8Array; readonly bucket: number; readonly body: Uint8Array }>
  /** They lie elsewhere now. */
  forgetOldBlobs(): void
}

/** Throws StartRefusal. */
export function openSqliteLog(tools: SqliteLogTools): Log & OldBlobs {
  // What version 2 added and version 3 has no more goes when its blobs are moved, not before.
  const nothing = 'SELECT 1'
  const upgrades = [nothing, nothing]
  const db = openDatabase({ path: join(tools.directory, 'channels.db'), version: 3, pragmas, schema, upgrades })
  const { directory, random, disk = nodeDisk, missing = () => {} } = tools
  const buckets = openBuckets({ directory, random, disk, missing })
  return new SqliteLog(db, buckets, tools.pruned ?? 1000)
}

/** Checkpoints run from `expire`, once a second and only when the WAL has grown, never inside a batch. */
const pragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA secure_delete = ON;
  PRAGMA cache_size = -65536;
  PRAGMA temp_store = MEMORY;
`
const schema = `
  CREATE TABLE channels (channel BLOB PRIMARY KEY, floor INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE epochs (channel BLOB, n INTEGER, publicKey BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER, PRIMARY KEY (channel, n)) STRICT, WITHOUT ROWID;
  CREATE TABLE entries (
    channel BLOB, seq INTEGER, id BLOB NOT NULL, kind INTEGER NOT NULL, bucket INTEGER NOT NULL,
    offset INTEGER NOT NULL, size INTEGER NOT NULL, next BLOB, PRIMARY KEY (channel, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX entries_by_id ON entries (channel, id)
`

/** The newest epoch of a channel, and its newest place. Kept in memory for channels in use. */
interface Head {
  n: number
  publicKey: EpochKey
  last: number
}
const headsInMemory = 100_000
type HeadRow = { floor: number; n: number; publicKey: Uint8Array; first: number; newest: number | null }
type EpochRow = { publicKey: Uint8Array; first: number; last: number | null }
type BlobRow = { id: Uint8Array; bucket: number; offset: number; size: number }
type WalkRow = { channel: Uint8Array; seq: number; bucket: number }
type EntryRow = {
  seq: number
  id: Uint8Array
  kind: number
  bucket: number
  offset: number
  size: number
  next: Uint8Array | null
}

class SqliteLog implements Log, OldBlobs {
  readonly #db: DatabaseSync
  readonly #buckets: Buckets
  readonly #heads = new Map<string, Head>()
  readonly #pruned: number
  readonly #sql
  #cursor: { channel: Uint8Array; seq: number } = beginning

  constructor(db: DatabaseSync, buckets: Buckets, pruned: number) {
    this.#db = db
    this.#buckets = buckets
    this.#pruned = pruned
    this.#sql = prepare(db)
  }

  async write(batch: readonly Write[]): Promise<readonly WriteOutcome[]> {
    try {
      this.#db.exec('BEGIN IMMEDIATE')
      const outcomes = batch.map((write) => this.#apply(write))
      this.#buckets.flush()
      this.#db.exec('COMMIT') // The commit point.
      this.#buckets.keep()
      return outcomes
    } catch (error) {
      // Heads may have moved with the batch; they are read anew from what is durable.
      this.#heads.clear()
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      this.#buckets.drop()
      throw isFull(error) ? new LogFull() : error
    }
  }

  #apply(write: Write): WriteOutcome {
    if (write.kind === 'create') return this.#create(write.channel, write.publicKey)
    const head = this.#head(write.channel)
    if (head === undefined) return 'unknown-channel'
    const repeat = this.#sql.byId.get(write.channel, write.id)
    if (repeat !== undefined) return { seq: Number(repeat['seq']), fresh: false }
    if (write.n !== head.n) return write.n < head.n ? 'stale' : 'wrong-epoch'
    if (!write.proven) return 'not-open'
    const seq = head.last + 1
    const { channel, id, bucket, body } = write
    const offset = this.#buckets.stage(body, bucket, { channel, seq })
    const next = write.kind === 'commit' ? write.next : null
    this.#sql.append.run(channel, seq, id, next === null ? 0 : 1, bucket, offset, body.length, next)
    head.last = seq
    if (next !== null) {
      this.#sql.endEpoch.run(seq, channel, write.n)
      this.#sql.beginEpoch.run(channel, write.n + 1, next, seq + 1)
      head.n += 1
      head.publicKey = next
    }
    return { seq, fresh: true }
  }

  #create(channel: ChannelId, publicKey: EpochKey): WriteOutcome {
    const first = this.#sql.epoch.get(channel, 0)
    if (first !== undefined)
      return Buffer.compare(first['publicKey'] as Uint8Array, publicKey) === 0
        ? { seq: 0, fresh: false }
        : 'channel-exists'
    this.#sql.create.run(channel)
    this.#sql.beginEpoch.run(channel, 0, publicKey, 1)
    return { seq: 0, fresh: true }
  }

  *oldBlobs(): Iterable<{ readonly id: Uint8Array; readonly bucket: number; readonly body: Uint8Array }> {
    if (!this.#hasOldBlobs()) return
    for (const row of this.#db.prepare('SELECT id, bucket, offset, size FROM blobs').all() as BlobRow[]) {
      // No entry has place 0, so no body of a channel was taken for a blob.
      const body = this.#buckets.read(row, { channel: channelId(row.id), seq: 0 })
      if (body !== undefined) yield { id: row.id, bucket: row.bucket, body }
    }
  }

  forgetOldBlobs(): void {
    if (this.#hasOldBlobs()) this.#db.exec('DROP TABLE blobs')
  }

  #hasOldBlobs(): boolean {
    return this.#db.prepare("SELECT name FROM sqlite_schema WHERE name = 'blobs'").get() !== undefined
  }

  #head(channel: ChannelId): Head | undefined {
    const key = keyOf(channel)
    const known = this.#heads.get(key)
    if (known !== undefined) return known
    const row = this.#sql.head.get(channel) as HeadRow | undefined
    if (row === undefined) return undefined
    const head = {
      n: row.n,
      publicKey: epochKey(row.publicKey),
      last: Math.max(row.floor, row.first - 1, row.newest ?? 0),
    }
    if (this.#heads.size >= headsInMemory) this.#heads.delete(this.#heads.keys().next().value!)
    this.#heads.set(key, head)
    return head
  }

  async epoch(channel: ChannelId, n: number): Promise<Epoch | 'unknown-channel' | 'wrong-epoch'> {
    const head = this.#head(channel)
    if (head === undefined) return 'unknown-channel'
    const row = this.#sql.epoch.get(channel, n) as EpochRow | undefined
    if (row === undefined) return 'wrong-epoch'
    return { publicKey: epochKey(row.publicKey), first: row.first, last: row.last, newest: head.last }
  }

  async read(channel: ChannelId, range: ReadRange): Promise<readonly StoredEntry[]> {
    const entries: StoredEntry[] = []
    let bytes = 0
    for (const row of this.#sql.read.iterate(channel, range.from, range.to) as Iterable<EntryRow>) {
      const { seq, bucket, offset, size } = row
      const body = this.#buckets.read({ bucket, offset, size }, { channel, seq }) ?? null
      const next = row.next === null ? null : epochKey(row.next)
      entries.push({ seq, id: entryId(row.id), kind: row.kind === 1 ? 'commit' : 'message', bucket, body, next })
      bytes += body === null ? 0 : size
      if (bytes >= range.bytes || entries.length >= 1000) break
    }
    return entries
  }

  async expire(now: number): Promise<Expired> {
    const buckets = this.#buckets.expire(now)
    const rows = this.#prune(now - limits.tombstoneLife)
    this.#checkpoint()
    return { buckets, rows }
  }

  /**
   * Looks at the next rows in the order of their keys, round and round. An index by time would cost every
   * append and would lay the channels of one minute side by side.
   */
  #prune(before: number): number {
    const rows = this.#sql.walk.all(this.#cursor.channel, this.#cursor.seq, this.#pruned) as WalkRow[]
    const end = rows.at(-1)
    this.#cursor = end === undefined || rows.length < this.#pruned ? beginning : { channel: end.channel, seq: end.seq }
    const old = rows.filter((row) => row.bucket <= before)
    if (old.length === 0) return 0
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      for (const { channel, seq } of old) {
        // What is pruned still counts: places are never given twice.
        this.#sql.raiseFloor.run(seq, channel, seq)
        this.#sql.prune.run(channel, seq)
      }
      this.#db.exec('COMMIT')
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      if (isFull(error)) return 0
      throw error
    }
    return old.length
  }

  #checkpoint(): void {
    try {
      this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } catch (error) {
      if (!isFull(error)) throw error
    }
  }

  async check(): Promise<void> {
    this.#sql.head.get(channelId(new Uint8Array(16)))
  }

  async close(): Promise<void> {
    this.#db.close()
    this.#buckets.close()
  }
}

const beginning = { channel: new Uint8Array(0), seq: 0 }
const keyOf = (channel: ChannelId): string => Buffer.from(channel.buffer, channel.byteOffset, 16).toString('latin1')

const prepare = (db: DatabaseSync) => ({
  create: db.prepare('INSERT INTO channels (channel, floor) VALUES (?, 0)'),
  head: db.prepare(`
    SELECT floor, n, publicKey, first, (SELECT max(seq) FROM entries WHERE entries.channel = channels.channel) AS newest
    FROM channels JOIN epochs USING (channel) WHERE channel = ? ORDER BY n DESC LIMIT 1`),
  epoch: db.prepare('SELECT publicKey, first, last FROM epochs WHERE channel = ? AND n = ?'),
  beginEpoch: db.prepare('INSERT INTO epochs (channel, n, publicKey, first, last) VALUES (?, ?, ?, ?, NULL)'),
  endEpoch: db.prepare('UPDATE epochs SET last = ? WHERE channel = ? AND n = ?'),
  byId: db.prepare('SELECT seq FROM entries WHERE channel = ? AND id = ?'),
  append: db.prepare(
    'INSERT INTO entries (channel, seq, id, kind, bucket, offset, size, next) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ),
  read: db.prepare(
    'SELECT seq, id, kind, bucket, offset, size, next FROM entries WHERE channel = ? AND seq BETWEEN ? AND ? ORDER BY seq',
  ),
  walk: db.prepare(
    'SELECT channel, seq, bucket FROM entries WHERE (channel, seq) > (?, ?) ORDER BY channel, seq LIMIT ?',
  ),
  prune: db.prepare('DELETE FROM entries WHERE channel = ? AND seq = ?'),
  raiseFloor: db.prepare('UPDATE channels SET floor = max(floor, ?) WHERE channel = ? AND floor < ?'),
})
