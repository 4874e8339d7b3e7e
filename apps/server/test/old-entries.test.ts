/**
 * A data directory of version 3 of channels.db, in which each entry was a row and each body sealed by itself: its rows are
 * laid together once, and its bodies are read as they lie until they end.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { channelId, entryIdOf, limits, type ChannelId } from '@ebb/protocol'
import { rowsToBatches } from '../src/log/from-rows.ts'
import { decodeHeads, headsOf, sizeOf } from '../src/log/heads.ts'
import type { Log, Write } from '../src/log/log.ts'
import { openSqliteLog } from '../src/log/sqlite-log.ts'
import { sha256 } from '../src/signatures.ts'
import { StartRefusal } from '../src/start-refusal.ts'
import { random } from './client.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ebb-old-entries-'))
  cpSync(new URL('old/channels-3/', import.meta.url).pathname, directory, { recursive: true })
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Three channels, each byte of whose id is its number. Bodies are of one byte each, many times. */
const [a, b, c] = [1, 2, 3].map((byte) => channelId(new Uint8Array(16).fill(byte))) as [ChannelId, ChannelId, ChannelId]
const first = 1_800_003_600
const second = first + 3600
const expired = 1_799_996_400
const open = (missing = () => {}): Log => openSqliteLog({ directory, random, missing })
const bytes = (fill: number, size: number): Uint8Array => new Uint8Array(size).fill(fill)
const message = (channel: ChannelId, n: number, body: Uint8Array, bucket = first): Write => ({
  kind: 'message',
  channel,
  n,
  id: entryIdOf(body, sha256),
  bucket,
  body,
  proven: true,
})
/** Place, end, and what its body is of. */
async function told(log: Log, channel: ChannelId): Promise<unknown[]> {
  const entries = await log.read(channel, { from: 1, to: 99, bytes: 1e9 })
  return entries.map(({ seq, kind, bucket, body, next }) => [
    seq,
    kind,
    bucket,
    body && `${body.length} of ${body[0]}`,
    next?.[0] ?? null,
  ])
}
const inA = [
  [1, 'message', first, '100 of 1', null],
  [2, 'commit', second, '300 of 3', 11],
  [3, 'message', second + 3600, '400 of 4', null],
  [4, 'message', second, '600 of 6', null],
]
const inB = [
  [1, 'message', first, '70000 of 2', null],
  [2, 'message', first, '500 of 5', null],
  [3, 'message', expired, null, null],
]
const rows = (sql: string): Record<string, unknown>[] => {
  const db = new DatabaseSync(join(directory, 'channels.db'))
  const found = db.prepare(sql).all()
  db.close()
  return found
}

test('everything is read as before, now and after another start, and there are no rows of entries any more', async () => {
  expect(rows('SELECT * FROM entries')).toHaveLength(7)
  for (let run = 0; run < 2; run++) {
    const log = open(() => expect.unreachable())
    await log.expire(expired)
    expect(await told(log, a)).toEqual(inA)
    expect(await told(log, b)).toEqual(inB)
    expect(await told(log, c)).toEqual([])
    await log.close()
    expect(rows('PRAGMA user_version')[0]!['user_version']).toBe(4)
    expect(rows("SELECT name FROM sqlite_schema WHERE name LIKE 'entries%'")).toEqual([])
  }
})

test('what is written after it goes on where it was, into the same files, and old ids are still repeats', async () => {
  const log = open()
  expect(await log.write([message(a, 0, bytes(1, 100)), message(b, 0, bytes(7, 700))])).toEqual([
    { seq: 1, fresh: false },
    { seq: 3, fresh: false },
  ])
  const writes = [message(a, 1, bytes(8, 80)), message(b, 0, bytes(9, 90)), message(c, 0, bytes(10, 99))]
  expect(await log.write(writes)).toEqual([5, 4, 4].map((seq) => ({ seq, fresh: true })))
  const size = readFileSync(join(directory, 'buckets', String(first))).length
  expect(size).toBe(100 + 70_000 + 500 + 3 * 28 + 80 + 90 + 99)
  await log.close()
  const again = open()
  expect(await told(again, a)).toEqual([...inA, [5, 'message', first, '80 of 8', null]])
  expect(await told(again, b)).toEqual([...inB, [4, 'message', first, '90 of 9', null]])
  expect(await told(again, c)).toEqual([[4, 'message', first, '99 of 10', null]])
  await again.close()
})

