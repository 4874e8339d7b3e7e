/**
 * What a disk may do to the files of a stopped server. What is still there is served, what is not is said: by a line with
 * which the server does not start, or by a warning, a metric and /health. Nothing is taken for an expiry in silence, and
 * nothing that might be mended is removed.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { channelId, type ChannelId } from '@ebb/protocol'
import { startServer } from '../src/index.ts'
import type { Log } from '../src/log/log.ts'
import { openSqliteLog } from '../src/log/sqlite-log.ts'
import { StartRefusal } from '../src/start-refusal.ts'
import { random } from './client.ts'
import { bucket, create, message, readAll } from './log-writes.ts'

let directory: string
let channel: ChannelId
let warnings: number
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'ebb-faults-'))
  channel = channelId(random(16))
  warnings = 0
})
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }))
const open = (of = directory): Log => openSqliteLog({ directory: of, random, missing: () => void (warnings += 1) })
const bodies = async (log: Log): Promise<(number | null)[]> =>
  (await readAll(log, channel)).map(({ body }) => body?.length ?? null)
const refusal = (of = directory): string => {
  try {
    void open(of).close()
  } catch (error) {
    expect(error).toBeInstanceOf(StartRefusal)
    return (error as Error).message
  }
  return 'it has started'
}

/** The files as they lie while a server runs, after so many batches of one message each. */
async function running(batches: number): Promise<string> {
  const log = open()
  await log.write([create(channel)])
  for (let i = 0; i < batches; i++) await log.write([message(channel, random(100 + i))])
  const copy = join(directory, 'copy')
  fs.mkdirSync(copy)
  for (const name of ['channels.db', 'channels.db-wal', 'bucket-keys', 'buckets'])
    fs.cpSync(join(directory, name), join(copy, name), { recursive: true })
  await log.close()
  return copy
}

describe('the journal of channels.db', () => {
  const frame = 4096 + 24
  const frames = (path: string): number => (fs.statSync(path).size - 32) / frame
  function garble(path: string, of: number): void {
    const bytes = fs.readFileSync(path)
    random(64).forEach((byte, i) => (bytes[32 + of * frame + 1000 + i]! ^= byte | 1))
    fs.writeFileSync(path, bytes)
  }

  for (const how of ['garbled', 'cut short'] as const)
    test(`its last page is ${how}: everything before its transaction is there`, async () => {
      const copy = await running(10)
      const wal = join(copy, 'channels.db-wal')
      if (how === 'garbled') garble(wal, frames(wal) - 1)
      else fs.truncateSync(wal, fs.statSync(wal).size - 100)
      const log = open(copy)
      expect(await bodies(log)).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108])
      expect(await log.write([message(channel, random(7))])).toEqual([{ seq: 10, fresh: true }])
      expect((await bodies(log)).at(-1)).toBe(7)
      await log.close()
    })

  test('a page before the last transaction is garbled: the server does not start; SQLite by itself would lose what follows', async () => {
    const copy = await running(10)
    const wal = join(copy, 'channels.db-wal')
    garble(wal, Math.floor(frames(wal) / 2))
    expect(refusal(copy)).toBe(
      'channels.db-wal is damaged. Restore the data directory from your backup, or move it away to start anew.',
    )
    // And nothing was changed by the attempt: it can be looked at with other tools.
    const db = new DatabaseSync(join(copy, 'channels.db'))
    expect(Number(db.prepare('SELECT count(*) AS n FROM batches').get()!['n'])).toBeLessThan(9)
    db.close()
  })

  test('that is whole is read to its end', async () => {
    const log = open(await running(10))
    expect(await bodies(log)).toHaveLength(10)
    await log.close()
  })
})

describe('channels.db', () => {
  for (const how of ['garbled', 'zeroed', 'cut off'] as const)
    test(`its last page is ${how}: the server does not start`, async () => {
      const log = open()
      await log.write([create(channel)])
      for (let i = 0; i < 300; i++) await log.write([message(channel, random(50))])
      await log.close()
      const path = join(directory, 'channels.db')
      const { size } = fs.statSync(path)
      const bytes = fs.readFileSync(path)
      if (how === 'garbled') bytes.set(random(4096), size - 4096)
      if (how === 'zeroed') bytes.fill(0, size - 4096)
      fs.writeFileSync(path, how === 'cut off' ? bytes.subarray(0, size - 4096) : bytes)
      expect(refusal()).toMatch(/^channels\.db is damaged\. Restore the data directory/)
    })
})

