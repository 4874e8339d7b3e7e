/**
 * 50 people and 200 conversations by real clients, then the attacker has the server's whole directory and its log.
 * Nothing there holds both an account or device and a channel, nor joins them by place, order or time.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createVault, startEngine, type Engine } from '@ebb/engine'
import { homeFolder, systemClock, systemRandom, webSocketLine } from '@ebb/node'
import { base64url, hex } from '@ebb/protocol'
import { tsMls } from '@ebb/seal'
import { startServer, type RunningServer } from '@ebb/server'
import { afterAll, beforeAll, expect, test } from 'vitest'

const people = 50
const conversations = 200
/** So many join and then stay away, so that their letters still lie at the server. */
const away = 10

const dir = mkdtempSync(join(tmpdir(), 'ebb-blind-'))
const data = join(dir, 'server')
const engines: Engine[] = []
const sent = new Map<string, () => void>()
/** In the order in which the channels were created: who was written to. */
const truth: { readonly to: number; readonly letterWaits: boolean }[] = []
const log: string[] = []
/** Seconds by which the server's clock is turned forward, so that buckets end. */
let ahead = 0
let server: RunningServer

beforeAll(async () => {
  server = await startServer({
    data,
    port: 0,
    now: () => systemClock.now() + ahead,
    write: (line) => void log.push(line),
  })
  engines.push(await newcomer(0, server.invite!))
  for (let i = 1; i < people; i++) engines.push(await newcomer(i, await invitation()))
  for (const engine of engines.slice(-away)) await engine.command({ do: 'disconnect' })
  const pairs = [...somePairs()]
  for (const [from, to] of pairs) {
    await writeTo(from, to)
    truth.push({ to, letterWaits: to >= people - away })
  }
}, 240_000)

afterAll(async () => {
  for (const engine of engines) await engine.close()
  await server.close()
  rmSync(dir, { recursive: true })
})

async function newcomer(number: number, link: string): Promise<Engine> {
  const { store, keyring, pieces } = await homeFolder(join(dir, `home${number}`), { create: true })
  const vault = await createVault({
    store,
    keyring,
    passphrase: 'x',
    random: systemRandom,
    cost: { memoryKiB: 8, passes: 1 },
  })
  const engine = await startEngine({
    vault,
    pieces,
    line: webSocketLine(),
    clock: systemClock,
    random: systemRandom,
    mls: tsMls,
    suite: 'classic',
    onEvent: (event) => event.kind === 'sent' && sent.get(`${number} ${event.conversation} ${event.message}`)?.(),
    onBroken: (error) => expect.fail(error.message),
  })
  expect(await engine.command({ do: 'join', link, name: handleOf(number) })).toMatchObject({ ok: true })
  return engine
}

async function invitation(): Promise<string> {
  const inviter = engines[Math.floor(engines.length / 40)]!
  const answer = await inviter.command({ do: 'invite' })
  if (!answer.ok) throw new Error(answer.why)
  return answer.value!.link!
}

async function writeTo(from: number, to: number): Promise<void> {
  const done = Promise.withResolvers<void>()
  const answer = await engines[from]!.command({ do: 'send', to: handleOf(to), text: `from ${from} to ${to}` })
  if (!answer.ok) throw new Error(answer.why)
  sent.set(`${from} ${answer.value!.conversation!} ${answer.value!.message!}`, done.resolve)
  const shown = await engines[from]!.view.message(handleOf(to), answer.value!.message!)
  if (shown?.state !== 'sent') await done.promise
}

/** Different pairs, none both ways, whose author is not away and whose reader has key packages left. */
function* somePairs(): Generator<readonly [number, number]> {
  const seen = new Set<string>()
  for (let i = 0; seen.size < conversations; i++) {
    const from = (i * 17) % (people - away)
    const to = (i * 31 + 7 + Math.floor(i / 40)) % people
    const key = [from, to].toSorted((a, b) => a - b).join(' ')
    if (from === to || seen.has(key)) continue
    seen.add(key)
    yield [from, to]
  }
}

const handleOf = (number: number): string =>
  `somebody-${String.fromCharCode(97 + (number % 26))}${String.fromCharCode(97 + Math.floor(number / 26))}`

interface Found {
  readonly tables: Map<string, Record<string, unknown>[]>
  /** How each table was made. */
  readonly made: Map<string, string>
  readonly files: Map<string, Buffer>
}

