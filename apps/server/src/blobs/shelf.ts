/**
 * A shelf: one file for the blobs of one bucket that fit one size of slot. It is a row of leaves, each a table (one
 * page, an entry of 64 bytes for each of its 64 slots) and the slots behind it. An entry: id (16 bytes), size of the
 * body (4), nonce (12), tag (16), 1 (1 byte), zeros (15); a free slot's is zeros. The slot holds the ciphertext alone,
 * so that slots lie on pages.
 *
 * A blob goes into a slot that is drawn at random from all free ones, and the file is doubled while a quarter of it is
 * still free: a place says before which doubling a blob came, not in which order. What nobody has used takes no room on the
 * disk (the file has holes).
 */
import { nonceSize, tagSize } from '../log/sealing.ts'

const entrySize = 64
export const slotsInLeaf = 64
export const tableSize = entrySize * slotsInLeaf
/** Bytes; the sizes that clients seal to (spec/channel.md, C-25). */
const slotSizes = [16_384, 65_536, 262_144, 1_048_576, 4_194_304] as const

export interface Entry {
  readonly id: Uint8Array
  /** Of the body, in bytes. */
  readonly size: number
  readonly nonce: Uint8Array
  readonly tag: Uint8Array
}

export const slotSizeFor = (size: number): number => slotSizes.find((slot) => size <= slot) ?? slotSizes.at(-1)!
export const leafSize = (slotSize: number): number => tableSize + slotsInLeaf * slotSize

/** Of slot `slot`, counted through all leaves: where its bytes begin in the file. */
export const bytesAt = (slotSize: number, slot: number): number =>
  tableAt(slotSize, slot) + tableSize + (slot % slotsInLeaf) * slotSize
export const entryAt = (slotSize: number, slot: number): number =>
  tableAt(slotSize, slot) + (slot % slotsInLeaf) * entrySize
const tableAt = (slotSize: number, slot: number): number => Math.floor(slot / slotsInLeaf) * leafSize(slotSize)

export const noEntry = new Uint8Array(entrySize)

export function packEntry({ id, size, nonce, tag }: Entry): Uint8Array {
  const bytes = new Uint8Array(entrySize)
  bytes.set(id, 0)
  new DataView(bytes.buffer).setUint32(16, size)
  bytes.set(nonce, 20)
  bytes.set(tag, 20 + nonceSize)
  bytes[20 + nonceSize + tagSize] = 1
  return bytes
}

/** The entries of a leaf's table (4096 bytes), undefined where a slot is free or its entry says what cannot be. */
export function readTable(table: Uint8Array, slotSize: number): readonly (Entry | undefined)[] {
  return Array.from({ length: slotsInLeaf }, (_, slot) => {
    const bytes = table.slice(slot * entrySize, (slot + 1) * entrySize)
    const size = new DataView(bytes.buffer).getUint32(16)
    if (bytes[20 + nonceSize + tagSize] !== 1 || size > slotSize) return undefined
    return { id: bytes.subarray(0, 16), size, nonce: bytes.subarray(20, 32), tag: bytes.subarray(32, 48) }
  })
}

/** Slots that are free, given at random. */
export interface FreeSlots {
  /** Undefined: the shelf is to be doubled first. */
  take(): number | undefined
  give(slot: number): void
  /** Adds a leaf, whose slots in `taken` (counted through all leaves) are not free. */
  addLeaf(taken?: ReadonlySet<number>): void
  leaves(): number
}

export function freeSlots(random: (length: number) => Uint8Array): FreeSlots {
  const free: number[] = []
  let slots = 0
  return {
    take() {
      if (free.length * 4 <= slots) return undefined
      const drawn = new DataView(random(4).buffer).getUint32(0) % free.length
      const slot = free[drawn]!
      free[drawn] = free.at(-1)!
      free.pop()
      return slot
    },
    give: (slot) => void free.push(slot),
    addLeaf(taken = new Set()) {
      for (const end = slots + slotsInLeaf; slots < end; slots++) if (!taken.has(slots)) free.push(slots)
    },
    leaves: () => slots / slotsInLeaf,
  }
}
