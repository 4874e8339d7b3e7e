/**
 * The keys of tickets: a new one each hour, and the one before. Both lie in one small file that is overwritten in place,
 * so that a new start of this program knows them. It belongs where nothing outlives the machine's memory; no backup
 * holds it. Whatever is wrong with the file costs a signature for each device and nothing else.
 */
import { constants } from 'node:fs'
import { join } from 'node:path'
import { nodeDisk, readAll, writeAll, type Disk } from '../log/disk.ts'
import { sha256 } from '../signatures.ts'

export const ticketKeysFile = 'ticket-keys'
/** Seconds that tickets are made under one key. They are taken as long again. */
export const keyLife = 3600
/** The hour's number since 1970, 8 bytes; the key, 32; the first 8 of SHA-256 of both, so that half a write is none. */
const slotSize = 48

export interface TicketKeysTools {
  /** Where the file lies. */
  readonly directory: string
  readonly random: (length: number) => Uint8Array
  readonly disk?: Disk
  /** The file could not be written: the keys are in memory only. */
  readonly unwritten: () => void
}

interface Slot {
  readonly hour: number
  readonly key: Uint8Array
}

export class TicketKeys {
  readonly #tools: TicketKeysTools
  #slots: readonly Slot[]
  #hour = -1

  constructor(tools: TicketKeysTools) {
    this.#tools = tools
    this.#slots = read(tools)
  }

  /** The key of that hour, 32 bytes; undefined unless it is this one or the one before. `now` in seconds since 1970. */
  of(hour: number, now: number): Uint8Array | undefined {
    this.turn(now)
    return this.#slots.find((slot) => slot.hour === hour)?.key
  }

  /** Where the hour has changed, keys of any other than this one and the one before are overwritten. */
  turn(now: number): void {
    const hour = Math.floor(now / keyLife)
    if (hour === this.#hour) return
    this.#hour = hour
    const kept = this.#slots.filter((slot) => slot.hour === hour || slot.hour === hour - 1)
    const isNew = kept.every((slot) => slot.hour !== hour)
    if (!isNew && kept.length === this.#slots.length) return
    this.#slots = isNew ? [...kept, { hour, key: this.#tools.random(32) }] : kept
    write(this.#tools, this.#slots)
  }
}

function read({ directory, disk = nodeDisk }: TicketKeysTools): readonly Slot[] {
  try {
    const fd = disk.openSync(join(directory, ticketKeysFile), 'r')
    try {
      const bytes = readAll(disk, fd, 2 * slotSize, 0)
      return bytes === undefined ? [] : [slotOf(bytes, 0), slotOf(bytes, slotSize)].filter((slot) => slot !== undefined)
    } finally {
      disk.closeSync(fd)
    }
  } catch {
    return []
  }
}

function write({ directory, disk = nodeDisk, unwritten }: TicketKeysTools, slots: readonly Slot[]): void {
  const bytes = new Uint8Array(2 * slotSize)
  // Each hour in its own half, and zeros over a half that holds none.
  for (const { hour, key } of slots) {
    const at = (hour % 2) * slotSize
    new DataView(bytes.buffer).setBigUint64(at, BigInt(hour))
    bytes.set(key, at + 8)
    bytes.set(sha256(bytes.subarray(at, at + 40)).subarray(0, 8), at + 40)
  }
  try {
    const fd = disk.openSync(join(directory, ticketKeysFile), constants.O_RDWR + constants.O_CREAT, 0o600)
    try {
      writeAll(disk, fd, bytes, 0)
      disk.fdatasyncSync(fd)
    } finally {
      disk.closeSync(fd)
    }
  } catch {
    unwritten()
  }
}

function slotOf(bytes: Uint8Array, at: number): Slot | undefined {
  const hour = Number(new DataView(bytes.buffer).getBigUint64(at))
  const check = sha256(bytes.subarray(at, at + 40)).subarray(0, 8)
  const holds = check.every((byte, place) => byte === bytes[at + 40 + place])
  return holds ? { hour, key: bytes.slice(at + 8, at + 40) } : undefined
}
