/** Links into a group and who asks, as administrators see them; and what somebody has asked for by links. */
import { hex, type KnockOutcome } from '@ebb/protocol'
import { isOpen } from '../records/entrance.ts'
import type { State } from '../state.ts'
import { handleOf } from './names.ts'

export interface ShownLink {
  /** Names it in commands. */
  readonly link: string
  /** Handle of who has made it, without `@`. */
  readonly by: string
  readonly ends: number
  readonly approval: boolean
  readonly most: number
  readonly used: number
  /** The link itself, on the device that has made it. */
  readonly text: string | undefined
}

export interface ShownEntrance {
  /** Those that lead in now. */
  readonly links: readonly ShownLink[]
  /** Handles of who waits for an administrator, in the order in which they asked. */
  readonly asking: readonly string[]
}

/** What this account has asked for. `asked`: nobody has answered. */
export interface ShownKnock {
  readonly number: number
  /** Of the group, as the link calls it. */
  readonly name: string
  readonly by: string
  readonly ends: number
  readonly state: 'asked' | KnockOutcome
}

export function showEntrance(state: State, number: number, wall: number): ShownEntrance {
  const links = (state.entrances.get(number)?.links ?? []).filter((one) => isOpen(one, wall))
  return {
    links: links.map(({ hash, by, ends, approval, most, used, text }) => ({
      link: hex(hash),
      by: handleOf(state, by),
      ends,
      approval,
      most,
      used: used.length,
      text: text ?? undefined,
    })),
    asking: waiting(state, number).map(({ account }) => handleOf(state, account)),
  }
}

export const askingAt = (state: State, number: number): number => waiting(state, number).length

const waiting = ({ entrances }: State, number: number) =>
  (entrances.get(number)?.knocks ?? []).filter(({ stage }) => stage === 'waiting')

/** One that nobody has answered when the link ended is over. */
export const showKnocks = (state: State, wall: number): readonly ShownKnock[] =>
  [...state.knocks.values()].map(({ number, name, admins, ends, outcome }) => ({
    number,
    name,
    by: handleOf(state, admins[0]!),
    ends,
    state: outcome ?? (ends <= wall ? 'expired' : 'asked'),
  }))
