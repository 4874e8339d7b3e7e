/** Both clocks in little: `4w`, and beside an eye what reading leaves of it. */
import type { Clocks } from '@ebb/protocol'
import type { JSX } from 'preact'
import { preferences } from '../store/preferences.ts'
import { Icon } from './icon.tsx'
import { locale } from './locale.ts'
import { spanName } from './times.ts'

export interface ClockChipProps {
  readonly clocks: Clocks
  /** Spoken: what it says and that it can be changed. */
  readonly label: string
  /** Differs from the conversation's. */
  readonly own?: boolean
  readonly onOpen: () => void
}

export function ClockChip({ clocks, label, own, onOpen }: ClockChipProps): JSX.Element {
  const { ceiling, afterRead } = clocks
  return (
    <button
      type="button"
      class={own === true ? 'clock-chip clock-chip-own' : 'clock-chip'}

      onClick={onOpen}
    >
      <span class="unseen">{label}</span>
      <span class="clock-part" aria-hidden="true">
        <Icon name="clock" small />
        <span class="clock-word">{little(ceiling)}</span>
      </span>
      {afterRead !== null && (
        <span class="clock-part" aria-hidden="true">
          <Icon name="eye" small />
          <span class="clock-word">{little(afterRead)}</span>
        </span>
      )}
    </button>
  )
}

/** One letter says enough where languages are used to it; Arabic is not. */
const little = (length: number): string =>
  spanName(length, locale.value, preferences.value.language === 'ar' ? 'short' : 'narrow')
