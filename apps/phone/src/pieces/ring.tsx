/** The small clock of a message: empties as its time passes, and says the seconds of the last minute. */
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { leftOf, type Ending } from './countdown.ts'
import { useTimeUntil } from './due.ts'
import { locale } from './locale.ts'
import { leftName, unitName } from './times.ts'

export function Ring({ message }: { readonly message: Ending }): JSX.Element {
  const now = useTimeUntil((time) => leftOf(message, time).next)
  const { seconds, sixteenths, close } = leftOf(message, now)
  const name = words.value.talk.left(leftName(seconds, locale.value))
  return (
    <span class={close ? 'ring ring-close' : 'ring'} role="img" aria-label={name} title={name}>
      <span class="ring-drawn" style={{ '--left': sixteenths / 16 }} />
      {close && <span aria-hidden="true">{unitName(seconds, 'second', locale.value, 'narrow')}</span>}
    </span>
  )
}
