/** Who was introduced by whom. */
import { sameBytes } from '@ebb/protocol'
import type { Conversation } from '../records/conversation.ts'
import type { State } from '../state.ts'
import { handleOf } from './names.ts'

export interface ShownIntroduction {
  readonly number: number
  /** Handles, without `@`: who was introduced, and by whom. */
  readonly name: string
  readonly by: string
  /** Until when it waits, seconds since 1970. */
  readonly ends: number
}

export const showIntroductions = (state: State, now: number): readonly ShownIntroduction[] =>
  [...state.introductions.values()].flatMap(({ number, handle, by, stage, ends }) =>
    stage === 'waiting' && ends > now ? [{ number, name: handle, by: handleOf(state, by), ends }] : [],
  )

/** The first who did; also where nobody has decided yet. */
export function introducerOf(state: State, { contact }: Conversation): string | undefined {
  const account = contact === null ? undefined : state.contacts.get(contact)?.account
  const found = account && [...state.introductions.values()].find((one) => sameBytes(one.account, account))
  return found && handleOf(state, found.by)
}
