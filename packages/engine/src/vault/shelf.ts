/**
 * A shelf: which buckets one conversation has, and where their messages lie. One record per conversation, so that a
 * start reads hundreds of records and not one of every bucket or message.
 */
import { encodeCanonical } from '@ebb/protocol'
import { openAtRest, sealAtRest, type Random } from '@ebb/seal'
import type { Bucket } from './change.ts'

export interface BucketEntry {
  readonly window: Bucket
  /** Where its key lies. Its messages name the same slot. */
  readonly slot: number
  /** None of its messages ends before, seconds since 1970. */
  readonly due: number
  /** Its messages' keys lie from here on, */
  readonly first: number
  /** up to here, this one included; others may lie between them. */
  readonly last: number
  /** In memory only: its messages were given out as due since the vault was opened. */
  readonly given: boolean
}

/** By slot. */
export type Shelf = ReadonlyMap<number, BucketEntry>

/** Count in 2 bytes, each slot in 2, then under the home key five numbers of 8 bytes for each, in the same order. */
export function sealShelf(home: Uint8Array, conversation: number, shelf: Shelf, random: Random): Uint8Array {
  const names = new Uint8Array(2 + 2 * shelf.size)
  const slots = new DataView(names.buffer)
  slots.setUint16(0, shelf.size)
  const rows = new DataView(new ArrayBuffer(rowLength * shelf.size))
  for (const [i, { slot, window, due, first, last }] of [...shelf.values()].entries()) {
    slots.setUint16(2 + 2 * i, slot)
    for (const [j, number] of [window.start, window.end, due, first, last].entries())
      rows.setFloat64(rowLength * i + 8 * j, number)
  }
  const sealed = sealAtRest(home, new Uint8Array(rows.buffer), place(conversation, names), random)
  const out = new Uint8Array(names.length + sealed.length)
  out.set(names)
  out.set(sealed, names.length)
  return out
}

/** Undefined: it is damaged. */
export function openShelf(home: Uint8Array, conversation: number, value: Uint8Array): Shelf | undefined {
  const slots = slotsNamedBy(value)
  if (slots === undefined) return undefined
  const names = value.subarray(0, 2 + 2 * slots.length)
  const plain = openAtRest(home, value.subarray(names.length), place(conversation, names))
  if (plain === undefined || plain.length !== rowLength * slots.length) return undefined
  const rows = new DataView(plain.buffer, plain.byteOffset, plain.byteLength)
  return new Map(
    slots.map((slot, i) => {
      const at = (j: number): number => rows.getFloat64(rowLength * i + 8 * j)
      const window = { conversation, start: at(0), end: at(1) }
      return [slot, { window, slot, due: at(2), first: at(3), last: at(4), given: false }]
    }),
  )
}

/**
 * What is left of a damaged one: its buckets may hold any message, and anything in them may have ended. All of it is given
 * out as due, and each message says itself when it ends.
 */
export function damagedShelf(conversation: number, slots: readonly number[]): Shelf {
  const window = { conversation, start: 0, end: Number.MAX_SAFE_INTEGER }
  const all = { first: Number.MIN_SAFE_INTEGER, last: Number.MAX_SAFE_INTEGER }
  return new Map(slots.map((slot) => [slot, { window, slot, due: 0, ...all, given: false }]))
}

/** The slots that a shelf names, whether it opens or not; undefined where it is too short for them. */
export function slotsNamedBy(value: Uint8Array): readonly number[] | undefined {
  if (value.length < 2) return undefined
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const count = view.getUint16(0)
  if (value.length < 2 + 2 * count) return undefined
  return Array.from({ length: count }, (_, i) => view.getUint16(2 + 2 * i))
}

const rowLength = 40

/** The slots belong to it: exchanged ones would give one bucket another's end. */
const place = (conversation: number, names: Uint8Array): Uint8Array =>
  encodeCanonical(['ebb vault shelf v2', conversation, names])
