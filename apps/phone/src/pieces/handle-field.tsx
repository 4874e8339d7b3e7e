/** Where somebody's name is written. */
import type { JSX, Ref } from 'preact'
import { uncorrected } from './uncorrected.ts'

export interface HandleFieldProps {
  readonly id: string
  readonly typed: string
  readonly wrong: boolean
  /** Id of the line that explains it. */
  readonly hint: string
  /** What the keyboard calls its last key. */
  readonly enter: 'go' | 'done'
  readonly field?: Ref<HTMLInputElement>
  readonly onType: (typed: string) => void
  /** Enter, where it does not send a form. */
  readonly onEnter?: () => void
}

export function HandleField({ id, typed, wrong, hint, enter, field, onType, onEnter }: HandleFieldProps): JSX.Element {
  return (
    <span class="handle-field">
      <span aria-hidden="true">@</span>
      <input
        id={id}
        ref={field ?? null}
        dir="ltr"
        type="text"
        autocomplete="off"
        autocapitalize="none"
        autocorrect={uncorrected}
        spellcheck={false}
        enterkeyhint={enter}
        maxLength={40}
        aria-describedby={hint}
        aria-invalid={wrong}
        value={typed}
        onInput={(event) => onType(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || onEnter === undefined || handleIn(typed) === '') return
          event.preventDefault()
          onEnter()
        }}
      />
    </span>
  )
}

/** What was meant: phones like to begin with a capital, and people with the `@` that they were told. */
export const handleIn = (typed: string): string => typed.trim().replace(/^@/, '').toLowerCase()
