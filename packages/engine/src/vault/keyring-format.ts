/**
 * What the slots of a keyring mean. Slots 0 and 1 are the head: how the passphrase becomes the unlock key, and the
 * keyring root wrapped under it. Slot 2 is the home key, wrapped under the root like every key from slot 6 on. Slots 3
 * and 4 take the next head when the passphrase changes, so that half a write never leaves the keyring without one;
 * then the places change. Slot 5 is the second way in: the root once more, wrapped under a key from a secret of 32
 * bytes that an authenticator makes. It has one place only, because the passphrase opens whatever half a write leaves
 * there. A free slot is zeros.
 */
import { encodeCanonical, sameBytes } from '@ebb/protocol'
import { sha256, unwrapKey, wrapKey, wrappedLength, type Random, type UnlockCost } from '@ebb/seal'
import { slotSize, type SlotWrite } from '../ports/keyring.ts'

export const homeSlot = 2
export const secretSlot = 5
/** The first slot that the database can name. */
export const firstKeySlot = 6
/** Where a head may lie: its first slot. */
export const headPlaces = [0, 3] as const
export type HeadPlace = (typeof headPlaces)[number]

export interface Head {
  readonly place: HeadPlace
  /** Counts changes of the passphrase: the higher one is the newer. */
  readonly generation: number
  readonly cost: UnlockCost
  /** 16 bytes. */
  readonly salt: Uint8Array
  /** The root under the unlock key, `wrappedLength` bytes. */
  readonly root: Uint8Array
}

/** `EbbKeys` and a zero, then in 4 bytes each: version, slots, generation, KiB, passes; salt 16; checksum 16. */
const magic = Uint8Array.of(0x45, 0x62, 0x62, 0x4b, 0x65, 0x79, 0x73, 0)
const formatVersion = 1
const fieldsLength = 44
const checksumLength = 16

/** Both slots of a head. `unlock` is the 32-byte unlock key, `root` the 32-byte keyring root. */
export function headSlots(
  of: Omit<Head, 'root'>,
  keys: { unlock: Uint8Array; root: Uint8Array },
  slots: number,
  random: Random,
): SlotWrite[] {
  const first = new Uint8Array(slotSize)
  const view = new DataView(first.buffer)
  first.set(magic, 0)
  const numbers = [formatVersion, slots, of.generation, of.cost.memoryKiB, of.cost.passes]
  for (const [i, number] of numbers.entries()) view.setUint32(8 + 4 * i, number)
  first.set(of.salt, 28)
  const second = new Uint8Array(slotSize)
  second.set(wrapKey(keys.unlock, keys.root, rootPlace(first), random), 0)
  first.set(checksum(first, second), fieldsLength)
  return [
    { slot: of.place, bytes: first },
    { slot: of.place + 1, bytes: second },
  ]
}

/** The head at a place of a keyring's image: undefined where nothing is, a word where something is that cannot be used. */
export function readHead(image: Uint8Array, place: HeadPlace): Head | 'corrupt' | 'newer' | undefined {
  const first = slotOf(image, place)
  const second = slotOf(image, place + 1)
  if (isFree(first) && isFree(second)) return undefined
  const view = new DataView(first.buffer, first.byteOffset, slotSize)
  if (!sameBytes(first.subarray(0, 8), magic)) return 'corrupt'
  if (view.getUint32(8) > formatVersion) return 'newer'
  if (!sameBytes(first.subarray(fieldsLength, fieldsLength + checksumLength), checksum(first, second))) return 'corrupt'
  const [slots, generation, memoryKiB, passes] = [12, 16, 20, 24].map((at) => view.getUint32(at)) as [
    number,
    number,
    number,
    number,
  ]
  // The checksum is no signature: a foreign file must not make the device compute for hours.
  if (slots * slotSize !== image.length || memoryKiB > 1_048_576 || passes > 64) return 'corrupt'
  const root = second.slice(0, wrappedLength)
  return { place, generation, cost: { memoryKiB, passes }, salt: first.slice(28, fieldsLength), root }
}

/** The 32-byte root, or undefined where the unlock key is not the right one. */
export const openRoot = (head: Head, unlock: Uint8Array, image: Uint8Array): Uint8Array | undefined =>
  unwrapKey(unlock, head.root, rootPlace(slotOf(image, head.place)))

/** The second way in: the 32-byte `root` under `unlock`, the 32-byte key that comes from the secret. */
export function secretWay(unlock: Uint8Array, root: Uint8Array, random: Random): SlotWrite {
  const bytes = new Uint8Array(slotSize)
  bytes.set(wrapKey(unlock, root, secretPlace, random), 0)
  return { slot: secretSlot, bytes }
}

/** The 32-byte root, or undefined where there is no second way, or `unlock` does not open it. */
export const openSecretWay = (image: Uint8Array, unlock: Uint8Array): Uint8Array | undefined =>
  unwrapKey(unlock, slotOf(image, secretSlot).subarray(0, wrappedLength), secretPlace)

/** A key slot: the 32-byte `key` under the root, bound to the slot's number. */
export function keySlot(root: Uint8Array, slot: number, key: Uint8Array, random: Random): SlotWrite {
  const bytes = new Uint8Array(slotSize)
  bytes.set(wrapKey(root, key, slotPlace(slot), random), 0)
  return { slot, bytes }
}

/** The 32-byte key in a slot's bytes, or undefined where it is none of this root and this slot. */
export const openKeySlot = (root: Uint8Array, slot: number, bytes: Uint8Array): Uint8Array | undefined =>
  unwrapKey(root, bytes.subarray(0, wrappedLength), slotPlace(slot))

export const freeSlot = (slot: number): SlotWrite => ({ slot, bytes: new Uint8Array(slotSize) })
export const slotOf = (image: Uint8Array, slot: number): Uint8Array =>
  image.subarray(slot * slotSize, (slot + 1) * slotSize)
/** A loop, because opening asks it of every slot. */
export function isFree(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== 0) return false
  return true
}

const checksum = (first: Uint8Array, second: Uint8Array): Uint8Array =>
  sha256(encodeCanonical(['ebb keyring head v1', first.slice(0, fieldsLength), second])).slice(0, checksumLength)
const rootPlace = (first: Uint8Array): Uint8Array =>
  encodeCanonical(['ebb keyring root v1', first.slice(0, fieldsLength)])
const secretPlace = encodeCanonical(['ebb keyring root by secret v1'])
const slotPlace = (slot: number): Uint8Array => encodeCanonical(['ebb keyring slot v1', slot])