describe('the files of buckets', () => {
  const path = (): string => join(directory, 'buckets', String(bucket))
  async function filled(): Promise<void> {
    const log = open()
    await log.write([create(channel), message(channel, random(50)), message(channel, random(60))])
    await log.write([message(channel, random(70), { bucket: bucket + 60 })])
    await log.close()
  }

  test('one is gone: said at the start, and the others are served', async () => {
    await filled()
    fs.unlinkSync(path())
    const log = open()
    await log.expire(bucket - 1)
    expect(warnings).toBe(1)
    expect(await bodies(log)).toEqual([null, null, 70])
    await log.close()
  })

  test('one has lost its end: said at the start, the beginning is served, and the place is not given again', async () => {
    await filled()
    fs.truncateSync(path(), 80)
    const log = open()
    await log.expire(bucket - 1)
    expect(warnings).toBe(1)
    await log.write([message(channel, random(40))])
    expect(await bodies(log)).toEqual([50, null, 70, 40])
    expect(fs.statSync(path()).size).toBe(150)
    await log.close()
  })

  test('nothing is said where nothing is missing, nor of what has ended meanwhile', async () => {
    await filled()
    const log = open()
    await log.expire(bucket - 1)
    await log.expire(bucket)
    await log.close()
    const again = open()
    await again.expire(bucket)
    expect(await bodies(again)).toEqual([null, null, 70])
    expect(warnings).toBe(0)
    await again.close()
  })

  test('a key is damaged: said at the start, and its file stays until its end, for whoever can mend the key', async () => {
    await filled()
    const keys = join(directory, 'bucket-keys')
    const whole = fs.readFileSync(keys)
    const spoilt = Buffer.from(whole)
    const slot = 64 * Array.from({ length: 4096 }).findIndex((_, i) => whole.readBigUInt64BE(i * 64) === BigInt(bucket))
    spoilt[slot + 20]! ^= 1
    fs.writeFileSync(keys, spoilt)
    const log = open()
    await log.expire(bucket - 1)
    expect(warnings).toBe(1)
    expect(await bodies(log)).toEqual([null, null, 70])
    await log.close()
    fs.writeFileSync(keys, whole)
    const mended = open()
    expect(await bodies(mended)).toEqual([50, 60, 70])
    await mended.close()
    fs.writeFileSync(keys, spoilt)
    const later = open()
    await later.expire(bucket)
    expect(fs.existsSync(path())).toBe(false)
    await later.close()
  })

  test('bucket-keys is cut short: the server does not start; moved away, it does and says what is missing', async () => {
    await filled()
    const keys = join(directory, 'bucket-keys')
    const whole = fs.readFileSync(keys)
    for (const length of [0, 1000]) {
      fs.writeFileSync(keys, whole.subarray(0, length))
      expect(refusal()).toMatch(/^bucket-keys is cut short\. Put it back as it was; or move it away/)
      expect(fs.statSync(keys).size).toBe(length)
    }
    fs.writeFileSync(keys, whole)
    const log = open()
    expect(await bodies(log)).toEqual([50, 60, 70])
    await log.close()
    fs.unlinkSync(keys)
    const without = open()
    await without.expire(bucket - 1)
    expect(warnings).toBe(2)
    expect(fs.existsSync(path())).toBe(true)
    await without.close()
  })
})

test('/health and the metrics say that something is missing, and that it serves', async () => {
  const data = join(directory, 'server')
  const first = await startServer({ data, port: 0 })
  await first.close()
  const log = open(data)
  const later = Math.ceil(Date.now() / 3_600_000 + 5) * 3600
  await log.write([create(channel), message(channel, random(50), { bucket: later })])
  await log.close()
  const whole = await startServer({ data, port: 0 })
  expect(await (await fetch(`${whole.url}/health`)).json()).toEqual({ status: 'ok' })
  await whole.close()
  fs.unlinkSync(join(data, 'buckets', String(later)))
  const lines: string[] = []
  const server = await startServer({ data, port: 0, write: (line) => void lines.push(line) })
  const health = await fetch(`${server.url}/health`)
  expect([health.status, await health.json()]).toEqual([200, { status: 'damaged' }])
  expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^ebb_buckets_missing 1$/m)
  expect(lines.join('')).toContain('"bucket-missing"')
  await server.close()
})

test('a data directory to which this user may not write: one line, and nothing is changed', async () => {
  const data = join(directory, 'server')
  const server = await startServer({ data, port: 0 })
  await server.close()
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const isRoot = process.getuid!() === 0
  // What stops nobody who is root.
  for (const name of fs.readdirSync(data))
    fs.chmodSync(join(data, name), fs.statSync(join(data, name)).isDirectory() ? 0o555 : 0o444)
  fs.chmodSync(data, 0o555)
  fs.chmodSync(directory, 0o755)
  const { status, stderr } = spawnSync(process.execPath, [main, '--data', data, '--listen', '127.0.0.1:0'], {
    encoding: 'utf8',
    ...(isRoot && { uid: 65_534, gid: 65_534 }),
  })
  fs.chmodSync(data, 0o755)
  expect(stderr).toMatch(/^[^\n]+(cannot be opened|cannot be written to)\. Check who owns[^\n]+\n$/)
  expect(status).toBe(1)
})
