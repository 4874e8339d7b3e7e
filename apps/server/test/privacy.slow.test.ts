/**
 * What an attacker who has the whole data directory, its journals and every log line can find out about who talks to
 * whom: nothing that names both an account or a device and a channel, no table that numbers rows, no time finer than
 * an hour. Whether the place of something tells when it came: letters-order.slow.test.ts.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base64url, encodeAs, hex, laneProof, publication } from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import { logLines } from '../src/log-lines.ts'
import { sha256 } from '../src/signatures.ts'
import {
  comeIn,
  firstPerson,
  inviteAndRegister,
  keyPair,
  random,
  TestChannel,
  type Person,
  type TestLine,
} from './client.ts'
import { startServer } from './start.ts'

let data: string
let server: RunningServer
const log: string[] = []
const people: Person[] = []
const channels: TestChannel[] = []
const entryIds: Uint8Array[] = []
const reported: string[] = []
const messageText = 'a sealed text that only its members read'
let lines: TestLine[]
/** File names and their bytes, taken while the server runs: journals and WAL as they lie there. */
let files: Map<string, Buffer>

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-privacy-'))
  server = await startServer({ data, port: 0, write: (line) => void log.push(line) })
  people.push(await firstPerson(server, 'person0'))
  lines = [await comeIn(server.origin, people[0]!)]
  for (let i = 1; i < 20; i++) {
    people.push(await inviteAndRegister(lines[0]!, `person${i}`))
    lines.push(await comeIn(server.origin, people[i]!))
  }
  for (const line of lines) {
    const body = encodeAs(publication, { packages: [random(300), random(300), random(300)], lastResort: random(300) })
    await line.ask({ kind: 'publish', suite: 'classic', body })
  }
  for (let i = 0; i < 60; i++) await converse(i)
  files = readFiles(data)
}, 60_000)

/** As clients do it: claim, create, commit, report, letter, messages. */
async function converse(i: number): Promise<void> {
  const [x, y] = [i % 20, (i * 7 + 1 + Math.floor(i / 20)) % 20]
  const [a, b] = [lines[x]!, lines[y === x ? (y + 1) % 20 : y]!]
  const bob = people[y === x ? (y + 1) % 20 : y]!
  const channel = new TestChannel()
  channels.push(channel)
  await a.ask({ kind: 'claim', account: bob.account, suite: 'classic' })
  await a.ask(channel.create(a))
  await a.ask(channel.open(a))
  const next = keyPair()
  await a.ask(channel.commit(a, random(700), next))
  channel.accept(next)
  const proof = channel.keys[0]!.sign(laneProof(a.hello.origin, a.hello.nonce, channel.id, 0))
  reported.push((await a.ask({ kind: 'report', channel: channel.id, n: 0, proof, body: random(512) })).kind)
  await a.ask({ kind: 'post-letter', device: bob.device, token: null, body: random(3000) })
  await a.ask(channel.open(a, 1, 2))
  await b.ask(channel.open(b, 1, 2))
  for (const line of [a, b]) {
    const body = Buffer.concat([Buffer.from(messageText), random(200)])
    entryIds.push(sha256(body).subarray(0, 16))
    await line.ask(channel.append(body))
  }
}
afterAll(async () => {
  for (const line of lines) line.close()
  await server.close()
  rmSync(data, { recursive: true })
})

function readFiles(directory: string): Map<string, Buffer> {
  const found = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    found.map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name))]),
  )
}

/** Every way in which bytes may be written down. */
const forms = (bytes: Uint8Array): Buffer[] => [
  Buffer.from(bytes),
  Buffer.from(hex(bytes)),
  Buffer.from(hex(bytes).toUpperCase()),
  Buffer.from(base64url(bytes)),
  Buffer.from(Buffer.from(bytes).toString('base64')),
]
const holds = (bytes: Buffer, what: Uint8Array): boolean => forms(what).some((form) => bytes.includes(form))

/** Files that name something of a person, and files that name something of a conversation. */
function naming(all: Map<string, Buffer>): { people: string[]; conversations: string[] } {
  const personal = people.flatMap(({ account, device, handle }) => [account, device, Buffer.from(handle)])
  const conversational = [...channels.flatMap(({ id, keys }) => [id, ...keys.map((key) => key.publicKey)]), ...entryIds]
  const names = (list: readonly Uint8Array[]): string[] =>
    [...all]
      .filter(([name, bytes]) => list.some((what) => holds(bytes, what) || holds(Buffer.from(name), what)))
      .map(([name]) => name)
  return { people: names(personal), conversations: names(conversational) }
}

