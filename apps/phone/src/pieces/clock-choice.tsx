/** One of the two clocks: the usual lengths, off where it may be, and any other length. */
import type { JSX } from 'preact'
import { useId, useLayoutEffect, useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { choicesUpTo } from './clocks.ts'
import { Icon, type IconName } from './icon.tsx'
import { locale } from './locale.ts'
import { measured, secondsIn, spanName, unitWord, type Unit } from './times.ts'

export interface ClockChoiceProps {
  readonly name: string
  readonly icon: IconName
  readonly text: string
  /** When the choice begins; null: off. */
  readonly value: number | null
  /** The longest, in seconds. */
  readonly bound: number
  readonly off?: boolean
  /** Undefined: what is typed cannot be chosen. */
  readonly onChange: (chosen: number | null | undefined) => void
}

const units: readonly Unit[] = ['second', 'minute', 'hour', 'day', 'week']

export function ClockChoice({ name, icon, text, value, bound, off, onChange }: ClockChoiceProps): JSX.Element {
  const say = words.value.talk
  const group = useId()
  const caption = useId()
  const choices = choicesUpTo(bound)
  const [wanted, choose] = useState<number | null | 'custom'>(
    value === null || choices.includes(value) ? value : 'custom',
  )
  // What no longer fits, because the other clock was made shorter, counts as the longest that does.
  const chosen = typeof wanted === 'number' ? Math.min(wanted, bound) : wanted
  const [custom, setCustom] = useState(() => measured(value ?? 3600))
  const length = chosen === 'custom' ? custom.count * secondsIn(custom.unit) : chosen
  const fits = length === null || (Number.isSafeInteger(length) && length >= 1 && length <= bound)
  // Before it is seen, so that nothing can be set that is refused.
  useLayoutEffect(() => onChange(fits ? length : undefined), [length, fits])
  const pick = (label: string, to: number | null | 'custom'): JSX.Element => (
    <label class="choice" key={label}>
      <input type="radio" name={group} checked={chosen === to} onChange={() => choose(to)} />
      <span>{label}</span>
    </label>
  )
  return (
    <fieldset class="clock-choice" aria-describedby={caption}>
      <legend>
        <Icon name={icon} small />
        {name}
      </legend>
      <p id={caption} class="soft small">
        {text}
      </p>
      <div class="choices">
        {off === true && pick(say.off, null)}
        {choices.map((choice) => pick(spanName(choice, locale.value), choice))}
        {pick(say.custom, 'custom')}
      </div>
      {chosen === 'custom' && (
        <div class="clock-custom">
          <input
            class="input"
            type="number"
            inputmode="numeric"
            min={1}
            step={1}
            aria-label={say.customCount}
            aria-invalid={!fits}
            value={custom.count}
            onInput={(event) => setCustom({ ...custom, count: event.currentTarget.valueAsNumber })}
          />
          <select
            class="input"
            aria-label={say.customUnit}
            value={custom.unit}
            onChange={(event) => setCustom({ ...custom, unit: event.currentTarget.value as Unit })}
          >
            {units.map((unit) => (
              <option key={unit} value={unit}>
                {unitWord(unit, locale.value)}
              </option>
            ))}
          </select>
        </div>
      )}
      {!fits && (
        <p class="field-error" role="alert">
          {say.clockMax(spanName(bound, locale.value))}
        </p>
      )}
    </fieldset>
  )
}