test('old bodies end with their bucket, and what is left of them a tombstone life later', async () => {
  const log = open()
  await log.write([message(b, 0, bytes(9, 90), second)])
  expect((await log.expire(first)).buckets).toBe(1)
  expect(readdirSync(join(directory, 'buckets'))).toEqual([String(second), String(second + 3600)])
  expect(await told(log, a)).toEqual([[1, 'message', first, null, null], ...inA.slice(1)])
  expect((await log.expire(first + limits.tombstoneLife)).rows).toBe(4)
  expect((await told(log, a)).map((entry) => (entry as unknown[])[0])).toEqual([2, 3, 4])
  expect((await told(log, b)).map((entry) => (entry as unknown[])[0])).toEqual([4])
  const left = rows('SELECT heads FROM batches').flatMap((row) => decodeHeads(row['heads'] as Uint8Array)!)
  expect(left.reduce((sum, section) => sum + [...headsOf(section)].length, 0)).toBe(4)
  await log.close()
})

test('an old body that changed on the disk, or lies at another place, is not handed out', async () => {
  const path = join(directory, 'buckets', String(first))
  const file = readFileSync(path)
  file[50]! ^= 1
  writeFileSync(path, file)
  let warnings = 0
  const log = open(() => (warnings += 1))
  await log.expire(expired)
  expect(await told(log, a)).toEqual([[1, 'message', first, null, null], ...inA.slice(1)])
  expect(await told(log, b)).toEqual(inB)
  expect(warnings).toBe(1)
  await log.close()
})

test('a migration that is cut short has not happened', async () => {
  const { prototype } = DatabaseSync
  const exec = prototype.exec
  prototype.exec = function (sql: string) {
    if (sql === 'DROP TABLE entries') throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
    exec.call(this, sql)
  }
  try {
    expect(() => open()).toThrow(new StartRefusal('The disk is full. Make room and start again.'))
  } finally {
    prototype.exec = exec
  }
  expect(rows('SELECT * FROM entries')).toHaveLength(7)
  expect(rows("SELECT name FROM sqlite_schema WHERE name = 'batches'")).toEqual([])
  const log = open()
  expect(await told(log, a)).toEqual(inA)
  await log.close()
})

test('bodies that do not follow each other, or lie in another file, begin sections of their own', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(`CREATE TABLE entries (
    channel BLOB, seq INTEGER, id BLOB, kind INTEGER, bucket INTEGER, offset INTEGER, size INTEGER, next BLOB)`)
  const add = db.prepare('INSERT INTO entries VALUES (?, ?, ?, 0, ?, ?, ?, NULL)')
  const places: [number, number, number][] = [
    [7200, 0, 10],
    [7200, 38, 20],
    // A batch that failed left a gap.
    [7200, 150, 30],
    // What lay before it was forgotten.
    [10_800, 208, 40],
    ...Array.from({ length: 1500 }, (_, i): [number, number, number] => [14_400, i * 29, 1]),
  ]
  for (const [i, [bucket, offset, size]] of places.entries()) add.run(a, i + 1, random(16), bucket, offset, size)
  rowsToBatches(db, random)
  const batches = db.prepare('SELECT heads FROM batches').all()
  const found = batches
    .flatMap((row) => decodeHeads(row['heads'] as Uint8Array)!)
    .flatMap((section) => Array.from(headsOf(section), (head) => [head.bucket, head.offset, sizeOf(head)]))
  const inOrder = (all: number[][]) => all.toSorted((x, y) => x[0]! - y[0]! || x[1]! - y[1]!)
  expect(inOrder(found)).toEqual(places)
  expect(batches).toHaveLength(2)
  db.close()
})
