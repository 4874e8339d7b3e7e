/** What waits for devices, in rows that are overwritten in place: read back, started anew, rolled back, on a full disk. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deviceKey, hex, limits, type DeviceKey } from '@ebb/protocol'
import { groupChanges, openAccountsDatabase } from '../src/accounts/accounts.ts'
import { Inboxes } from '../src/accounts/inboxes.ts'
import { KeyPackages } from '../src/accounts/key-packages.ts'
import { Undo } from '../src/accounts/undo.ts'
import { sha256 } from '../src/signatures.ts'
import { random } from './client.ts'

const now = 1_800_000_000
let data: string
let db: DatabaseSync
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ebb-inboxes-'))
  db = openAccountsDatabase(data)
})
afterEach(() => {
  db.close()
  rmSync(data, { recursive: true })
})

const device = (): DeviceKey => deviceKey(random(32))
function openInboxes(of: { strangersLetters?: number } = {}) {
  const undo = new Undo()
  const inboxes = new Inboxes(db, { ...limits, ...of }, { random, undo })
  const changes = groupChanges(db, {
    soon: setImmediate,
    committed: () => undo.committed(),
    rolledBack: () => undo.rolledBack(),
    broken: () => {},
  })
  const change = <T>(run: () => T): Promise<T | 'server-full'> =>
    new Promise((resolve) => changes.add<T>({ run, reply: resolve, full: resolve }))
  return { inboxes, change }
}
/** What a device would be told. */
function waiting(inboxes: Inboxes, of: DeviceKey): Map<string, string> {
  const ids = inboxes.waiting(of, now).toSorted((a, b) => Buffer.compare(a, b))
  return new Map(ids.map((id) => [hex(id), hex(sha256(inboxes.letter(of, id)!.body))]))
}
const slotsInUse = (): unknown =>
  db.prepare('SELECT count(*) AS n FROM letters WHERE slot <> zeroblob(984)').get()!['n']
const pages = (): number => db.prepare('PRAGMA page_count').get()!['page_count'] as number

describe('letters', () => {
  test('of every size come back, now and after a start, and leave zeros when they end', async () => {
    const { inboxes, change } = openInboxes()
    const to = device()
    const token = random(16)
    await change(() => inboxes.addToken(to, sha256(token)))
    const sizes = [0, 1, 919, 920, 921, 1840, 16_384, 20_000, limits.knownLetter]
    for (const size of sizes) {
      const post = () => inboxes.post({ device: to, token, body: random(size) }, now)
      expect(await change(post)).toBe('done')
    }
    const before = waiting(inboxes, to)
    expect(before.size).toBe(sizes.length)
    for (const [id, hash] of before) expect(hash.startsWith(id)).toBe(true)
    const again = openInboxes()
    expect(waiting(again.inboxes, to)).toEqual(before)
    await again.change(() => again.inboxes.sweep(now + limits.letterLife - 1))
    expect(waiting(again.inboxes, to)).toEqual(before)
    await again.change(() => again.inboxes.sweep(now + limits.letterLife + 86_400))
    expect(again.inboxes.waiting(to, now)).toEqual([])
    expect(slotsInUse()).toBe(0)
  })

  test('one body may wait for two devices; those of a removed device go', async () => {
    const { inboxes, change } = openInboxes()
    const [a, b] = [device(), device()]
    const body = random(3000)
    for (const to of [a, b]) await change(() => inboxes.post({ device: to, token: null, body }, now))
    await change(() => inboxes.removeDevice(a))
    const { inboxes: again } = openInboxes()
    expect([waiting(again, a).size, waiting(again, b).size]).toEqual([0, 1])
    expect(slotsInUse()).toBe(4)
  })

  test('after any changes, kept or rolled back, memory says what the disk says', async () => {
    const { inboxes, change } = openInboxes({ strangersLetters: 1000 })
    const devices = [device(), device(), device()]
    const any = (count: number): number => Math.floor(Math.random() * count)
    const step = (): void => {
      const to = devices[any(3)]!
      const ids = inboxes.waiting(to, now)
      if (any(4) > 0) inboxes.post({ device: to, token: null, body: random(any(9000)) }, now)
      else if (ids.length > 0) inboxes.done(to, ids[any(ids.length)]!)
    }
    let grown = 0
    for (let i = 0; i < 120; i++) {
      const before = devices.map((to) => waiting(inboxes, to))
      const [size, fails] = [pages(), any(3) === 0]
      const outcome = await change(() => {
        for (let k = 0; k < 8; k++) step()
        if (fails) throw Object.assign(new Error('injected'), { errcode: 13 })
      })
      expect(outcome).toBe(fails ? 'server-full' : undefined)
      if (fails) expect(devices.map((to) => waiting(inboxes, to))).toEqual(before)
      if (pages() > size) grown += 1
    }
    const { inboxes: again } = openInboxes()
    expect(devices.map((to) => waiting(again, to))).toEqual(devices.map((to) => waiting(inboxes, to)))
    expect(grown).toBeGreaterThan(0)
  })

  test('on a full disk there is room as long as slots are free; a refused letter leaves nothing', async () => {
    const { inboxes, change } = openInboxes({ strangersLetters: 1000 })
    db.exec(`PRAGMA max_page_count = ${pages()}`)
    const to = device()
    const post = () => change(() => inboxes.post({ device: to, token: null, body: random(9000) }, now))
    let posted = 0
    while ((await post()) === 'done') posted += 1
    expect(posted).toBeGreaterThan(50)
    expect(waiting(inboxes, to).size).toBe(posted)
    expect(slotsInUse()).toBe(posted * 10)
    await change(() => inboxes.done(to, inboxes.waiting(to, now)[0]!))
    expect(await post()).toBe('done')
    expect(await post()).toBe('server-full')
    db.exec('PRAGMA max_page_count = 1000000')
    expect(await post()).toBe('done')
    expect(waiting(openInboxes().inboxes, to)).toEqual(waiting(inboxes, to))
  })
})

