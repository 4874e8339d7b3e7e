/**
 * The one fixed-size file of a device that holds keys: 32,768 slots of 64 bytes, allocated at once, overwritten in
 * place. An ordinary file in Node, an OPFS file in browsers. It knows nothing of what its slots mean.
 */
export const slotCount = 32_768
export const slotSize = 64

export interface SlotWrite {
  /** 0 to slotCount - 1. */
  readonly slot: number
  /** Exactly slotSize bytes; zeros where nothing is. */
  readonly bytes: Uint8Array
}

/**
 * Promises: `write` overwrites the slots in place, flushes to the disk and reads back what it wrote before it resolves;
 * nothing else of the file changes. One that rejects may have done any part of it. A slot is never torn in the sense
 * that matters: what half-written bytes hold opens with no key.
 */
export interface Keyring {
  /** The whole file, slotCount × slotSize bytes. */
  readAll(): Promise<Uint8Array>
  write(slots: readonly SlotWrite[]): Promise<void>
  close(): Promise<void>
}
