/** Bytes under a random id: put once, handed out to whoever knows it, gone with their bucket. */
import { readdirSync, readFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bucketOf, limits, sameBytes, type Limits } from '@ebb/protocol'
import { startServer, type RunningServer } from '../src/index.ts'
import { comeIn, firstPerson, inviteAndRegister, random, TestLine, type AskBody } from './client.ts'

let data: string
let server: RunningServer
let clock: number
let a: TestLine
let b: TestLine
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ebb-blobs-'))
  clock = 0
})
afterEach(async () => {
  for (const line of [a, b]) line.close()
  await server.close()
  rmSync(data, { recursive: true })
})
const now = (): number => Math.floor(Date.now() / 1000) + clock
async function begin(changed: Partial<Limits> = {}): Promise<void> {
  server = await startServer({ data, port: 0, ticks: false, limits: changed, now })
  const alice = await firstPerson(server)
  a = await comeIn(server.origin, alice)
  b = await comeIn(server.origin, await inviteAndRegister(a, 'bob'))
}
const put = (body: Uint8Array, of: { id?: Uint8Array; bucket?: number } = {}): AskBody => ({
  kind: 'put-blob',
  id: of.id ?? random(16),
  bucket: of.bucket ?? bucketOf(now() + 7200, now()),
  body,
})
const get = (id: Uint8Array): AskBody => ({ kind: 'get-blob', id })

test('of the largest size are put, and got by somebody else, until their bucket ends', async () => {
  await begin()
  const id = random(16)
  const body = random(limits.blob)
  expect(await a.word(put(body, { id }))).toBe('done')
  expect(await a.word(put(body, { id }))).toBe('done')
  expect(await a.word(put(random(100), { id }))).toBe('blob-exists')
  const got = await b.ask(get(id))
  expect(got.kind === 'blob' && sameBytes(got.body, body)).toBe(true)
  expect(await b.word(get(random(16)))).toBe('unknown-blob')
  clock += 3 * 3600
  await server.core.tick()
  expect(await b.word(get(id))).toBe('unknown-blob')
})

test('lie on the disk under the key of their bucket only, without a word of whose they are', async () => {
  await begin()
  const body = random(5000)
  expect(await a.word(put(body))).toBe('done')
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((item) => item.isFile())
  const all = files.map((item) => readFileSync(join(item.parentPath, item.name)))
  expect(all.some((bytes) => bytes.includes(Buffer.from(body.subarray(0, 64))))).toBe(false)
  expect(files.map(({ name }) => name)).not.toContain('blobs')
})

test('are refused where they are too large, too many, end too late, or nobody has said who asks', async () => {
  await begin({ blobBytesPerHour: 10_000, blob: 6000 })
  expect(await a.word(put(random(6001)))).toBe('too-large')
  expect(await a.word(put(random(100), { bucket: bucketOf(now() + 60, now()) + 7 }))).toBe('bad-bucket')
  expect(await a.word(put(random(100), { bucket: bucketOf(now() + limits.bucketAhead + 7200, now()) }))).toBe(
    'bad-bucket',
  )
  expect(await a.word(put(random(6000)))).toBe('done')
  expect(await a.word(put(random(6000)))).toBe('too-many')
  expect(await b.word(put(random(6000)))).toBe('done')
  clock += 3600
  expect(await a.word(put(random(6000)))).toBe('done')
  const stranger = await TestLine.open(server.origin)
  expect(await stranger.word(put(random(10)))).toBe('not-authenticated')
  expect(await stranger.word(get(random(16)))).toBe('not-authenticated')
  stranger.close()
})
