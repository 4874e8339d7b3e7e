/** What can be seen of a house that is not open: that is little, and it is known before anything that opens one has been loaded. */
import type { House, PrfHint } from '../boundary.ts'

export interface Outside {
  /** Throws StorageError. */
  isHome(): Promise<boolean>
  readonly hint: { read(): Promise<PrfHint | null> }
}

/** Throws StorageError. */
export const seenFromOutside = async (of: Outside): Promise<House> =>
  (await of.isHome()) ? { at: 'locked', prf: await of.hint.read() } : { at: 'empty' }
