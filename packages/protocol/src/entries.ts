/** What lies in a channel. */
import type { EntryId } from './ids.ts'

export const entryKinds = ['message', 'commit'] as const
export type EntryKind = (typeof entryKinds)[number]

/** An entry as a server hands it out. `size` null: it has expired and only (seq, id) is left. */
export interface EntryHead {
  /** Place in the channel, from 1. */
  readonly seq: number
  readonly id: EntryId
  readonly kind: EntryKind
  /** End of life in seconds since 1970, rounded; 0 where it has expired. */
  readonly bucket: number
  readonly size: number | null
}
