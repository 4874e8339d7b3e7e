/** A field for a passphrase that can be shown while it is written. */
import type { JSX, RefObject } from 'preact'
import { useId } from 'preact/hooks'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { uncorrected } from './uncorrected.ts'

export interface PassphraseFieldProps {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly shown: boolean
  readonly onShown: (shown: boolean) => void
  /** For password managers. */
  readonly kind: 'current-password' | 'new-password'
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly readOnly?: boolean
  readonly field?: RefObject<HTMLInputElement | null>
}

export function PassphraseField(props: PassphraseFieldProps): JSX.Element {
  const { label, value, shown, hint, error } = props
  const { show, hide } = words.value.house
  const id = useId()
  return (
    <div class="field">
      <label class="field-name" for={id}>
        {label}
      </label>
      <span class="secret">
        <input
          id={id}
          ref={props.field ?? null}
          type={kindOf(shown)}
          dir="auto"
          value={value}
          // What a plain field holds, browsers write into the session that they restore.
          autocomplete={shown ? 'off' : props.kind}
          autocapitalize="off"
          autocorrect={uncorrected}
          spellcheck={false}
          readOnly={props.readOnly === true}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-line`}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
        <button
          type="button"
          class="icon-button secret-eye"
          aria-label={shown ? hide : show}
          aria-pressed={shown}
          onClick={() => props.onShown(!shown)}
        >
          <Icon name={shown ? 'eye-off' : 'eye'} />
        </button>
      </span>
      <span
        id={`${id}-line`}
        role={error === undefined ? undefined : 'alert'}
        class={error === undefined ? 'field-hint' : 'field-error'}
      >
        {error ?? hint}
      </span>
    </div>
  )
}

/** The compiler's library has one shape for each type of field and none for a field that changes. */
const kindOf = (shown: boolean): 'password' => (shown ? 'text' : 'password') as 'password'
