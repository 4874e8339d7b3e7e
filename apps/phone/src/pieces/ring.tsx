/** The small clock of a message: empties as its time passes, and says the seconds of the last minute. */
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { leftOf, type Ending } from './countdown.ts'
import { useTimeUntil } from './due.ts'
import { locale } from './locale.ts'
import { leftName, unitName } from './times.ts'

/** Circumference of the circle that is drawn, in its own units. */
const round = 2 * Math.PI * 6

export function Ring({ message }: { readonly message: Ending }): JSX.Element {
  const now = useTimeUntil((time) => leftOf(message, time).next)
  const { seconds, sixteenths, close } = leftOf(message, now)
  return (
    <span
      class={close ? 'ring ring-close' : 'ring'}
      role="img"
      aria-label={words.value.talk.left(leftName(seconds, locale.value))}
      title={words.value.talk.left(leftName(seconds, locale.value))}
    >
      <svg
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        stroke-width="2.2"
        aria-hidden="true"
        focusable="false"
      >
        <circle cx="8" cy="8" r="6" opacity="0.3" />
        <circle
          cx="8"
          cy="8"
          r="6"
          stroke-dasharray={`${(round * sixteenths) / 16} ${round}`}
          transform="rotate(-90 8 8)"
        />
      </svg>
      {close && <span aria-hidden="true">{unitName(seconds, 'second', locale.value, 'narrow')}</span>}
    </span>
  )
}
