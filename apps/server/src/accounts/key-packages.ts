/**
 * Key packages: each is handed out once; the last resort stays until its device replaces it.
 *
 * A claim belongs to a conversation that begins, and SQLite lists the pages that it has free in the order in which they
 * became free. So nothing is freed: a claimed package's row stays and is overwritten with zeros, and the device's next
 * package overwrites those. Rows keep their size: packages are padded, and places always take four bytes.
 */
import type { DatabaseSync } from 'node:sqlite'
import { limits, type suites, type DeviceKey } from '@ebb/protocol'

export type Suite = (typeof suites)[number]
export interface Claimed {
  readonly keyPackage: Uint8Array
  readonly lastResort: boolean
}

/** The place of rows that hold no package; a device's packages have places above it. SQLite takes four bytes for each. */
const empty = 2 ** 24
const paddedTo = 256

export class KeyPackages {
  readonly #sql

  constructor(db: DatabaseSync) {
    this.#sql = prepare(db)
  }

  /** Adds to what is there; over the limit the oldest go. Places only order one device's packages among themselves. */
  publish(
    device: DeviceKey,
    suite: Suite,
    of: { packages: readonly Uint8Array[]; lastResort: Uint8Array | null },
  ): void {
    let count = this.#count(device, suite)
    for (; count + of.packages.length > limits.keyPackagesPerDevice; count--) this.#takeOldest(device, suite)
    // Numbering begins anew, so that it does not count the conversations of a device's life.
    const { first, last } = this.#sql.range.get(device, suite) as { first: number | null; last: number | null }
    if (first !== null && first > empty + 1) this.#sql.renumber.run(first - empty - 1, device, suite)
    let place = first === null ? empty : last! - (first - empty - 1)
    for (const keyPackage of of.packages) this.#put(device, suite, { place: ++place, package: padded(keyPackage) })
    if (of.lastResort !== null) this.#sql.setLastResort.run(device, suite, padded(of.lastResort))
  }

  /** The oldest, which is gone with this transaction; else the last resort; else undefined. */
  claim(device: DeviceKey, suite: Suite): Claimed | undefined {
    const oldest = this.#takeOldest(device, suite)
    if (oldest !== undefined) return { keyPackage: oldest, lastResort: false }
    const last = this.#sql.lastResort.get(device, suite)
    return last === undefined ? undefined : { keyPackage: unpadded(last['package'] as Uint8Array), lastResort: true }
  }

  stock(device: DeviceKey): { classic: number; hybrid: number; classicLast: boolean; hybridLast: boolean } {
    const last = (suite: Suite): boolean => this.#sql.lastResort.get(device, suite) !== undefined
    return {
      classic: this.#count(device, 'classic'),
      hybrid: this.#count(device, 'hybrid'),
      classicLast: last('classic'),
      hybridLast: last('hybrid'),
    }
  }

  removeDevice(device: DeviceKey): void {
    this.#sql.removeAll.run(device)
    this.#sql.removeLastResorts.run(device)
  }

  #count(device: DeviceKey, suite: Suite): number {
    return this.#sql.count.get(device, suite)!['count'] as number
  }

  #takeOldest(device: DeviceKey, suite: Suite): Uint8Array | undefined {
    const row = this.#sql.oldest.get(device, suite)
    if (row === undefined) return undefined
    const found = row['package'] as Uint8Array
    this.#sql.write.run(empty, new Uint8Array(found.length), device, suite, row['slot']!)
    return unpadded(found)
  }

  #put(device: DeviceKey, suite: Suite, of: { place: number; package: Uint8Array }): void {
    const fits = this.#sql.emptyOf.get(device, suite, of.package.length)?.['slot']
    if (fits !== undefined) return void this.#sql.write.run(of.place, of.package, device, suite, fits)
    // Packages of another size than before: a row gives way, so that a device has no more rows than it may have packages.
    const other = this.#sql.anyEmpty.get(device, suite)?.['slot']
    if (other !== undefined) this.#sql.remove.run(device, suite, other)
    const slot = this.#sql.freeSlot.get(device, suite)!['slot'] as number
    this.#sql.add.run(device, suite, other ?? slot, of.place, of.package)
  }
}

/** Two bytes of length, the bytes, zeros. */
function padded(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil((bytes.length + 2) / paddedTo) * paddedTo)
  new DataView(out.buffer).setUint16(0, bytes.length)
  out.set(bytes, 2)
  return out
}
const unpadded = (bytes: Uint8Array): Uint8Array =>
  bytes.slice(2, 2 + new DataView(bytes.buffer, bytes.byteOffset).getUint16(0))

const prepare = (db: DatabaseSync) => ({
  count: db.prepare(`SELECT count(*) AS count FROM key_packages WHERE device = ? AND suite = ? AND place > ${empty}`),
  range: db.prepare(
    `SELECT min(place) AS first, max(place) AS last FROM key_packages WHERE device = ? AND suite = ? AND place > ${empty}`,
  ),
  freeSlot: db.prepare('SELECT coalesce(max(slot) + 1, 0) AS slot FROM key_packages WHERE device = ? AND suite = ?'),
  emptyOf: db.prepare(
    `SELECT slot FROM key_packages WHERE device = ? AND suite = ? AND place = ${empty} AND length(package) = ? LIMIT 1`,
  ),
  anyEmpty: db.prepare(`SELECT slot FROM key_packages WHERE device = ? AND suite = ? AND place = ${empty} LIMIT 1`),
  add: db.prepare('INSERT INTO key_packages (device, suite, slot, place, package) VALUES (?, ?, ?, ?, ?)'),
  write: db.prepare('UPDATE key_packages SET place = ?, package = ? WHERE device = ? AND suite = ? AND slot = ?'),
  remove: db.prepare('DELETE FROM key_packages WHERE device = ? AND suite = ? AND slot = ?'),
  renumber: db.prepare(`UPDATE key_packages SET place = place - ? WHERE device = ? AND suite = ? AND place > ${empty}`),
  oldest: db.prepare(
    `SELECT slot, package FROM key_packages WHERE device = ? AND suite = ? AND place > ${empty} ORDER BY place LIMIT 1`,
  ),
  lastResort: db.prepare('SELECT package FROM last_resorts WHERE device = ? AND suite = ?'),
  setLastResort: db.prepare(`
    INSERT INTO last_resorts (device, suite, package) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET package = excluded.package`),
  removeAll: db.prepare('DELETE FROM key_packages WHERE device = ?'),
  removeLastResorts: db.prepare('DELETE FROM last_resorts WHERE device = ?'),
})
