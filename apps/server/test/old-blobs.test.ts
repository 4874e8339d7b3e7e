/** A data directory in which version 2 of channels.db kept blobs among the entries: they are moved, once. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { channelId, sameBytes } from '@ebb/protocol'
import { openFileBlobs } from '../src/blobs/file-blobs.ts'
import { threadedFile } from '../src/blobs/blob-file.ts'
import { BlobsFull, type BlobStore } from '../src/blobs/blob-store.ts'
import { StartRefusal, type RunningServer } from '../src/index.ts'
import { nodeDisk } from '../src/log/disk.ts'
import { openSqliteLog } from '../src/log/sqlite-log.ts'
import { comeIn, firstPerson, random, type TestLine } from './client.ts'
import { startServer } from './start.ts'

let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ebb-old-blobs-'))
  cpSync(new URL('old/channels-2/', import.meta.url).pathname, data, { recursive: true })
})
afterEach(() => rmSync(data, { recursive: true }))

/** What lies in it: a channel of one entry, and two blobs that end an hour after each other. */
const bucket = 1_800_003_600
const [first, second, channel] = [1, 2, 9].map((byte) => new Uint8Array(16).fill(byte))
const bodies = [new Uint8Array(300).fill(1), new Uint8Array(70_000).fill(2)] as const
let clock: number
function start(at: number, blobs?: () => BlobStore): Promise<RunningServer> {
  clock = at
  return startServer({ data, port: 0, ticks: false, now: () => clock, ...(blobs && { blobs }) })
}
/** People register in the present. */
async function someone(server: RunningServer): Promise<TestLine> {
  const then = clock
  clock = Math.floor(Date.now() / 1000)
  const line = await comeIn(server.origin, await firstPerson(server))
  clock = then
  return line
}
const tables = (): unknown[] => {
  const db = new DatabaseSync(join(data, 'channels.db'))
  const found = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map((row) => row['name'])
  db.close()
  return found
}

test('both are got by whoever knows their ids, now and after another start, and the entry is still there', async () => {
  expect(tables()).toContain('blobs')
  for (const run of [1, 2]) {
    const server = await start(bucket - 1000)
    if (run === 1) {
      const line = await someone(server)
      for (const [i, id] of [first, second].entries()) {
        const got = await line.ask({ kind: 'get-blob', id: id! })
        expect(got.kind === 'blob' && sameBytes(got.body, bodies[i]!)).toBe(true)
        expect(await line.word({ kind: 'put-blob', id: id!, bucket: bucket + 3600, body: bodies[i]! })).toBe('done')
        expect(await line.word({ kind: 'put-blob', id: id!, bucket: bucket + 3600, body: random(9) })).toBe(
          'blob-exists',
        )
      }
      line.close()
    }
    await server.close()
    expect(tables()).not.toContain('blobs')
  }
  const blobs = openFileBlobs({
    directory: join(data, 'blobs'),
    random,
    disk: nodeDisk,
    openFile: threadedFile,
    missing: () => {},
  })
  expect(sameBytes((await blobs.get(second!))!, bodies[1])).toBe(true)
  await blobs.close()
  const log = openSqliteLog({ directory: data, random })
  expect((await log.read(channelId(channel!), { from: 1, to: 9, bytes: 1e6 }))[0]!.body).toHaveLength(200)
  await log.close()
})

test('one whose bucket ended while the server was down is not moved', async () => {
  const server = await start(bucket)
  const line = await someone(server)
  expect(await line.word({ kind: 'get-blob', id: first! })).toBe('unknown-blob')
  expect((await line.ask({ kind: 'get-blob', id: second! })).kind).toBe('blob')
  line.close()
  await server.close()
})

test('where there is no room for them the server does not start, and nothing is lost', async () => {
  const full: BlobStore = {
    begin: () => Promise.resolve(),
    put: () => Promise.reject(new BlobsFull()),
    get: () => Promise.resolve(undefined),
    expire: () => Promise.resolve(0),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  await expect(start(bucket - 1000, () => full)).rejects.toThrow(
    new StartRefusal('The disk is full. Make room and start again.'),
  )
  expect(tables()).toContain('blobs')
  const server = await start(bucket - 1000)
  const line = await someone(server)
  expect((await line.ask({ kind: 'get-blob', id: first! })).kind).toBe('blob')
  line.close()
  await server.close()
})
