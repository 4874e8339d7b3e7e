/**
 * Where a device keeps its encrypted records: SQLite in Node, IndexedDB in browsers. Values are ciphertext always; a
 * store needs no secrecy, only order and durability. Keys are safe integers, so that neighbours lie side by side.
 */
export const tables = ['meta', 'pages', 'buckets', 'messages'] as const
export type TableName = (typeof tables)[number]

/** `value` undefined: the record goes. */
export interface StoreChange {
  readonly table: TableName
  readonly key: number
  readonly value: Uint8Array | undefined
}

export interface StoreRange {
  /** First key, included. */
  readonly from: number
  /** Last key, included. */
  readonly to: number
  readonly limit?: number
  /** Last key first. */
  readonly backwards?: boolean
}

export const everything: StoreRange = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }

export interface StoredRecord {
  readonly key: number
  readonly value: Uint8Array
}

/**
 * Promises: `commit` is all or nothing, and when it resolves, the changes survive a loss of power. A commit that
 * rejects may or may not have happened (its report can be lost): whoever called opens the store anew before going on.
 * Reads see every commit that resolved before they were called. Nothing else has the store open meanwhile.
 */
export interface Store {
  range(table: TableName, range: StoreRange): Promise<readonly StoredRecord[]>
  /** What lies in each of them, all at one moment. */
  ranges(table: TableName, ranges: readonly StoreRange[]): Promise<readonly (readonly StoredRecord[])[]>
  commit(changes: readonly StoreChange[]): Promise<void>
  close(): Promise<void>
}

/** Why a store or a keyring cannot be used. The message says what to do, and names no content. */
export type StorageRefusal = 'in-use' | 'corrupt' | 'newer' | 'disk-full' | 'unreadable' | 'missing'
export class StorageError extends Error {
  readonly why: StorageRefusal
  constructor(why: StorageRefusal, message: string) {
    super(message)
    this.name = 'StorageError'
    this.why = why
  }
}
