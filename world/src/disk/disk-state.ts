/** What the two ports on a forgetting disk share. */
import { StorageError, type TableName } from '@ebb/engine/ports'

/**
 * How the chosen write fails; it always rejects. `not-done`: nothing is there. `not-reported`: all of it is, synced.
 * `torn`: a keyring has some of the slots and half of another; a store, which promises all or nothing, has nothing.
 * `not-synced`: it shows until the power is cut.
 */
export const failModes = ['not-done', 'not-reported', 'torn', 'not-synced'] as const
export type FailMode = (typeof failModes)[number]

type Records = Map<TableName, Map<number, Uint8Array>>

/** What is on the disk, and what a running system would read. They differ in what was not synced. */
export interface Content {
  keyring: Uint8Array
  records: Records
}

/** A value as it was handed to the store once. */
export interface Written {
  readonly table: TableName
  readonly key: number
  readonly value: Uint8Array
}

export interface DiskState {
  synced: Content
  seen: Content
  /** Every value that was ever handed to the store: ciphertext may lie anywhere for ever. */
  readonly everWritten: Written[]
  /** Counts cuts: what was opened before one is dead after it. */
  life: number
  /** What the next write has to do, asked once per write. */
  readonly nextWrite: () => FailMode | undefined
  /** False: a faulty adapter that forgets to sync. */
  readonly syncs: boolean
}

/** Brings what is seen to the disk. */
export function sync(state: DiskState): void {
  state.synced = copyOf(state.seen)
}

/** Throws for a handle that a power cut or `close` has ended. */
export function checkAlive(state: DiskState, life: number, open: boolean): void {
  if (!open || life !== state.life) throw new StorageError('missing', 'This was closed. Open it again.')
}

export const diskFailure = (): StorageError =>
  new StorageError('unreadable', 'The disk does not answer. Check it, then start again.')

/** Values are never changed in place, so a copy of the maps is a copy. */
export const copyOf = ({ keyring, records }: Content): Content => ({
  keyring: keyring.slice(),
  records: new Map([...records].map(([table, rows]) => [table, new Map(rows)])),
})
