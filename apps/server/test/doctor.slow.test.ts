/** `ebb-server doctor`: each thing that can be wrong is found, and a server that is well is found well. */
import { execFile } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { encodeTell } from '@ebb/protocol'
import { examine, type Patient } from '../src/doctor/doctor.ts'
import { files } from '../src/doctor/machine.ts'
import { memory } from '../src/doctor/stores.ts'
import type { RunningServer } from '../src/index.ts'
import { comeIn, firstPerson, random, TestChannel, TestLine } from './client.ts'
import { startServer } from './start.ts'

let data: string
let server: RunningServer | undefined
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-doctor-'))
  server = await startServer({ data, port: 0 })
  const line = await comeIn(server.origin, await firstPerson(server))
  const channel = new TestChannel()
  await line.ask(channel.create(line))
  await line.ask(channel.open(line))
  await line.ask(channel.append(random(100)))
  line.close()
})
afterEach(async () => {
  await server?.close()
  rmSync(data, { recursive: true, force: true })
})

async function stopped(): Promise<void> {
  await server?.close()
  server = undefined
}

const now = Math.floor(Date.now() / 1000)
async function verdicts(of: Partial<Patient> = {}): Promise<Record<string, string>> {
  const findings = await examine({ data, origin: undefined, now, ...of })
  return Object.fromEntries(findings.map(({ about, verdict }) => [about, verdict]))
}

describe('a server that is well', () => {
  test('and runs: it answers, and its stores are left alone', async () => {
    const found = await verdicts({ origin: server!.origin })
    expect(found).toMatchObject({ directory: 'ok', key: 'ok', clock: 'ok', origin: 'ok' })
    expect(found).toMatchObject({ databases: 'skipped', buckets: 'skipped' })
  })

  test('and is stopped: its stores are whole, and nothing in them is changed', async () => {
    await stopped()
    const before = readdirSync(data).toSorted()
    expect(await verdicts()).toMatchObject({
      databases: 'ok',
      buckets: 'ok',
      memory: 'ok',
      disk: 'ok',
      origin: 'skipped',
    })
    expect(readdirSync(data).toSorted()).toEqual(before)
    server = await startServer({ data, port: 0 })
    expect(server.invite).toBeNull()
  })
})

describe('what is wrong is found', () => {
  test('no directory, and one that others may read', async () => {
    expect(await verdicts({ data: join(data, 'nowhere') })).toEqual({ directory: 'failed' })
    chmodSync(data, 0o755)
    expect(await verdicts()).toMatchObject({ directory: 'warning' })
  })

  test('a damaged database', async () => {
    await stopped()
    truncateSync(join(data, 'channels.db'), 5000)
    expect(await verdicts()).toMatchObject({ databases: 'failed' })
  })

  test('a lost file of a bucket', async () => {
    await stopped()
    const [bucket] = readdirSync(join(data, 'buckets'))
    unlinkSync(join(data, 'buckets', bucket!))
    expect(await verdicts()).toMatchObject({ buckets: 'failed', databases: 'ok' })
  })

  test('a file of keys that was cut off, which stays as it is', async () => {
    await stopped()
    truncateSync(join(data, 'bucket-keys'), 640)
    expect(await verdicts()).toMatchObject({ buckets: 'failed' })
    expect(statSync(join(data, 'bucket-keys')).size).toBe(640)
  })

  test('a lost key', async () => {
    await stopped()
    unlinkSync(join(data, 'server.key'))
    expect(await verdicts()).toMatchObject({ key: 'failed' })
  })

  test('a clock that stands before what was written', async () => {
    utimesSync(join(data, 'port'), now + 7200, now + 7200)
    expect(await verdicts()).toMatchObject({ clock: 'failed' })
    expect(await verdicts({ now: now + 7200 })).toMatchObject({ clock: 'ok' })
  })

  test('more messages than fit well into memory', async () => {
    await stopped()
    expect(memory(data).says).toMatch(/^1 messages/)
    expect(memory(data, 100)).toMatchObject({ verdict: 'warning' })
    expect(memory(data, 1000)).toMatchObject({ verdict: 'ok' })
    expect(memory(join(data, 'nowhere'))).toMatchObject({ verdict: 'skipped' })
  })

  test('few open files', () => {
    const path = join(data, 'limits')
    const limits = (most: number): void =>
      writeFileSync(path, `Max processes 10 10\nMax open files            ${most}   524288  files\n`)
    limits(1024)
    expect(files(path)).toMatchObject({ verdict: 'warning' })
    limits(100_000)
    expect(files(path)).toMatchObject({ verdict: 'ok' })
    expect(files(join(data, 'nothing'))).toMatchObject({ verdict: 'skipped' })
  })

  test('nobody at the address, another name, and another server', async () => {
    const { origin } = server!
    expect(await verdicts({ origin: origin.replace('127.0.0.1', 'localhost') })).toMatchObject({ origin: 'failed' })
    const elsewhere = mkdtempSync(join(tmpdir(), 'ebb-doctor-'))
    const other = await startServer({ data: elsewhere, port: 0 })
    expect(await verdicts({ origin: other.origin })).toMatchObject({ origin: 'failed' })
    await other.close()
    expect(await verdicts({ origin: other.origin })).toMatchObject({ origin: 'failed' })
    rmSync(elsewhere, { recursive: true })
  })
})

test('who says the server’s key and cannot sign with it is another server', async () => {
  const line = await TestLine.open(server!.origin)
  const real = line.hello
  line.close()
  const http = createServer((_request, response) => response.end())
  const sockets = new WebSocketServer({ server: http })
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  // All that was overheard: even the signature, over another nonce.
  sockets.on('connection', (socket) => socket.send(encodeTell({ ...real, origin })))
  const findings = await examine({ data, origin, now })
  expect(findings.find(({ about }) => about === 'origin')).toMatchObject({
    verdict: 'failed',
    says: expect.stringMatching(/Another server/) as string,
  })
  sockets.close()
  http.close()
})

test('as a command it says a line for each thing, and ends with 1 where something failed', async () => {
  const run = (...args: string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
      execFile(process.execPath, [main, 'doctor', '--data', data, ...args], (error, out) =>
        resolve({ code: error === null ? 0 : Number(error.code), out }),
      )
    })
  const well = await run('--origin', server!.origin)
  expect(well.code).toBe(0)
  expect(well.out).toMatch(/^ok +origin +This server answers/m)
  const ill = await run('--origin', 'http://127.0.0.1:1', '--json')
  expect(ill.code).toBe(1)
  const lines = ill.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { about: string; verdict: string })
  expect(lines.find(({ about }) => about === 'origin')?.verdict).toBe('failed')
  expect((await run('--nothing')).code).toBe(2)
})
