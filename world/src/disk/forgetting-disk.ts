/**
 * A disk in memory with the ports Store and Keyring on it. It forgets what was not synced when the power is cut, fails
 * at a chosen write, and hands out copies as somebody would take them who holds the device.
 */
import { slotCount, slotSize, StorageError, tables, type Keyring, type Store } from '@ebb/engine/ports'
import { copyOf, type Content, type DiskState, type FailMode, type Written } from './disk-state.ts'
import { keyringOn } from './keyring-on-disk.ts'
import { storeOn } from './store-on-disk.ts'

export interface DiskOptions {
  readonly slots?: number
  readonly syncs?: boolean
}

export interface ForgettingDisk {
  /** Throws StorageError `in-use` while an earlier pair is open. */
  open(): { readonly store: Store; readonly keyring: Keyring }
  /** The power goes: what was opened is dead, what was not synced is forgotten. */
  cut(): void
  /** The write after `after` more ones fails. */
  failAfter(after: number, mode: FailMode): void
  /** Writes so far, those that failed included. */
  writes(): number
  /** The keyring as it lies there, and every value that the store was ever given. */
  copy(): { readonly keyring: Uint8Array; readonly values: readonly Written[] }
  /** The whole disk at this moment, which `restore` brings back: a copy taken earlier. */
  snapshot(): Content
  restore(content: Partial<Content>): void
}

export function createForgettingDisk({ slots = slotCount, syncs = true }: DiskOptions = {}): ForgettingDisk {
  const empty: Content = {
    keyring: new Uint8Array(slots * slotSize),
    records: new Map(tables.map((table) => [table, new Map()])),
  }
  let writes = 0
  let failure: { at: number; mode: FailMode } | undefined
  let openParts = 0
  const state: DiskState = {
    synced: empty,
    seen: copyOf(empty),
    everWritten: [],
    life: 0,
    syncs,
    nextWrite: () => {
      const mode = failure?.at === writes ? failure.mode : undefined
      writes += 1
      return mode
    },
  }
  const cut = (): void => {
    state.life += 1
    state.seen = copyOf(state.synced)
    openParts = 0
    failure = undefined
  }
  return {
    open() {
      if (openParts > 0) throw new StorageError('in-use', 'This disk is open already.')
      openParts = 2
      const life = state.life
      const closed = (): void => {
        if (life === state.life) openParts -= 1
      }
      return { store: storeOn(state, closed), keyring: keyringOn(state, closed) }
    },
    cut,
    failAfter(after, mode) {
      failure = { at: writes + after, mode }
    },
    writes: () => writes,
    copy: () => ({ keyring: state.synced.keyring.slice(), values: [...state.everWritten] }),
    snapshot: () => copyOf(state.synced),
    restore(content) {
      state.synced = copyOf({ ...state.synced, ...content })
      cut()
    },
  }
}
