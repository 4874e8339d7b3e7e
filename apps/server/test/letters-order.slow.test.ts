/**
 * Whether the place of something in accounts.db tells when it came. If it did, whoever has the file could lay waiting
 * letters, tokens or claimed key packages beside the channels, whose order of creation channels.db tells, and so join
 * devices with channels. The attacker here knows what to look for and has the file's bytes.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeAs, publication } from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import { sha256 } from '../src/signatures.ts'
import { comeIn, firstPerson, inviteAndRegister, random, type Person, type TestLine } from './client.ts'
import { chance, freePages, orderShown, placesOf } from './page-order.ts'
import { startServer } from './start.ts'

const people: Person[] = []
const lines: TestLine[] = []
let data: string
let server: RunningServer
/** Bodies of letters and hashes of tokens in the order in which they came. */
const letters: { readonly to: Uint8Array; readonly body: Uint8Array }[] = []
const tokens: { readonly of: Uint8Array; readonly hash: Uint8Array }[] = []
const packages = new Map<number, Uint8Array[]>()
/** The file before the first letter, and after a few. */
let published: Buffer
let few: Buffer
const fewCount = 30

const any = (count: number): number => Math.floor(Math.random() * count)
const file = (): Buffer => readFileSync(join(data, 'accounts.db'))
const publish = (who: number, keyPackages: Uint8Array[], lastResort: Uint8Array | null): Promise<unknown> =>
  lines[who]!.ask({
    kind: 'publish',
    suite: 'hybrid',
    body: encodeAs(publication, { packages: keyPackages, lastResort }),
  })

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-order-'))
  server = await startServer({ data, port: 0, limits: { strangersLetters: 1000, keyPackagesClaimedPerHour: 1000 } })
  people.push(await firstPerson(server, 'person0'))
  lines.push(await comeIn(server.origin, people[0]!))
  for (let i = 1; i < 20; i++) {
    people.push(await inviteAndRegister(lines[0]!, `person${i}`))
    lines.push(await comeIn(server.origin, people[i]!))
  }
  for (const who of people.keys()) {
    packages.set(
      who,
      Array.from({ length: 10 }, () => random(2500)),
    )
    await publish(who, packages.get(who)!, random(2500))
  }
  published = file()
  // So many letters that the room for them grows twice meanwhile.
  for (let i = 0; i < 320; i++) {
    const to = any(people.length)
    tokens.push({ of: people[to]!.device, hash: sha256(random(16)) })
    await lines[to]!.ask({ kind: 'token-add', hash: tokens[i]!.hash })
    letters.push({ to: people[to]!.device, body: random(1500 + any(6000)) })
    await lines[0]!.ask({ kind: 'post-letter', device: people[to]!.device, token: null, body: letters[i]!.body })
    if (i + 1 === fewCount) few = file()
  }
}, 60_000)
afterAll(async () => {
  for (const line of lines) line.close()
  await server.close()
  rmSync(data, { recursive: true })
})

/** A database of tables as anybody would make them, filled in the same order. */
function plainFile(count: number = letters.length): Buffer {
  return madeBy((db) => {
    db.exec(`
      CREATE TABLE letters (device BLOB, id BLOB, body BLOB, PRIMARY KEY (device, id)) STRICT, WITHOUT ROWID;
      CREATE TABLE tokens (device BLOB, hash BLOB, PRIMARY KEY (device, hash)) STRICT, WITHOUT ROWID`)
    const addLetter = db.prepare('INSERT INTO letters VALUES (?, ?, ?)')
    const addToken = db.prepare('INSERT INTO tokens VALUES (?, ?)')
    for (const { to, body } of letters.slice(0, count)) addLetter.run(to, idOf(body), body)
    for (const { of, hash } of tokens.slice(0, count)) addToken.run(of, hash)
  })
}

function madeBy(make: (db: DatabaseSync) => void): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'ebb-order-plain-'))
  const db = new DatabaseSync(join(dir, 'plain.db'))
  make(db)
  db.close()
  const bytes = readFileSync(join(dir, 'plain.db'))
  rmSync(dir, { recursive: true })
  return bytes
}

const idOf = (body: Uint8Array): Uint8Array => sha256(body).slice(0, 16)
/** Pieces that lie near enough that every part of a body that is stored in one place holds one. */
const piecesOf = (body: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil((body.length - 24) / 400) }, (_, i) => body.subarray(i * 400, i * 400 + 24))

