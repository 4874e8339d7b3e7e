/** One short line at the bottom that goes by itself, and is read aloud. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'

interface Said {
  readonly text: string
  /** So that the same words said twice are two. */
  readonly count: number
}

const said = signal<Said | undefined>(undefined)
let leaving: ReturnType<typeof setTimeout> | undefined

/** Shows a line for some seconds. It must hold nothing that somebody wrote: it does not vanish with the message. */
export function say(text: string): void {
  clearTimeout(leaving)
  said.value = { text, count: (said.value?.count ?? 0) + 1 }
  leaving = setTimeout(() => {
    said.value = undefined
  }, 5000)
}

/** Once, in the app. */
export function Snackbar(): JSX.Element {
  const shown = said.value
  return (
    <div class="snackbar-place" role="status" aria-live="polite">
      {shown !== undefined && (
        <p class="snackbar" key={shown.count}>
          {shown.text}
        </p>
      )}
    </div>
  )
}
