import * as fs from 'node:fs'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createDecipheriv } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { channelId, entryIdOf, epochKey, type ChannelId } from '@ebb/protocol'
import { logPromises } from '../src/log/acceptance.ts'
import { nodeDisk, type Disk } from '../src/log/disk.ts'
import { LogFull, type Log, type Write } from '../src/log/log.ts'
import { openSqliteLog } from '../src/log/sqlite-log.ts'
import { sha256 } from '../src/signatures.ts'
import { random } from './client.ts'

let directory: string
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'ebb-log-'))))
afterEach(() => rmSync(directory, { recursive: true }))
const open = (of: { disk?: Disk; missing?: () => void } = {}): Log => openSqliteLog({ directory, random, ...of })
const bucket = 1_800_003_600
const message = (channel: ChannelId, body = random(200), of: { bucket?: number } = {}): Write => ({
  kind: 'message',
  channel,
  n: 0,
  id: entryIdOf(body, sha256),
  bucket,
  body,
  proven: true,
  ...of,
})
const create = (channel: ChannelId): Write => ({ kind: 'create', channel, publicKey: epochKey(random(32)) })
const readAll = (log: Log, channel: ChannelId) => log.read(channel, { from: 1, to: 1000, bytes: 1e9 })

describe('the SQLite log keeps the promises of the port', () => {
  for (const [name, run] of Object.entries(logPromises))
    test(name, () => expect(run({ open: async () => open() })).resolves.toBeUndefined())
})

/** A disk on which one function fails once its turn comes: without having done it, or after it was done. */
function failing(
  name: keyof Disk,
  turn: number,
  of: { code: string; done: boolean },
): { disk: Disk; failed: () => boolean } {
  let calls = 0
  const real = nodeDisk[name] as (...args: unknown[]) => unknown
  const fail = (...args: unknown[]): unknown => {
    if (++calls !== turn) return real(...args)
    if (of.done) real(...args)
    throw Object.assign(new Error('injected'), { code: of.code })
  }
  return { disk: { ...nodeDisk, [name]: fail }, failed: () => calls >= turn }
}

describe('every write that fails leaves nothing of its batch, and the log goes on', () => {
  const names = ['writeSync', 'fdatasyncSync', 'fsyncSync', 'openSync'] as const
  for (const name of names) {
    for (const done of [false, true]) {
      test(`${name}, ${done ? 'done but reported as failed' : 'not done'}`, async () => {
        let failures = 0
        for (let turn = 1; turn < 12; turn++) {
          const channel = channelId(random(16))
          const before = open()
          await before.write([create(channel), message(channel)])
          await before.close()
          const { disk, failed } = failing(name, turn, { code: 'ENOSPC', done })
          let log: Log
          try {
            log = open({ disk })
          } catch {
            continue // The failure came while opening; the next turn looks further.
          }
          const body = random(100)
          const batch = [message(channel, random(50), { bucket: bucket + 3600 * turn }), message(channel, body)]
          try {
            await log.write(batch)
          } catch (error) {
            expect(error).toBeInstanceOf(LogFull)
            failures += 1
            expect((await readAll(log, channel)).map((entry) => entry.seq)).toEqual([1])
            // There is room again.
            expect(await log.write(batch)).toEqual([
              { seq: 2, fresh: true },
              { seq: 3, fresh: true },
            ])
          }
          await log.close()
          const after = open()
          const entries = await readAll(after, channel)
          expect(entries.map((entry) => entry.body?.length)).toEqual([200, 50, 100])
          await after.close()
          if (!failed()) break
        }
        expect(failures).toBeGreaterThan(0)
      })
    }
  }

  test('a failing disk that is not full is not taken for a full one', async () => {
    const { disk } = failing('fdatasyncSync', 1, { code: 'EIO', done: false })
    const log = open({ disk })
    const channel = channelId(random(16))
    await expect(log.write([create(channel), message(channel)])).rejects.not.toBeInstanceOf(LogFull)
    expect(await log.epoch(channel, 0)).toBe('unknown-channel')
    await log.close()
  })
})

