/** Every invariant, by when it is looked at. */
import { noWarnings, slotsNamed } from './device.ts'
import { channelsAgree, delivered, policiesAgree, queuesEmpty, takenBack } from './ending.ts'
import type { Ending, Invariant, Moment } from './invariant.ts'
import { counted, endsInTime, inOrder, nothingLost, shownOnce } from './messages.ts'

export const momentInvariants: readonly Invariant<Moment>[] = [
  noWarnings,
  shownOnce,
  inOrder,
  endsInTime,
  nothingLost,
  counted,
  slotsNamed,
]
export const endingInvariants: readonly Invariant<Ending>[] = [
  queuesEmpty,
  delivered,
  takenBack,
  policiesAgree,
  channelsAgree,
]

export interface Violation {
  /** The invariant's name. */
  readonly invariant: string
  readonly what: string
}

/** The first violation. Where `planted` names an invariant, its violation is put in first; throws where that is not found. */
export function judge<Seen>(
  invariants: readonly Invariant<Seen>[],
  seen: Seen,
  planted?: string,
): Violation | undefined {
  const sower = invariants.find(({ name }) => name === planted)
  const sown = sower?.plant(seen)
  const looked = sown ?? seen
  for (const { name, check } of invariants) {
    const what = check(looked)
    if (what !== undefined) return { invariant: name, what }
  }
  if (sown !== undefined) throw new Error(`what was planted against ${planted} was not found`)
  return undefined
}
