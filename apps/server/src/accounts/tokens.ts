/**
 * Hashes of the inbox tokens that a device has given out. A token is added when a conversation begins, so its place in
 * the file must not say when that was: a row has room for many hashes, was made before they came, keeps its size, and
 * holds them sorted.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { DeviceKey } from '@ebb/protocol'

const hashSize = 32
/** A row of so many lies in its page, with no overflow page. */
const perRow = 28

interface Row {
  readonly part: number
  readonly hashes: readonly Buffer[]
}

export class Tokens {
  readonly #sql
  /** How many a device may have. */
  readonly #most: number

  constructor(db: DatabaseSync, most: number) {
    this.#sql = prepare(db)
    this.#most = most
  }

  has(device: DeviceKey, hash: Uint8Array): boolean {
    return holding(this.#rows(device), hash) !== undefined
  }

  add(device: DeviceKey, hash: Uint8Array): 'done' | 'too-many' {
    const rows = this.#rows(device)
    if (holding(rows, hash) !== undefined) return 'done'
    if (countIn(rows) >= this.#most) return 'too-many'
    const into = rows.find(({ hashes }) => hashes.length < perRow)
    if (into === undefined) this.#sql.add.run(device, rows.length, packed([Buffer.from(hash)]))
    else this.#sql.write.run(packed([...into.hashes, Buffer.from(hash)]), device, into.part)
    return 'done'
  }

  revoke(device: DeviceKey, hash: Uint8Array): void {
    const row = holding(this.#rows(device), hash)
    if (row === undefined) return
    this.#sql.write.run(packed(row.hashes.filter((other) => !other.equals(hash))), device, row.part)
  }

  /** Makes a row at a time that says nothing of conversations, so that `add` seldom has to. */
  prepare(device: DeviceKey): void {
    const rows = this.#rows(device)
    const room = rows.length * perRow - countIn(rows)
    if (room < perRow / 2) this.#sql.add.run(device, rows.length, packed([]))
  }

  removeDevice(device: DeviceKey): void {
    this.#sql.remove.run(device)
  }

  #rows(device: DeviceKey): readonly Row[] {
    return this.#sql.rows.all(device).map((row) => ({
      part: row['part'] as number,
      hashes: unpacked(row['hashes'] as Uint8Array),
    }))
  }
}

const holding = (rows: readonly Row[], hash: Uint8Array): Row | undefined =>
  rows.find(({ hashes }) => hashes.some((other) => other.equals(hash)))
const countIn = (rows: readonly Row[]): number => rows.reduce((sum, { hashes }) => sum + hashes.length, 0)

function packed(hashes: readonly Buffer[]): Uint8Array {
  const bytes = new Uint8Array(perRow * hashSize)
  for (const [i, hash] of hashes.toSorted((a, b) => a.compare(b)).entries()) bytes.set(hash, i * hashSize)
  return bytes
}

/** Zeros are room. */
function unpacked(bytes: Uint8Array): readonly Buffer[] {
  const hashes: Buffer[] = []
  for (let at = 0; at < bytes.length; at += hashSize) {
    const hash = Buffer.from(bytes.buffer, bytes.byteOffset + at, hashSize)
    if (!hash.equals(none)) hashes.push(hash)
  }
  return hashes
}
const none = Buffer.alloc(hashSize)

const prepare = (db: DatabaseSync) => ({
  rows: db.prepare('SELECT part, hashes FROM tokens WHERE device = ? ORDER BY part'),
  add: db.prepare('INSERT INTO tokens (device, part, hashes) VALUES (?, ?, ?)'),
  write: db.prepare('UPDATE tokens SET hashes = ? WHERE device = ? AND part = ?'),
  remove: db.prepare('DELETE FROM tokens WHERE device = ?'),
})
