/** An invariant and the violation planted to prove that it bites. */
import type { EngineEvent, State } from '@ebb/engine'
import type { ForgettingDisk } from '../disk/forgetting-disk.ts'
import type { Glimpse, Ledger } from '../ledger.ts'

/** Looked at whenever something has changed at somebody's device. */
export interface Moment {
  readonly glimpse: Glimpse
  readonly ledger: Ledger
  readonly disk: ReturnType<ForgettingDisk['snapshot']>
  /** Seconds since this device had last seen everything that lay at the server. */
  readonly away: number
  /** What the device has told since the moment before. */
  readonly heard: readonly EngineEvent[]
}

/** Looked at once everybody is online and nothing is under way. */
export interface Ending {
  readonly ledger: Ledger
  /** The world's clock. */
  readonly now: number
  /** Seconds by which clocks may differ. */
  readonly slack: number
  readonly glimpses: readonly Glimpse[]
  readonly chats: ReadonlyMap<
    string,
    ReadonlyMap<string, { readonly ceiling: number; readonly afterRead: number | null; readonly queued: number }>
  >
  readonly states: ReadonlyMap<string, State>
}

export interface Invariant<Seen> {
  readonly name: string
  /** What is wrong, or undefined. */
  readonly check: (seen: Seen) => string | undefined
  /** The same with a violation in it; undefined where there is nothing to violate yet. */
  readonly plant: (seen: Seen) => Seen | undefined
}