/** Places of each letter: of its id, wherever that stands, and of the pieces of its body. */
function placesOfLetters(bytes: Buffer): { ids: number[][]; bodies: number[][] } {
  const pieces = letters.map(({ body }) => piecesOf(body))
  const found = placesOf(bytes, pieces.flat())
  const ids = letters.map(({ body }) => idOf(body))
  return { ids: placesOf(bytes, ids), bodies: pieces.map((of) => found.splice(0, of.length).flat()) }
}

describe('where something lies does not tell when it came', () => {
  test('letters; from a plain table it can be told', () => {
    const control = placesOfLetters(plainFile())
    const { ids, bodies } = placesOfLetters(file())
    expect([...ids, ...bodies].every((places) => places.length > 0)).toBe(true)
    expect(Math.abs(orderShown(control.bodies).correlation)).toBeGreaterThan(0.9)
    for (const places of [ids, bodies]) expectNoOrder(places)
  })

  test('tokens; from a plain table it can be told', () => {
    const hashes = tokens.map(({ hash }) => hash)
    const first = hashes.slice(0, fewCount)
    const control = placesOf(plainFile(fewCount), first)
    expect(Math.abs(orderShown(control).correlation)).toBeGreaterThan(0.9)
    expectNoOrder(placesOf(few, first))
    expectNoOrder(placesOf(file(), hashes))
  })

  function expectNoOrder(places: readonly (readonly number[])[]): void {
    const { deviation, deviationWithin } = orderShown(places)
    expect(Math.abs(deviation)).toBeLessThan(chance)
    expect(Math.abs(deviationWithin)).toBeLessThan(chance)
  }

  test('letters that are done leave zeros, and no page becomes free', async () => {
    const done = letters.filter(({ to }) => to === people[5]!.device).map(({ body }) => body)
    const marks = done.flatMap((body) => [idOf(body), ...piecesOf(body)])
    expect(placesOf(file(), marks).every((places) => places.length > 0)).toBe(true)
    for (const body of done) await lines[5]!.ask({ kind: 'letter-done', id: idOf(body) })
    expect(placesOf(file(), marks).flat()).toEqual([])
    expect(freePages(file())).toEqual([])
  })
})

describe('key packages', () => {
  const mark = (keyPackage: Uint8Array): Uint8Array => keyPackage.subarray(-24)
  const pagesOf = (bytes: Buffer, of: readonly Uint8Array[]): number[] =>
    placesOf(bytes, of.map(mark)).map(([at]) => Math.floor(at! / 4096) + 1)

  test('claims and what takes their place move nothing and free no page; free pages of a plain table tell the order', async () => {
    const all = [...packages.values()].flat()
    const claimed: Uint8Array[] = []
    for (let i = 0; i < 60; i++) {
      const of = any(people.length)
      await lines[1]!.ask({ kind: 'claim', account: people[of]!.account, suite: 'hybrid' })
      const first = packages.get(of)!.shift()
      if (first !== undefined) claimed.push(first)
    }
    expect(placesOf(file(), claimed.map(mark)).flat()).toEqual([])
    const added = [...packages.values()].map((left) => Array.from({ length: 10 - left.length }, () => random(2500)))
    for (const [who, fresh] of added.entries()) await publish(who, fresh, random(2510))
    const kept = [...packages.values()].flat()
    expect(pagesOf(file(), kept)).toEqual(pagesOf(published, kept))
    const before = new Set(pagesOf(published, all))
    expect(pagesOf(file(), added.flat()).filter((page) => !before.has(page))).toEqual([])
    expect(freePages(file())).toEqual([])

    const [full, after] = plainClaims(all, claimed)
    const pages = pagesOf(full, claimed)
    const listed = pages.map((page) => [freePages(after).indexOf(page)]).filter(([at]) => at! >= 0)
    expect(listed.length).toBeGreaterThan(30)
    expect(orderShown(listed).correlation).toBeGreaterThan(0.7)
  })

  /** A plain table before and after the same claims. */
  function plainClaims(all: readonly Uint8Array[], claimed: readonly Uint8Array[]): [Buffer, Buffer] {
    const fill = (db: DatabaseSync): void => {
      db.exec('CREATE TABLE key_packages (id BLOB PRIMARY KEY, package BLOB) STRICT, WITHOUT ROWID')
      const add = db.prepare('INSERT INTO key_packages VALUES (?, ?)')
      for (const keyPackage of all) add.run(keyPackage.subarray(0, 24), keyPackage)
    }
    const claim = (db: DatabaseSync): void => {
      fill(db)
      const remove = db.prepare('DELETE FROM key_packages WHERE id = ?')
      for (const keyPackage of claimed) remove.run(keyPackage.subarray(0, 24))
    }
    return [madeBy(fill), madeBy(claim)]
  }
})
