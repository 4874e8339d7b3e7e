/**
 * The adapter of `Log` for one machine: heads of entries in SQLite (WAL, synchronous=FULL), one row for each batch
 * (batches.ts), and in memory (entry-index.ts); bodies in the files of their buckets (buckets.ts).
 *
 * The order of a batch: (1) the key of a new bucket, flushed; (2) bodies, flushed; (3) COMMIT, which is the commit
 * point. A crash before (3) leaves bytes that nothing names and, at most, a key without entries.
 *
 * What this file may tell an attacker who has it: how many channels and entries there are, their sizes, when they end,
 * and, by the batches and the offsets in the buckets' files, in which order entries of different channels came, and
 * which came together. That is why accounts.db keeps no order to lay beside it (decisions/two-databases.md). Nothing of it is keyed by
 * anything else than a channel's random id or a random nonce; every table is WITHOUT ROWID, so no row number counts
 * channels in their order of creation; ANALYZE is never run, so there is no sqlite_stat.
 */
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { channelId, epochKey, limits, type ChannelId, type EpochKey } from '@ebb/protocol'
import { isFull, isReadOnly, openDatabase } from '../sqlite.ts'
import { StartRefusal } from '../start-refusal.ts'
import { Batches, batchesTable } from './batches.ts'
import { Forgetting, rowsAtRest, rowsWithBatch } from './forgetting.ts'
import { openBuckets, type Buckets } from './buckets.ts'
import type { ChannelTable, Standing } from './channel-table.ts'
import { nodeDisk, type Disk } from './disk.ts'
import { EntryIndex } from './entry-index.ts'
import { rowsToBatches } from './from-rows.ts'
import { headsOf, sizeOf } from './heads.ts'
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
import { oldBlobs, type OldBlobs } from './old-blobs.ts'
import { StagedBatch } from './staged-batch.ts'

export interface SqliteLogTools {
  readonly directory: string
  readonly random: (length: number) => Uint8Array
  readonly disk?: Disk
  /** A bucket's file or key is missing or damaged: its entries count as expired. */
  readonly missing?: () => void
  /** Entries that one batch and one call of `expire` forget at most, about. */
  readonly pruned?: number
  /** Seconds for which what is left of an entry stays after its end. */
  readonly tombstoneLife?: number
  /** Bytes of an ended bucket's file that go at once. */
  readonly slice?: number
}

/** Throws StartRefusal. */
export function openSqliteLog(tools: SqliteLogTools): Log & OldBlobs {
  const { directory, random, disk = nodeDisk, missing = () => {}, pruned = 4000 } = tools
  const { tombstoneLife = limits.tombstoneLife } = tools
  // What version 2 added and version 3 has no more goes when its blobs are moved, not before.
  const nothing = (): void => {}
  const upgrades = [nothing, nothing, (db: DatabaseSync) => rowsToBatches(db, random)]
  const index = new EntryIndex(random(8))
  const named = new Map<number, number>()
  let batches: Batches
  const read = (db: DatabaseSync): void => {
    batches = new Batches(db, random)
    index.expect(batches.entries())
    for (const { nonce, sections } of batches.all())
      for (const section of sections) {
        let end = section.start
        for (const head of headsOf(section)) {
          index.add(head, nonce)
          end = head.offset + sizeOf(head)
        }
        named.set(section.bucket, Math.max(named.get(section.bucket) ?? 0, end))
      }
  }
  const db = openDatabase({ path: join(directory, 'channels.db'), version: 4, pragmas, schema, upgrades, read })
  let buckets: Buckets
  try {
    buckets = openBuckets({ directory, random, disk, missing, named, slice: tools.slice })
  } catch (error) {
    db.close()
    if (isReadOnly(error))
      throw new StartRefusal(
        'The data directory cannot be written to. Check who owns it and that its disk is not read-only.',
      )
    throw error
  }
  const forgetting = new Forgetting({ db, batches: batches!, index, heads: pruned })
  const log = new SqliteLog({ db, buckets, index, batches: batches!, forgetting, tombstoneLife })
  return Object.assign(log, oldBlobs(db, buckets))
}

/** Checkpoints run between batches: before every 64th, and from `expire`, once a second. */
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
  ${batchesTable}
