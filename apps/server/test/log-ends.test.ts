import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { channelId, limits, type ChannelId } from '@ebb/protocol'
import { nodeDisk, type Disk } from '../src/log/disk.ts'
import { decodeHeads, headsOf } from '../src/log/heads.ts'
import { LogFull, type Log, type Write } from '../src/log/log.ts'
import { openSqliteLog } from '../src/log/sqlite-log.ts'
import { random } from './client.ts'
import { bucket, create, failing, message, readAll } from './log-writes.ts'

let directory: string
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'ebb-log-'))))
afterEach(() => rmSync(directory, { recursive: true }))
const bigEndian = (number: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(number))
  return bytes
}
const open = (disk?: Disk): Log => openSqliteLog({ directory, random, ...(disk && { disk }) })

describe('the file of an ended bucket', () => {
  const file = join('buckets', String(bucket))
  const sizeLeft = (): number | undefined => statSync(join(directory, file), { throwIfNoEntry: false })?.size
  const hasKey = (): boolean => readFileSync(join(directory, 'bucket-keys')).includes(bigEndian(bucket))
  const slice = 1000
  async function filled(disk: Disk = nodeDisk): Promise<{ log: Log; channel: ChannelId }> {
    const log = openSqliteLog({ directory, random, slice, disk })
    const channel = channelId(random(16))
    await log.write([create(channel)])
    await log.write(Array.from({ length: 20 }, () => message(channel, random(400))))
    expect(sizeLeft()).toBe(8000)
    expect(hasKey()).toBe(true)
    return { log, channel }
  }

  test('loses its key at once and goes a slice with each batch', async () => {
    const { log, channel } = await filled()
    expect((await log.expire(bucket)).buckets).toBe(1)
    expect((await readAll(log, channel)).every(({ body }) => body === null)).toBe(true)
    expect(hasKey()).toBe(false)
    const sizes: (number | undefined)[] = []
    while (sizeLeft() !== undefined) {
      sizes.push(sizeLeft())
      await log.write([message(channel, random(10), { bucket: bucket + 7200 })])
    }
    expect(sizes).toEqual([4000, 3000, 2000, 1000])
    await log.close()
  })

  test('goes at the next start where a crash came between', async () => {
    const { log, channel } = await filled()
    await log.expire(bucket)
    await log.close()
    expect(sizeLeft()).toBe(4000)
    const again = openSqliteLog({ directory, random, slice })
    await again.expire(bucket)
    for (let i = 0; i < 4; i++) await again.expire(bucket)
    expect(sizeLeft()).toBeUndefined()
    expect((await readAll(again, channel)).every(({ body }) => body === null)).toBe(true)
    await again.close()
  })

  test('keeps nobody from writing where somebody else has removed it', async () => {
    const { log, channel } = await filled()
    await log.expire(bucket)
    rmSync(join(directory, file))
    const later = message(channel, random(10), { bucket: bucket + 7200 })
    expect(await log.write([later])).toEqual([{ seq: 21, fresh: true }])
    await log.expire(bucket)
    await log.close()
  })

  test('waits where the disk has no room to make it shorter, and nobody waits for it', async () => {
    let full = true
    const disk: Disk = {
      ...nodeDisk,
      ftruncateSync(...args) {
        if (full) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
        nodeDisk.ftruncateSync(...args)
      },
    }
    const { log, channel } = await filled(disk)
    await log.expire(bucket)
    const next = (): ReturnType<typeof message> => message(channel, random(10), { bucket: bucket + 7200 })
    expect(await log.write([next()])).toEqual([{ seq: 21, fresh: true }])
    expect(sizeLeft()).toBe(8000)
    full = false
    await log.write([next()])
    expect(sizeLeft()).toBe(7000)
    await log.close()
  })

  test('is not what is written into where the clock has gone back', async () => {
    const { log, channel } = await filled()
    await log.expire(bucket)
    const body = random(50)
    await log.write([message(channel, body)])
    for (let i = 0; i < 5; i++) await log.expire(bucket - 1)
    expect((await readAll(log, channel)).at(-1)?.body).toEqual(body)
    await log.close()
  })
})

test('the journal of the database does not grow with what is written between two seconds', async () => {
  const log = open()
  const channel = channelId(random(16))
  await log.write([create(channel)])
  const journal = async (batches: number): Promise<number> => {
    for (let i = 0; i < batches; i++) await log.write([message(channel)])
    return statSync(join(directory, 'channels.db-wal')).size
  }
  const after = await journal(100)
  expect(await journal(300)).toBeLessThan(2 * after)
  await log.close()
})