describe('tokens', () => {
  test('as many as are allowed, revoked one by one, still there after a start', () => {
    const { inboxes } = openInboxes()
    const [of, other] = [device(), device()]
    inboxes.prepare(of)
    const hashes = Array.from({ length: 100 }, () => random(32))
    for (const hash of [...hashes, ...hashes]) expect(inboxes.addToken(of, hash)).toBe('done')
    for (const hash of hashes.slice(0, 50)) inboxes.revokeToken(of, hash)
    inboxes.revokeToken(other, hashes[60]!)
    const rows = db.prepare('SELECT hashes FROM tokens').all() as { hashes: Uint8Array }[]
    const left = rows.flatMap((row) => Array.from({ length: 28 }, (_, i) => hex(row.hashes.slice(i * 32, i * 32 + 32))))
    expect(left.filter((hash) => Number(`0x${hash}`) !== 0).toSorted()).toEqual(hashes.slice(50).map(hex).toSorted())
  })

  test('their rows are made before they are needed', () => {
    const { inboxes } = openInboxes()
    const of = device()
    const rows = (): unknown => db.prepare('SELECT count(*) AS n FROM tokens').get()!['n']
    inboxes.prepare(of)
    for (let i = 0; i < 14; i++) inboxes.addToken(of, random(32))
    inboxes.prepare(of)
    expect(rows()).toBe(1)
    inboxes.addToken(of, random(32))
    inboxes.prepare(of)
    expect(rows()).toBe(2)
    for (let i = 0; i < 41; i++) inboxes.addToken(of, random(32))
    expect(rows()).toBe(2)
  })
})

describe('key packages', () => {
  const many = (count: number, size: number): Uint8Array[] => Array.from({ length: count }, () => random(size))
  const rows = (): unknown => db.prepare('SELECT count(*) AS n FROM key_packages').get()!['n']

  test('are claimed in the order in which they were published, whatever their sizes; then the last resort', () => {
    const keyPackages = new KeyPackages(db)
    const of = device()
    const published: Uint8Array[] = []
    const claimed: Uint8Array[] = []
    const lastResort = random(8192)
    for (let round = 0; round < 30; round++) {
      const packages = many(5, [300, 2500, 0, 8192][round % 4]!)
      published.push(...packages)
      keyPackages.publish(of, 'classic', { packages, lastResort: round === 7 ? lastResort : random(100) })
      if (round !== 7) keyPackages.publish(of, 'classic', { packages: [], lastResort })
      for (let i = 0; i < 4; i++) claimed.push(keyPackages.claim(of, 'classic')!.keyPackage)
    }
    expect(keyPackages.stock(of)).toMatchObject({ classic: 30, hybrid: 0, classicLast: true, hybridLast: false })
    for (let i = 0; i < 30; i++) claimed.push(keyPackages.claim(of, 'classic')!.keyPackage)
    expect(claimed).toEqual(published)
    expect(keyPackages.claim(of, 'classic')).toEqual({ keyPackage: lastResort, lastResort: true })
    expect(keyPackages.claim(of, 'hybrid')).toBeUndefined()
    expect(rows()).toBeLessThanOrEqual(limits.keyPackagesPerDevice)
  })

  test('over the limit the oldest go, and places do not count what a device ever had', () => {
    const keyPackages = new KeyPackages(db)
    const of = device()
    for (const size of [300, 2500, 300]) {
      const packages = many(60, size)
      keyPackages.publish(of, 'hybrid', { packages, lastResort: null })
      keyPackages.claim(of, 'hybrid')
    }
    expect(keyPackages.stock(of).hybrid).toBe(99)
    expect(rows()).toBe(100)
    keyPackages.publish(of, 'hybrid', { packages: many(1, 300), lastResort: null })
    const places = db
      .prepare('SELECT min(place) AS first, max(place) AS last FROM key_packages WHERE place > 16777216')
      .get()
    expect(places).toEqual({ first: 2 ** 24 + 1, last: 2 ** 24 + 100 })
  })
})
