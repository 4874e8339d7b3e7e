/**
 * Somebody has copied the whole data directory while a message lived, and has it as ciphertext for ever. Afterwards he
 * has the data directory and a backup that was made meanwhile, and tries every key that could lie there.
 */
import { createSecretKey } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { bucketOf } from '@ebb/protocol'
import { backup } from '../src/backup/backup.ts'
import { startServer } from '../src/index.ts'
import { openStream } from '../src/log/stream.ts'
import { comeIn, firstPerson, random, TestChannel } from './client.ts'

const place = mkdtempSync(join(tmpdir(), 'ebb-backup-attacker-'))
const [data, before, after, saved] = ['data', 'before', 'after', 'backup'].map((name) => join(place, name)) as [
  string,
  string,
  string,
  string,
]
afterAll(() => rmSync(place, { recursive: true }))

interface Sealed {
  readonly bytes: Uint8Array
  readonly nonces: readonly { readonly high: number; readonly low: number }[]
}

/** What he keeps of the bucket: its file, and the nonces of all batches. */
function sealedIn(folder: string, bucket: number): Sealed {
  const db = new DatabaseSync(join(folder, 'channels.db'))
  const rows = db.prepare('SELECT nonce FROM batches').all() as { nonce: Uint8Array }[]
  db.close()
  const nonces = rows.map(({ nonce }) => {
    const view = new DataView(nonce.buffer, nonce.byteOffset)
    return { high: view.getUint32(0), low: view.getUint32(4) }
  })
  return { bytes: readFileSync(join(folder, 'buckets', String(bucket))), nonces }
}

/** Any 32 bytes that stand in a row in any file, as the key of the first body. Names of the files where one fits. */
function keysBelow(folders: readonly string[], { bytes, nonces }: Sealed, body: Uint8Array): string[] {
  const wanted = Buffer.from(body.subarray(0, 16))
  const found: string[] = []
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = readFileSync(join(entry.parentPath, entry.name))
      for (let at = 0; at + 32 <= file.length; at++) {
        const window = file.subarray(at, at + 32)
        if (window[0] === 0 && window.every((byte) => byte === 0)) continue
        const key = createSecretKey(window)
        for (const nonce of nonces)
          if (wanted.equals(openStream(key, { nonce, offset: 0 }, bytes.subarray(0, 16)))) found.push(entry.name)
      }
    }
  return found
}

test('after its end a body is opened by nothing that lies in the data directory or in a backup made before', async () => {
  let ahead = 0
  const now = (): number => Math.floor(Date.now() / 1000) + ahead
  const server = await startServer({ data, port: 0, ticks: false, now })
  const alice = await comeIn(server.origin, await firstPerson(server))
  const channel = new TestChannel()
  await alice.ask(channel.create(alice))
  await alice.ask(channel.open(alice))
  const body = random(400)
  const bucket = bucketOf(now() + 600, now())
  expect(await alice.word(channel.append(body, { bucket }))).toBe('appended')
  cpSync(data, before, { recursive: true })
  let made = false
  const making = backup({ data, into: saved, now: now() }).finally(() => (made = true))
  while (!made) {
    await server.core.tick()
    await new Promise((wait) => setTimeout(wait, 10))
  }
  await making
  const sealed = sealedIn(before, bucket)

  // While it lives its key lies in one place. The control of all that follows.
  expect(keysBelow([before], sealed, body)).toEqual(['bucket-keys'])
  expect(keysBelow([saved], sealed, body)).toEqual([])

  ahead = 700
  await server.core.tick()
  alice.close()
  await server.close()
  cpSync(data, after, { recursive: true })
  expect(keysBelow([after, saved], sealed, body)).toEqual([])
  const left = [...readdirSync(after, { recursive: true }), ...readdirSync(saved)].map(String)
  expect(left).toContain('channels.db')
  expect(left).not.toContain(join('buckets', String(bucket)))
})