describe('what is left of entries', () => {
  const headsLeft = (): number => {
    const db = new DatabaseSync(join(directory, 'channels.db'), { readOnly: true })
    const rows = db.prepare('SELECT heads FROM batches').all()
    db.close()
    const sections = rows.flatMap((row) => decodeHeads(row['heads'] as Uint8Array)!)
    return sections.reduce((sum, section) => sum + [...headsOf(section)].length, 0)
  }

  test('goes from the disk a tombstone life after each, and others of the same batch stay', async () => {
    const log = open()
    const [channel, other] = [channelId(random(16)), channelId(random(16))]
    const later = bucket + 7200
    const long = message(channel, random(70), { bucket: later })
    await log.write([create(channel), create(other), message(channel), long, message(channel), message(other)])
    expect(headsLeft()).toBe(4)
    expect((await log.expire(bucket + limits.tombstoneLife - 1)).rows).toBe(0)
    expect((await log.expire(bucket + limits.tombstoneLife)).rows).toBe(3)
    expect(headsLeft()).toBe(1)
    expect((await readAll(log, channel)).map((entry) => entry.seq)).toEqual([2])
    await log.close()
    const again = open()
    expect((await readAll(again, channel)).map((entry) => entry.seq)).toEqual([2])
    const outcomes = await again.write([message(channel), message(other), long])
    expect(outcomes).toEqual([
      { seq: 4, fresh: true },
      { seq: 2, fresh: true },
      { seq: 2, fresh: false },
    ])
    await again.close()
  })

  test('goes little by little where there is much', async () => {
    const log = openSqliteLog({ directory, random, pruned: 10 })
    const channel = channelId(random(16))
    await log.write([create(channel)])
    for (let i = 0; i < 12; i++) await log.write(Array.from({ length: 5 }, () => message(channel, random(20))))
    const counts: number[] = []
    for (let rows = -1; rows !== 0; counts.push(rows)) {
      rows = (await log.expire(bucket + limits.tombstoneLife)).rows
      expect(await readAll(log, channel)).toHaveLength(headsLeft())
    }
    expect(counts).toEqual([10, 10, 10, 10, 10, 10, 0])
    expect(await log.write([message(channel)])).toEqual([{ seq: 61, fresh: true }])
    await log.close()
  })

  test('goes a few rows with each batch that is written, more of them than it adds, and so many beside', async () => {
    const log = open()
    const channel = channelId(random(16))
    await log.write([create(channel)])
    for (let i = 0; i < 150; i++) await log.write([message(channel)])
    const ended = bucket + limits.tombstoneLife
    expect((await log.expire(ended)).rows).toBe(64)
    const later = (): Write => message(channel, random(20), { bucket: ended + 7200 })
    for (let i = 0; i < 10; i++) await log.write([later(), later()])
    expect(headsLeft()).toBe(150 - 64 - 20 + 20)
    expect((await readAll(log, channel)).map(({ seq }) => seq).slice(-20)).toEqual(
      Array.from({ length: 20 }, (_, i) => 151 + i),
    )
    // What went with them counts too.
    expect((await log.expire(ended)).rows).toBe(20 + 64)
    expect((await log.expire(ended)).rows).toBe(2)
    expect(await readAll(log, channel)).toHaveLength(20)
    await log.close()
  })

  test('stays where the batch that it would have gone with is not written', async () => {
    const { disk } = failing('fdatasyncSync', 102, { code: 'ENOSPC', done: false })
    const log = open(disk)
    const channel = channelId(random(16))
    await log.write([create(channel)])
    for (let i = 0; i < 100; i++) await log.write([message(channel)])
    const ended = bucket + limits.tombstoneLife
    expect((await log.expire(ended)).rows).toBe(64)
    const next = message(channel, random(20), { bucket: ended + 7200 })
    await log.write([next])
    expect(headsLeft()).toBe(35)
    await expect(log.write([message(channel, random(20), { bucket: ended + 7200 })])).rejects.toBeInstanceOf(LogFull)
    expect(headsLeft()).toBe(35)
    expect(await readAll(log, channel)).toHaveLength(35)
    expect(await log.write([next])).toEqual([{ seq: 101, fresh: false }])
    expect(headsLeft()).toBe(33)
    await log.close()
  })

  test('stays where the disk has no room to let it go, until there is', async () => {
    const log = open()
    const channel = channelId(random(16))
    await log.write([create(channel), message(channel)])
    const { prototype } = DatabaseSync
    const exec = prototype.exec
    prototype.exec = function (sql: string) {
      if (sql === 'COMMIT') throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
      exec.call(this, sql)
    }
    try {
      expect((await log.expire(bucket + limits.tombstoneLife)).rows).toBe(0)
    } finally {
      prototype.exec = exec
    }
    expect(await readAll(log, channel)).toHaveLength(1)
    expect((await log.expire(bucket + limits.tombstoneLife)).rows).toBe(1)
    expect(await log.write([message(channel)])).toEqual([{ seq: 2, fresh: true }])
    await log.close()
  })
})

describe('a place in a file that is written again', () => {
  test('is written under another nonce, so that both versions tell nothing of their bodies', async () => {
    const { disk } = failing('fdatasyncSync', 2, { code: 'ENOSPC', done: true })
    const written: Buffer[] = []
    const watching: Disk = {
      ...disk,
      // Without its shortening: a disk that failed keeps what it took.
      ftruncateSync: () => {},
      writeSync: ((fd: number, bytes: Uint8Array, ...of: number[]) => {
        if (bytes.length > 64 && bytes.length < 4096) written.push(Buffer.from(bytes))
        return (nodeDisk.writeSync as (...args: unknown[]) => number)(fd, bytes, ...of)
      }) as Disk['writeSync'],
    }
    const log = open(watching)
    const channel = channelId(random(16))
    await log.write([create(channel), message(channel, random(100))])
    const [before, after] = [random(200), random(200)]
    await expect(log.write([message(channel, before)])).rejects.toBeInstanceOf(LogFull)
    await log.write([message(channel, after)])
    expect(written.map((bytes) => bytes.length)).toEqual([100, 200, 200])
    const streams = [before, after].map((body, i) => written[i + 1]!.map((byte, at) => byte ^ body[at]!))
    const same = streams[0]!.filter((byte, at) => byte === streams[1]![at]).length
    expect(same).toBeLessThan(20)
    expect((await readAll(log, channel)).at(-1)!.body).toEqual(after)
    await log.close()
  })
})
