/**
 * The port `Log`: channels as append-only sequences of sealed entries. It knows channels, epochs and entries; it has
 * no word for an account, a device or an address, so no adapter can store which of them belong together.
 *
 * Every adapter passes `acceptance.ts`.
 */
import type { ChannelId, EntryId, EntryKind, EpochKey } from '@ebb/protocol'

export type Write =
  | { readonly kind: 'create'; readonly channel: ChannelId; readonly publicKey: EpochKey }
  | ({ readonly kind: 'message' } & EntryWrite)
  | ({ readonly kind: 'commit'; readonly next: EpochKey } & EntryWrite)

interface EntryWrite {
  readonly channel: ChannelId
  /** The epoch that it is meant for. */
  readonly n: number
  /** First 16 bytes of SHA-256 of `body`. */
  readonly id: EntryId
  /** End of its life, seconds since 1970. */
  readonly bucket: number
  readonly body: Uint8Array
  /** Whether whoever writes has proved the key of epoch `n`. A repeat needs no proof of that epoch. */
  readonly proven: boolean
}

/** `fresh` false: an entry with this id was there already, at `seq`. A channel's creation has seq 0. */
export type WriteOutcome = { readonly seq: number; readonly fresh: boolean } | WriteRefusal
type WriteRefusal = 'channel-exists' | 'unknown-channel' | 'stale' | 'wrong-epoch' | 'not-open'

export interface Epoch {
  readonly publicKey: EpochKey
  /** Place of its first entry, whether that is there yet or not. */
  readonly first: number
  /** Place of the commit that ended it, or null while it lasts. */
  readonly last: number | null
  /** Place of the channel's newest entry, 0 where there is none. */
  readonly newest: number
}

export interface StoredEntry {
  readonly seq: number
  readonly id: EntryId
  readonly kind: EntryKind
  readonly bucket: number
  /** Null: expired. */
  readonly body: Uint8Array | null
  readonly next: EpochKey | null
}

/** From `from` to `to`, both included; stops after the entry with which `bytes` are reached (always at least one). */
export interface ReadRange {
  readonly from: number
  readonly to: number
  readonly bytes: number
}

export interface Expired {
  /** Buckets whose key was destroyed. */
  readonly buckets: number
  /** Rows of (seq, id) that were removed. */
  readonly rows: number
}

/** The disk had no room; nothing of the batch is there. */
export class LogFull extends Error {
  override readonly name = 'LogFull'
}

export interface Log {
  /**
   * Writes a batch in order, each write judged by the state that those before it left. Promises: when it resolves, all
   * of the batch that was accepted survives a loss of power; when it rejects, none of it is there, and with LogFull the
   * log goes on. In this order each entry is: a repeat (its id is in the channel: the old place), refused as
   * `unknown-channel`, `stale` (epoch `n` has ended), `wrong-epoch` (there is none), `not-open` (not proven), or
   * appended at the next place. A commit ends epoch `n` and begins `n + 1`, so of two in one epoch one is stale. A
   * creation repeated with the same key is accepted. Calls never overlap: whoever calls waits for the one before.
   */
  write(batch: readonly Write[]): Promise<readonly WriteOutcome[]>
  epoch(channel: ChannelId, n: number): Promise<Epoch | 'unknown-channel' | 'wrong-epoch'>
  /** Entries that are durable, in order, without gaps but those whose rows were pruned. Never throws for a lost body: it is expired. */
  read(channel: ChannelId, range: ReadRange): Promise<readonly StoredEntry[]>
  /**
   * Destroys what ended at or before `now` (seconds since 1970): when it resolves, no bytes on the disk open a body of
   * those buckets. What is left of such an entry, (seq, id, kind), goes `tombstoneLife` later: a few rows with each call
   * and with each batch written after it, so that it never holds up appends.
   */
  expire(now: number): Promise<Expired>
  /** Rejects unless the log can be read. */
  check(): Promise<void>
  close(): Promise<void>
}