describe('at rest nothing ties people to conversations', () => {
  test('no file names both; the check finds a planted one', () => {
    const found = naming(files)
    expect(found.people.map((name) => name.slice(data.length + 1)).toSorted()).toEqual(['accounts.db'])
    expect(found.conversations).toContain(join(data, 'channels.db-wal'))
    expect(found.conversations.every((name) => name.startsWith(join(data, 'channels.db')))).toBe(true)
    const planted = join(data, 'planted')
    writeFileSync(planted, `${base64url(people[7]!.device)} wrote to ${hex(channels[31]!.id)}`)
    const again = naming(readFiles(data))
    rmSync(planted)
    expect(again.people).toContain(planted)
    expect(again.conversations).toContain(planted)
  })

  test('nor does a name of a file; there is none per channel', () => {
    const names = [...files.keys()].map((name) => name.slice(data.length + 1).replace(/\d{10}(-\d+)?$/, 'TIME$1'))
    expect(new Set(reported)).toEqual(new Set(['done']))
    expect(new Set(names)).toEqual(
      new Set([
        'accounts.db',
        'accounts.db-journal',
        'blobs/bucket-keys',
        'bucket-keys',
        'buckets/TIME',
        'channels.db',
        'channels.db-shm',
        'channels.db-wal',
        'lanes/TIME-16384',
        'lanes/bucket-keys',
        'port',
        'server.key',
        'ticket-keys',
      ]),
    )
    expect(files.size).toBeLessThan(15)
  })

  test('the accounts leave no journal in which an order could be read', () => {
    expect(files.get(join(data, 'accounts.db-journal'))!.length).toBe(0)
  })

  test('bodies lie nowhere in the clear', () => {
    for (const [name, bytes] of files) expect(bytes.includes(messageText), name).toBe(false)
  })

  test('no table numbers its rows, counts upwards or keeps statistics; the check finds a planted one', () => {
    const copy = mkdtempSync(join(tmpdir(), 'ebb-privacy-copy-'))
    for (const [name, bytes] of files)
      if (/\.db/.test(name)) writeFileSync(join(copy, name.slice(data.length + 1)), bytes)
    rmSync(join(copy, 'channels.db-shm'))
    for (const name of ['accounts.db', 'channels.db']) {
      const db = new DatabaseSync(join(copy, name))
      expect(suspicious(db), name).toEqual([])
      db.exec('CREATE TABLE planted (channel BLOB)')
      expect(suspicious(db)).toEqual(['planted'])
      db.close()
    }
    rmSync(copy, { recursive: true })
  })

  /** Tables with row numbers, of SQLite's own bookkeeping, or with columns that are not on the list. */
  function suspicious(db: DatabaseSync): string[] {
    const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all() as {
      name: string
      sql: string
    }[]
    return tables
      .filter(({ name, sql }) => name.startsWith('sqlite_') || !/WITHOUT ROWID\s*$/.test(sql))
      .map(({ name }) => name)
  }

  test('no number in the accounts is a time finer than an hour', () => {
    const copy = mkdtempSync(join(tmpdir(), 'ebb-privacy-copy-'))
    writeFileSync(join(copy, 'accounts.db'), files.get(join(data, 'accounts.db'))!)
    const db = new DatabaseSync(join(copy, 'accounts.db'))
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[]
    const numbers = tables.flatMap(({ name }) =>
      db
        .prepare(`SELECT * FROM ${name}`)
        .all()
        .flatMap((row) => Object.values(row)),
    )
    const times = numbers.filter((value) => typeof value === 'number' && value > 1_000_000_000) as number[]
    expect(times.length).toBeGreaterThanOrEqual(20)
    expect(times.filter((time) => time % 3600 !== 0)).toEqual([])
    db.close()
    rmSync(copy, { recursive: true })
  })

  test('log lines hold words and numbers only; the check finds a planted one', () => {
    const all = (text: readonly string[]): boolean => {
      const found = naming(new Map([['log', Buffer.from(text.join(''))]]))
      return found.people.length + found.conversations.length > 0
    }
    expect(log).toEqual([])
    expect(all(log)).toBe(false)
    expect(all([`{"event":"planted","account":"${hex(people[3]!.account)}"}`])).toBe(true)
    const written: string[] = []
    const say = logLines((line) => void written.push(line))
    say('expire', { buckets: 1, rows: 2 })
    expect(written).toEqual(['{"event":"expire","level":"info","buckets":1,"rows":2}\n'])
    // @ts-expect-error -- a field that could hold somebody's name does not compile
    say('expire', { buckets: 1, rows: 2, handle: 'alice' })
  })
})
