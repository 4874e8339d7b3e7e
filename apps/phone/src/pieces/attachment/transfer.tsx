/** How far an attachment is on its way, and what can be done about it. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { fetchAttachment, fetchingOf, stopFetching } from '../../store/attachments.ts'
import { words } from '../../words/words.ts'
import { order } from '../arrange.ts'
import { Icon, type IconName } from '../icon.tsx'
import { locale } from '../locale.ts'
import { sizeName } from '../sizes.ts'

/** Circumference of the circle that is drawn, in its own units. */
const round = 2 * Math.PI * 10

export interface TransferState {
  /** From 0 to 1; undefined: nothing is under way. */
  readonly done: number | undefined
  readonly icon: IconName
  readonly name: string
  readonly act: () => void
}

/** Undefined: all of it is here, and the server has it where it is one's own. */
export function transferOf(to: string, { number, attachment }: ShownMessage): TransferState | undefined {
  if (attachment === undefined) return undefined
  const say = words.value.attachment
  const { put, here, size } = attachment
  if (put !== undefined)
    return {
      done: put,
      icon: 'close',
      name: say.stopSending,
      act: () => void order({ do: 'delete', to, message: number, forEveryone: true }),
    }
  if (here === 1) return undefined
  const state = fetchingOf(to, number)
  if (state === 'coming')
    return { done: here, icon: 'close', name: say.stopFetching, act: () => void stopFetching(to, number) }
  const act = (): void => void fetchAttachment(to, number)
  const told = sizeName(size, locale.value)
  return state === undefined
    ? { done: undefined, icon: 'install', name: say.fetch(told), act }
    : { done: undefined, icon: 'retry', name: say.fetchAgain(told), act }
}

export function TransferButton({ state }: { readonly state: TransferState }): JSX.Element {
  const { done, icon, name, act } = state
  return (
    <button type="button" class="transfer" aria-label={name} onClick={act}>
      {done !== undefined && (
        <svg class="transfer-ring" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <circle cx="12" cy="12" r="10" opacity="0.3" />
          <circle
            cx="12"
            cy="12"
            r="10"
            stroke-dasharray={`${round * Math.max(0.04, done)} ${round}`}
            transform="rotate(-90 12 12)"
          />
        </svg>
      )}
      <Icon name={icon} small />
    </button>
  )
}

/** Why it is not here, in words. */
export function TransferTrouble({
  to,
  message,
}: {
  readonly to: string
  readonly message: number
}): JSX.Element | null {
  const state = fetchingOf(to, message)
  if (state === undefined || state === 'coming') return null
  return (
    <p class="transfer-trouble small" role="status">
      {words.value.refusals[state]}
    </p>
  )
}