describe('expiry', () => {
  /** The attacker: a copy of every file, trying every 32 bytes of them as the key of every body. */
  function readable(
    copy: string,
    of: { offset: number; size: number; channel: Uint8Array; seq: number; sealed: Uint8Array },
  ): boolean {
    const aad = Buffer.alloc(24)
    aad.set(of.channel)
    aad.writeBigUInt64BE(BigInt(of.seq), 16)
    const files = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name))
      for (let at = 0; at + 32 <= bytes.length; at++) {
        if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0) continue
        if (opens(bytes.subarray(at, at + 32), of.sealed, aad)) return true
      }
    }
    return false
  }
  function opens(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): boolean {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    decipher.setAAD(aad)
    decipher.setAuthTag(sealed.subarray(-16))
    decipher.update(sealed.subarray(12, -16))
    try {
      decipher.final()
      return true
    } catch {
      return false
    }
  }

  test('before its bucket ends, a copy of the files opens a body; afterwards nothing that is left does', async () => {
    const log = open()
    const channel = channelId(random(16))
    await log.write([
      create(channel),
      message(channel, random(40)),
      message(channel, random(40), { bucket: bucket + 60 }),
    ])
    const sealed = new Uint8Array(readFileSync(join(directory, 'buckets', String(bucket))))
    const target = { offset: 0, size: 40, channel, seq: 1, sealed }
    const before = fs.mkdtempSync(join(tmpdir(), 'ebb-copy-'))
    copyFileSync(join(directory, 'bucket-keys'), join(before, 'bucket-keys'))
    expect(readable(before, target)).toBe(true)
    await log.expire(bucket)
    expect(readdirSync(join(directory, 'buckets'))).toEqual([String(bucket + 60)])
    expect(readable(directory, target)).toBe(false)
    await log.close()
    rmSync(before, { recursive: true })
  })

  test('a crash between destroying a key and unlinking its file is mended at the next start', async () => {
    const { disk } = failing('unlinkSync', 1, { code: 'EIO', done: false })
    const log = open({ disk })
    const channel = channelId(random(16))
    await log.write([create(channel), message(channel)])
    await expect(log.expire(bucket)).rejects.toThrow()
    await log.close()
    expect(readdirSync(join(directory, 'buckets'))).toHaveLength(1)
    const again = open()
    expect(readdirSync(join(directory, 'buckets'))).toHaveLength(0)
    expect((await readAll(again, channel))[0]!.body).toBeNull()
    await again.close()
  })
})

describe('damage', () => {
  for (const what of ['the file', 'the key', 'the bytes'] as const) {
    test(`${what} of a bucket is gone: its entries count as expired, with one warning`, async () => {
      const log = open()
      const channel = channelId(random(16))
      await log.write([
        create(channel),
        message(channel),
        message(channel),
        message(channel, random(9), { bucket: bucket + 60 }),
      ])
      await log.close()
      const path = join(directory, 'buckets', String(bucket))
      if (what === 'the file') unlinkSync(path)
      if (what === 'the key') fs.truncateSync(join(directory, 'bucket-keys'), 0)
      if (what === 'the bytes') fs.writeFileSync(path, random(statSync(path).size))
      let warnings = 0
      const again = open({ missing: () => (warnings += 1) })
      const bodies = (await readAll(again, channel)).map((entry) => entry.body?.length ?? null)
      expect(bodies).toEqual(what === 'the key' ? [null, null, null] : [null, null, 9])
      expect(warnings).toBe(what === 'the key' ? 2 : 1)
      // And it can be written to again.
      const body = random(77)
      await again.write([message(channel, body)])
      expect((await readAll(again, channel)).at(-1)!.body?.length).toBe(77)
      await again.close()
    })
  }

  test('a tail that the database does not name is harmless', async () => {
    const log = open()
    const channel = channelId(random(16))
    await log.write([create(channel), message(channel)])
    await log.close()
    fs.appendFileSync(join(directory, 'buckets', String(bucket)), random(333))
    const again = open()
    await again.write([message(channel, random(5))])
    expect((await readAll(again, channel)).map((entry) => entry.body?.length)).toEqual([200, 5])
    await again.close()
  })

  test('a full database refuses the batch and is readable', async () => {
    const log = open()
    const channel = channelId(random(16))
    await log.write([create(channel), message(channel)])
    await log.close()
    const db = new DatabaseSync(join(directory, 'channels.db'))
    const pages = Number(db.prepare('PRAGMA page_count').get()!['page_count'])
    db.close()
    // A true SQLITE_FULL, by a limit that this connection alone has.
    const { prototype } = DatabaseSync
    const exec = prototype.exec
    prototype.exec = function (sql: string) {
      exec.call(this, sql)
      if (sql.includes('wal_autocheckpoint')) exec.call(this, `PRAGMA max_page_count = ${pages + 1}`)
    }
    let full: Log
    try {
      full = open()
    } finally {
      prototype.exec = exec
    }
    const many = Array.from({ length: 500 }, () => message(channel, random(20)))
    await expect(full.write(many)).rejects.toBeInstanceOf(LogFull)
    expect(await readAll(full, channel)).toHaveLength(1)
    expect(await full.write([message(channel, random(3))])).toEqual([{ seq: 2, fresh: true }])
    await full.close()
  })
})
