import * as fs from 'node:fs'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createDecipheriv } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { channelId } from '@ebb/protocol'
import { logPromises } from '../src/log/acceptance.ts'
import type { Disk } from '../src/log/disk.ts'
import { LogFull, type Log } from '../src/log/log.ts'
import { openSqliteLog } from '../src/log/sqlite-log.ts'
import { sha256 } from '../src/signatures.ts'
import { StartRefusal } from '../src/start-refusal.ts'
import { random } from './client.ts'
import { bucket, create, failing, message, readAll } from './log-writes.ts'

let directory: string
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'ebb-log-'))))
afterEach(() => rmSync(directory, { recursive: true }))
const open = (of: { disk?: Disk; missing?: () => void } = {}): Log => openSqliteLog({ directory, random, ...of })
describe('the SQLite log keeps the promises of the port', () => {
  for (const [name, run] of Object.entries(logPromises))
    test(name, () => expect(run({ open: async () => open() })).resolves.toBeUndefined())
})

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
  /** The attacker: a copy of every file, trying every 32 bytes of them as the key of a body that begins its file. */
  function readable(copy: string, of: { nonce: Uint8Array; id: Uint8Array; lies: Uint8Array }): boolean {
    const files = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name))
      for (let at = 0; at + 32 <= bytes.length; at++) {
        if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0) continue
        const opened = createDecipheriv('aes-256-ctr', bytes.subarray(at, at + 32), of.nonce).update(of.lies)
        if (Buffer.compare(sha256(opened).subarray(0, 16), of.id) === 0) return true
      }
    }
    return false
  }
  /** Of the only batch, as a counter block of the first bytes of a file. */
  function onlyNonce(): Uint8Array {
    const db = new DatabaseSync(join(directory, 'channels.db'), { readOnly: true })
    const rows = db.prepare('SELECT nonce FROM batches').all()
    db.close()
    expect(rows).toHaveLength(1)
    return Buffer.concat([rows[0]!['nonce'] as Uint8Array, new Uint8Array(8)])
  }

  test('before its bucket ends, a copy of the files opens a body; afterwards nothing that is left does', async () => {
    const log = open()
    const channel = channelId(random(16))
    const first = message(channel, random(40))
    await log.write([create(channel), first, message(channel, random(40), { bucket: bucket + 60 })])
    const lies = new Uint8Array(readFileSync(join(directory, 'buckets', String(bucket))))
    const target = { nonce: onlyNonce(), id: first.id, lies }
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
    await again.expire(bucket)
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
      if (what === 'the key') unlinkSync(join(directory, 'bucket-keys'))
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

  test('one byte of a body changed: that entry counts as expired, the others are read', async () => {
    const log = open()
    const channel = channelId(random(16))
    await log.write([create(channel), message(channel), message(channel), message(channel)])
    await log.close()
    const path = join(directory, 'buckets', String(bucket))
    for (const at of [200, 399]) {
      const file = readFileSync(path)
      file[at]! ^= 1
      fs.writeFileSync(path, file)
      const again = open()
      expect((await readAll(again, channel)).map((entry) => entry.body?.length)).toEqual([200, undefined, 200])
      await again.close()
      file[at]! ^= 1
      fs.writeFileSync(path, file)
    }
  })

  test('a body that is handed out for another entry is refused', async () => {
    const log = open()
    const channel = channelId(random(16))
    await log.write([create(channel), message(channel), message(channel)])
    await log.close()
    const db = new DatabaseSync(join(directory, 'channels.db'))
    const heads = db.prepare('SELECT heads FROM batches').get()!['heads'] as Uint8Array
    // The section begins 200 bytes later: each head has the other's body, or none.
    heads[10] = 200
    db.prepare('UPDATE batches SET heads = ?').run(heads)
    db.close()
    const again = open()
    expect((await readAll(again, channel)).map((entry) => entry.body)).toEqual([null, null])
    await again.close()
  })

  test('heads that are none keep the server from starting', async () => {
    const log = open()
    const channel = channelId(random(16))
    await log.write([create(channel), message(channel)])
    await log.close()
    const db = new DatabaseSync(join(directory, 'channels.db'))
    db.exec('UPDATE batches SET heads = substr(heads, 1, 40)')
    db.close()
    expect(() => open()).toThrow(StartRefusal)
  })

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
