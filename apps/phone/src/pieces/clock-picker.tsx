/** Chooses both clocks, for a conversation or for one message, and says what they do and what they do not. */
import type { Clocks } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { ClockChoice } from './clock-choice.tsx'
import { boundedBySending } from './clocks.ts'
import { Sheet } from './sheet.tsx'

export interface ClockPickerProps {
  readonly title: string
  readonly text: string
  readonly clocks: Clocks
  /** The longest that may be chosen. `afterRead` not null: it cannot be switched off. */
  readonly bound: Clocks
  readonly onSet: (clocks: Clocks) => void
  /** Back to what holds without a choice of one's own. */
  readonly onReset?: (() => void) | undefined
  readonly onClose: () => void
}

export function ClockPicker({ title, text, clocks, bound, onSet, onReset, onClose }: ClockPickerProps): JSX.Element {
  const say = words.value.talk
  // Undefined while what is typed is no length that may be chosen.
  const [ceiling, setCeiling] = useState<number | undefined>(clocks.ceiling)
  const [afterRead, setAfterRead] = useState<number | null | undefined>(clocks.afterRead)
  const readBound = Math.min(bound.afterRead ?? bound.ceiling, ceiling ?? bound.ceiling)
  const ready = ceiling !== undefined && afterRead !== undefined
  const set = (): void => {
    if (!ready) return
    onClose()
    onSet(boundedBySending({ ceiling, afterRead }))
  }
  const actions = (
    <>
      {onReset === undefined ? (
        <button type="button" class="button button-quiet" onClick={onClose}>
          {say.cancel}
        </button>
      ) : (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            onClose()
            onReset()
          }}
        >
          {say.likeConversation}
        </button>
      )}
      <button type="button" class="button" disabled={!ready} onClick={set}>
        {say.setClocks}
      </button>
    </>
  )
  return (
    <Sheet title={title} onClose={onClose} actions={actions}>
      <p class="soft small">{text}</p>
      <ClockChoice
        name={say.fromSending}
        icon="clock"
        text={say.fromSendingText}
        value={clocks.ceiling}
        bound={bound.ceiling}
        onChange={(chosen) => setCeiling(chosen ?? undefined)}
      />
      <ClockChoice
        name={say.fromReading}
        icon="eye"
        text={say.fromReadingText}
        value={clocks.afterRead}
        bound={readBound}
        off={bound.afterRead === null}
        onChange={setAfterRead}
      />
      <p class="clock-limits">{say.clocksLimits}</p>
    </Sheet>
  )
}