`

/** Channels whose newest epoch's key is kept in memory. */
const keysInMemory = 200_000
/** Of ended files, beside the one before each batch. */
const slicesAtRest = 4
/** Small and often, so that nobody waits long for one (bench/results/2026-11-28-server.md). */
const batchesForCheckpoint = 64
type Append = Exclude<Write, { kind: 'create' }>
type ChannelRow = { floor: number; n: number; first: number }
type EpochRow = { publicKey: Uint8Array; first: number; last: number | null }

interface SqliteLogParts {
  readonly db: DatabaseSync
  readonly buckets: Buckets
  readonly index: EntryIndex
  readonly batches: Batches
  readonly forgetting: Forgetting
  readonly tombstoneLife: number
}

class SqliteLog implements Log {
  readonly #db: DatabaseSync
  readonly #buckets: Buckets
  readonly #index: EntryIndex
  readonly #batches: Batches
  readonly #forgetting: Forgetting
  readonly #tombstoneLife: number
  readonly #channels: ChannelTable
  /** Of the newest epoch, by the channel's number. */
  readonly #keys = new Map<number, EpochKey>()
  /** Of the channel that was looked for last. */
  readonly #standing: Standing = { n: 0, first: 0, last: 0 }
  /** Batches since the last checkpoint. */
  #written = 0
  readonly #sql

  constructor({ db, buckets, index, batches, forgetting, tombstoneLife }: SqliteLogParts) {
    this.#db = db
    this.#buckets = buckets
    this.#index = index
    this.#channels = index.channels
    this.#batches = batches
    this.#forgetting = forgetting
    this.#tombstoneLife = tombstoneLife
    this.#sql = prepare(db)
  }

  async write(batch: readonly Write[]): Promise<readonly WriteOutcome[]> {
    // What came before has been acknowledged by now.
    this.#shorten(1)
    if (this.#written >= batchesForCheckpoint) this.#checkpoint()
    const staged = new StagedBatch(this.#index, this.#buckets, this.#batches.draw())
    try {
      this.#db.exec('BEGIN IMMEDIATE')
      const forgotten = this.#forgetting.cut(rowsWithBatch)
      const outcomes = batch.map((write) => this.#apply(write, staged))
      const sections = staged.sections()
      this.#buckets.flush(staged.nonce)
      if (sections.length > 0) this.#batches.insert(staged.nonce, sections)
      this.#db.exec('COMMIT') // The commit point.
      this.#buckets.keep()
      this.#forgetting.keep(forgotten)
      this.#batches.keep(staged.nonce, sections)
      this.#written += 1
      return outcomes
    } catch (error) {
      // What is known of channels may have moved with the batch; it is read anew from what is durable. Keys are kept only
      // when they are.
      this.#channels.forgetStandings()
      staged.takeBack()
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      this.#buckets.drop()
      throw isFull(error) ? new LogFull() : error
    }
  }

  #apply(write: Write, staged: StagedBatch): WriteOutcome {
    if (write.kind === 'create') return this.#create(write.channel, write.publicKey)
    // One without an entry has no number yet.
    const number = this.#channels.find(write.channel)
    if (!this.#find(write.channel, number)) return 'unknown-channel'
    const repeat = number === -1 ? -1 : this.#index.withId(number, write.id)
    if (repeat !== -1) return { seq: this.#index.seq(repeat), fresh: false }
    const { n } = this.#standing
    if (write.n !== n) return write.n < n ? 'stale' : 'wrong-epoch'
    if (!write.proven) return 'not-open'
    return this.#append(write, number, staged)
  }

  #append(write: Append, number: number, staged: StagedBatch): WriteOutcome {
    const { channel, id, bucket, body } = write
    const standing = this.#standing
    const seq = standing.last + 1
    const next = write.kind === 'commit' ? write.next : null
    staged.add({ channel, seq, id, size: body.length, next }, { channel: number, bucket, body })
    standing.last = seq
    if (next !== null) {
      this.#sql.endEpoch.run(seq, channel, write.n)
      this.#sql.beginEpoch.run(channel, write.n + 1, next, seq + 1)
      standing.n += 1
      standing.first = seq + 1
      this.#keys.delete(number)
    }
    if (number !== -1) this.#channels.writeStanding(number, standing)
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

  /** Where the channel stands, into `#standing`. False where there is none. */
  #find(channel: ChannelId, number: number): boolean {
    if (number !== -1 && this.#channels.readStanding(number, this.#standing)) return true
    const row = this.#sql.channel.get(channel) as ChannelRow | undefined
    if (row === undefined) return false
    const { n, first } = row
    const newest = number === -1 ? 0 : this.#channels.newest(number)
    Object.assign(this.#standing, { n, first, last: Math.max(row.floor, first - 1, newest) })
    if (number !== -1) this.#channels.writeStanding(number, this.#standing)
    return true
  }

  async epoch(channel: ChannelId, n: number): Promise<Epoch | 'unknown-channel' | 'wrong-epoch'> {
    const number = this.#channels.find(channel)
    if (!this.#find(channel, number)) return 'unknown-channel'
    const { n: newest, first, last } = this.#standing
    // Nearly everybody opens the newest one.
    const key = n === newest ? this.#keys.get(number) : undefined
    if (key !== undefined) return { publicKey: key, first, last: null, newest: last }
    const row = this.#sql.epoch.get(channel, n) as EpochRow | undefined
    if (row === undefined) return 'wrong-epoch'
    const publicKey = epochKey(row.publicKey)
    if (n === newest && number !== -1) this.#keep(number, publicKey)
    return { publicKey, first: row.first, last: row.last, newest: last }
  }

  #keep(number: number, key: EpochKey): void {
    if (this.#keys.size >= keysInMemory) this.#keys.delete(this.#keys.keys().next().value!)
    this.#keys.set(number, key)
  }

  async read(channel: ChannelId, range: ReadRange): Promise<readonly StoredEntry[]> {
    const entries: StoredEntry[] = []
    const index = this.#index
    const number = this.#channels.find(channel)
    if (number === -1) return entries
    const to = Math.min(range.to, this.#channels.newest(number))
    let bytes = 0
    for (let place = Math.max(range.from, this.#channels.lowest(number)); place <= to; place++) {
      const found = index.at(number, place)
      if (found === -1) continue
      const entry = index.entry(found)
      const { seq, id, kind, bucket, next } = entry
      const body = this.#buckets.read(entry, channel) ?? null
      entries.push({ seq, id, kind, bucket, body, next })
      bytes += body === null ? 0 : entry.size
      if (bytes >= range.bytes || entries.length >= 1000) break
    }
    return entries
  }

  async expire(now: number): Promise<Expired> {
    const buckets = this.#buckets.expire(now)
    this.#shorten(slicesAtRest)
    this.#prune(now)
    this.#checkpoint()
    return { buckets, rows: this.#forgetting.count() }
  }

  /** Forgets what ended long ago, also where nothing is written. */
  #prune(now: number): void {
    if (!this.#forgetting.allow(now - this.#tombstoneLife)) return
    try {
      this.#db.exec('BEGIN IMMEDIATE')
      const forgotten = this.#forgetting.cut(rowsAtRest)
      this.#db.exec('COMMIT')
      this.#forgetting.keep(forgotten)
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      if (!isFull(error)) throw error
    }
  }

  /** Removes slices of what has ended. What a full disk does not let go waits. */
  #shorten(slices: number): void {
    try {
      for (let i = 0; i < slices; i++) this.#buckets.remove()
    } catch (error) {
      if (!isFull(error)) throw error
    }
  }

  #checkpoint(): void {
    this.#written = 0
    try {
      this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } catch (error) {
      if (!isFull(error)) throw error
    }
  }

  async check(): Promise<void> {
    this.#sql.channel.get(channelId(new Uint8Array(16)))
  }

  async close(): Promise<void> {
    this.#db.close()
    this.#buckets.close()
  }
}

const prepare = (db: DatabaseSync) => ({
  create: db.prepare('INSERT INTO channels (channel, floor) VALUES (?, 0)'),
  channel: db.prepare(
    'SELECT floor, n, first FROM channels JOIN epochs USING (channel) WHERE channel = ? ORDER BY n DESC LIMIT 1',
  ),
  epoch: db.prepare('SELECT publicKey, first, last FROM epochs WHERE channel = ? AND n = ?'),
  beginEpoch: db.prepare('INSERT INTO epochs (channel, n, publicKey, first, last) VALUES (?, ?, ?, ?, NULL)'),
  endEpoch: db.prepare('UPDATE epochs SET last = ? WHERE channel = ? AND n = ?'),
})
