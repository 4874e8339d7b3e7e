/** Bytes under a random id: put once, handed out to whoever knows it, gone with their bucket. */
import { readdirSync, readFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bucketOf, limits, sameBytes, type Limits } from '@ebb/protocol'
import { BlobsAway, BlobsFull, type BlobStore } from '../src/blobs/blob-store.ts'
import type { RunningServer } from '../src/index.ts'
import { comeIn, firstPerson, inviteAndRegister, random, TestChannel, TestLine, type AskBody } from './client.ts'
import { startServer } from './start.ts'

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
async function begin(changed: Partial<Limits> = {}, blobs?: BlobStore): Promise<void> {
  server = await startServer({
    data,
    port: 0,
    ticks: false,
    limits: changed,
    now,
    ...(blobs && { blobs: () => blobs }),
  })
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

/** A store that answers when it is told to. */
function slowStore(): { store: BlobStore; waiting: { answer: (failure?: Error) => void }[] } {
  const waiting: { answer: (failure?: Error) => void }[] = []
  const wait = <T>(value: T): Promise<T> =>
    new Promise((resolve, reject) =>
      waiting.push({ answer: (failure) => (failure === undefined ? resolve(value) : reject(failure)) }),
    )
  const store: BlobStore = {
    begin: () => Promise.resolve(),
    put: () => wait('fresh'),
    get: () => wait(new Uint8Array(3)),
    expire: () => Promise.resolve(0),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  return { store, waiting }
}
const metric = (name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(server.core.metrics.text())?.[1])

test('that wait for their disk keep no message waiting, nor does one of them another', async () => {
  const { store, waiting } = slowStore()
  await begin({}, store)
  const first = a.post(put(random(1000)))
  const second = a.post(put(random(1000)))
  const channel = new TestChannel()
  expect(await a.word(channel.create(a))).toBe('done')
  expect(await a.word(channel.open(a))).toBe('opened')
  expect(await a.word(channel.append(random(300)))).toBe('appended')
  expect(a.tells.some((tell) => 'req' in tell && (tell.req === first || tell.req === second))).toBe(false)
  waiting[1]!.answer()
  expect((await a.answer(second)).kind).toBe('done')
  waiting[0]!.answer()
  expect((await a.answer(first)).kind).toBe('done')
})

test('are refused where more are under way than become durable, on one connection or on all', async () => {
  const { store, waiting } = slowStore()
  await begin({ blobBytesUnderWay: 5000, allBlobBytesUnderWay: 8000 }, store)
  const held = [a.post(put(random(3000))), a.post(put(random(2000)))]
  expect(await a.word(put(random(1)))).toBe('too-many')
  const theirs = b.post(put(random(3000)))
  expect(await b.word(put(random(1)))).toBe('too-many')
  for (const { answer } of waiting) answer()
  for (const req of held) expect((await a.answer(req)).kind).toBe('done')
  expect((await b.answer(theirs)).kind).toBe('done')
  const again = a.post(put(random(3000)))
  await expect.poll(() => waiting.length).toBe(4)
  waiting[3]!.answer()
  expect((await a.answer(again)).kind).toBe('done')
})

test('are read a few at a time for one connection, and each that was asked for comes', async () => {
  const { store, waiting } = slowStore()
  await begin({}, store)
  const asked = Array.from({ length: 10 }, () => a.post(get(random(16))))
  await expect.poll(() => waiting.length).toBe(4)
  const others = b.post(get(random(16)))
  await expect.poll(() => waiting.length).toBe(5)
  for (let i = 0; i < 11; i++) {
    await expect.poll(() => waiting.length).toBeGreaterThan(i)
    waiting[i]!.answer()
  }
  for (const req of asked) expect((await a.answer(req)).kind).toBe('blob')
  expect((await b.answer(others)).kind).toBe('blob')
  expect(metric('ebb_get_blob_total')).toBe(11)
  expect(metric('ebb_get_blob_bytes_total')).toBe(33)
})

test('are refused while their store is full or away, which is told of once; then it goes on', async () => {
  const { store, waiting } = slowStore()
  const log: string[] = []
  server = await startServer({
    data,
    port: 0,
    ticks: false,
    now,
    blobs: () => store,
    write: (line) => void log.push(line),
  })
  a = await comeIn(server.origin, await firstPerson(server))
  b = a
  const outcome = async (ask: AskBody, failure?: Error): Promise<string> => {
    const before = waiting.length
    const req = a.post(ask)
    await expect.poll(() => waiting.length).toBe(before + 1)
    waiting.at(-1)!.answer(failure)
    const tell = await a.answer(req)
    return tell.kind === 'refused' ? tell.why : tell.kind
  }
  expect(await outcome(put(random(10)), new BlobsAway('unreachable'))).toBe('server-full')
  expect(await outcome(put(random(10)), new BlobsAway('unreachable'))).toBe('server-full')
  expect(await outcome(get(random(16)), new BlobsAway('unreachable'))).toBe('too-many')
  expect(await outcome(put(random(10)))).toBe('done')
  expect(await outcome(put(random(10)), new BlobsFull())).toBe('server-full')
  await expect(server.core.check()).rejects.toThrow()
  expect(await outcome(put(random(10)))).toBe('done')
  await server.core.check()
  expect(log.map((line) => JSON.parse(line) as unknown)).toEqual([
    { event: 'blobs-away', level: 'warning', why: 'unreachable' },
    { event: 'blobs-back', level: 'info' },
    { event: 'blobs-away', level: 'warning', why: 'full' },
    { event: 'blobs-back', level: 'info' },
  ])
  expect(metric('ebb_put_blob_bytes_total')).toBe(20)
  expect(server.core.metrics.text()).toContain('ebb_put_blob_total{outcome="not-durable"} 3')
})

test('whose store fails in another way end the server, and nothing is acknowledged', async () => {
  const { store, waiting } = slowStore()
  let broken = 0
  server = await startServer({ data, port: 0, ticks: false, now, blobs: () => store, broken: () => (broken += 1) })
  a = await comeIn(server.origin, await firstPerson(server))
  b = a
  const req = a.post(put(random(10)))
  await expect.poll(() => waiting.length).toBe(1)
  waiting[0]!.answer(Object.assign(new Error('injected'), { code: 'EIO' }))
  expect(await a.answer(req)).toMatchObject({ kind: 'refused', why: 'server-full' })
  expect(broken).toBe(1)
})

test('that are asked for behind their own put on one connection are there', async () => {
  await begin()
  const id = random(16)
  const body = random(200_000)
  const putting = a.post(put(body, { id }))
  const got = await a.ask(get(id))
  expect(got.kind === 'blob' && sameBytes(got.body, body)).toBe(true)
  expect((await a.answer(putting)).kind).toBe('done')
})