function look(): Found {
  const files = new Map<string, Buffer>()
  for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) files.set(entry.name, readFileSync(join(entry.parentPath, entry.name)))
  }
  const tables = new Map<string, Record<string, unknown>[]>()
  const made = new Map<string, string>()
  const copy = join(dir, 'copy')
  cpSync(data, copy, { recursive: true })
  for (const name of ['accounts.db', 'channels.db']) {
    const db = new DatabaseSync(join(copy, name))
    for (const { name: table, sql } of db.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'table'`).all() as {
      name: string
      sql: string
    }[]) {
      tables.set(`${name}/${table}`, db.prepare(`SELECT * FROM "${table}"`).all())
      made.set(`${name}/${table}`, sql)
    }
    db.close()
  }
  rmSync(copy, { recursive: true })
  return { tables, made, files }
}

const forms = (bytes: Uint8Array): Buffer[] => [
  Buffer.from(bytes),
  Buffer.from(hex(bytes)),
  Buffer.from(base64url(bytes)),
]
const blobs = (rows: readonly Record<string, unknown>[], column: string): Uint8Array[] =>
  rows.map((row) => row[column]).filter((value) => value instanceof Uint8Array)

test('no table about people numbers its rows or knows a time finer than an hour', () => {
  const { tables, made } = look()
  expect(made.size).toBeGreaterThan(8)
  for (const sql of made.values()) expect(sql).toMatch(/WITHOUT ROWID/)
  const times = [...tables]
    .filter(([name]) => name.startsWith('accounts.db'))
    .flatMap(([, rows]) =>
      rows.flatMap((row) => Object.values(row).filter((v) => typeof v === 'number' && v > 1_000_000_000)),
    )
  expect(times.length).toBeGreaterThan(0)
  expect(times.filter((time) => (time as number) % 3600 !== 0)).toEqual([])
})

test('letters that wait do not lie in the order in which channels were created', () => {
  const { tables } = look()
  const waiting = truth.filter(({ letterWaits }) => letterWaits)
  // A slot begins with device and id, and has the number of its part, from 1, at byte 56. Slots lie in the order of pages.
  const slots = blobs(tables.get('accounts.db/letters')!, 'slot').map((slot) => Buffer.from(slot))
  const letters = slots.filter((slot) => slot.readUInt16BE(56) === 1).map((slot) => hex(slot.subarray(0, 32)))
  expect(letters).toHaveLength(waiting.length)
  // Which device is whose, the attacker may know; he lays the k-th letter beside the k-th channel.
  const owners = new Map([...engines.keys()].slice(-away).map((number) => [number, deviceOf(number, tables)]))
  const hits = letters.filter((device, k) => device === owners.get(waiting[k]!.to)).length
  const perfect = waiting.map(({ to }) => owners.get(to)!)
  expect(perfect.filter((device, k) => device === owners.get(waiting[k]!.to))).toHaveLength(waiting.length) // the control
  // By chance one in `away`; three times that and five more is as good as impossible.
  expect(hits).toBeLessThan((3 * waiting.length) / away + 5)
})

test('no table, file, file name or log line holds both a device or account and a channel', async () => {
  const { tables, files } = look()
  const channels = blobs(tables.get('channels.db/channels')!, 'channel')
  expect(channels).toHaveLength(conversations)
  const persons = [...tables]
    .filter(([name]) => name.startsWith('accounts.db'))
    .flatMap(([, rows]) => ['account', 'device'].flatMap((column) => blobs(rows, column)))
  expect(new Set(persons.map((id) => hex(id))).size).toBeGreaterThanOrEqual(people * 2)
  const names = (what: readonly Uint8Array[], where: Buffer): boolean =>
    what.some((id) => forms(id).some((form) => where.includes(form)))
  const unique = [...new Map(persons.map((id) => [hex(id), id])).values()]
  for (const [name, bytes] of files) {
    const [person, channel] = [names(unique, bytes), names(channels, bytes)]
    expect({ name, both: person && channel }).toEqual({ name, both: false })
    if (name === 'accounts.db') expect(person).toBe(true) // the control: they are found where they must be
    if (name.startsWith('channels.db-wal')) expect(channel).toBe(true)
    expect(names([...unique, ...channels], Buffer.from(name))).toBe(false)
  }
  ahead = 29 * 86_400
  await server.core.tick()
  const everything = Buffer.from(log.join(''))
  expect(log.some((line) => line.includes('"expire"'))).toBe(true)
  expect(names([...unique, ...channels], everything)).toBe(false)
  for (let i = 0; i < people; i++) expect(everything.includes(handleOf(i))).toBe(false)
  expect(everything.includes('127.0.0.1:')).toBe(false)
})

/** The device that stands under this handle in the accounts' tables. */
function deviceOf(number: number, tables: Found['tables']): string {
  const handles = [...tables]
    .filter(([name]) => name.startsWith('accounts.db'))
    .flatMap(([, rows]) => rows.filter((row) => row['handle'] === handleOf(number)))
  const account = hex(blobs(handles, 'account')[0]!)
  for (const [, rows] of tables) {
    const row = rows.find(
      (r) => r['account'] instanceof Uint8Array && r['device'] instanceof Uint8Array && hex(r['account']) === account,
    )
    if (row !== undefined) return hex(row['device'] as Uint8Array)
  }
  throw new Error('an account without a device')
}
