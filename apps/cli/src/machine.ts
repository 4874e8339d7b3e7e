/** What the commands need of the machine they run on. Chosen in main.ts, and only there. */
import type { Clock, EngineParts, Keyring, Line, Pieces, Store } from '@ebb/engine'

export interface Machine {
  readonly clock: Clock
  readonly random: EngineParts['random']
  readonly line: Line
  readonly mls: EngineParts['mls']
  /** Whether somebody has an account in this folder, or began to make one. */
  isHome(dir: string): Promise<boolean>
  /** Throws StorageError. */
  openHome(dir: string, create: boolean): Promise<OpenHome>
}

interface OpenHome {
  readonly store: Store
  readonly keyring: Keyring
  readonly pieces: Pieces
  close(): Promise<void>
}
