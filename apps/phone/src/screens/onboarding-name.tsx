/** The second step: who one is here, and what opens it. */
import { isHandle } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useId, useRef, useState } from 'preact/hooks'
import { Icon } from '../pieces/icon.tsx'
import { NewPassphrase, useChoosing } from '../pieces/new-passphrase.tsx'
import { JoinTrouble } from '../pieces/join-trouble.tsx'
import { StepTitle } from '../pieces/step-title.tsx'
import { forward, hasKeys, isLastStep, join, name, passphrase, takeName, trouble } from '../joining/joining.ts'
import { stepOf } from '../joining/steps.ts'
import { words } from '../words/words.ts'
import { uncorrected } from '../pieces/uncorrected.ts'

export function NameStep(): JSX.Element {
  const say = words.value.house.joining
  const [tried, setTried] = useState(false)
  const choosing = useChoosing([name.value, location.hostname], passphrase.value)
  const field = useRef<HTMLInputElement>(null)
  const last = isLastStep.value

  function submit(event: Event): void {
    event.preventDefault()
    setTried(true)
    if (!isHandle(name.value)) return field.current?.focus()
    if (!hasKeys.value) {
      if (choosing.problem === 'differs') return choosing.second.current?.focus()
      if (choosing.problem !== undefined) return choosing.first.current?.focus()
      passphrase.value = choosing.value
    }
    if (last) void join()
    else forward()
  }

  return (
    <form class="stack joining-form" onSubmit={submit}>
      <StepTitle>{hasKeys.value ? say.nameTitleOnly : say.nameTitle}</StepTitle>
      <NameField tried={tried} field={field} />
      {!hasKeys.value && (
        <>
          <NewPassphrase choosing={choosing} label={say.passphrase} tried={tried} />
          <div class="card note note-warn">
            <Icon name="warn" />
            <div class="stack note-body">
              <h2>{say.nobodyRestores}</h2>
              <p class="small">{say.nobodyRestoresText}</p>
            </div>
          </div>
        </>
      )}
      {last && <JoinTrouble />}
      <button type="submit" class="button button-wide">
        {!last ? words.value.house.next : hasKeys.value ? say.joinOnly : say.join}
      </button>
    </form>
  )
}

interface NameFieldProps {
  readonly tried: boolean
  readonly field: { current: HTMLInputElement | null }
}

function NameField({ tried, field }: NameFieldProps): JSX.Element {
  const say = words.value.house.joining
  const id = useId()
  const [left, setLeft] = useState(false)
  const error = problemLine(tried || left)
  return (
    <div class="field">
      <label class="field-name" for={id}>
        {say.name}
      </label>
      <span class="handle-field">
        <span aria-hidden="true">@</span>
        <input
          id={id}
          ref={field}
          type="text"
          dir="ltr"
          value={name.value}
          maxLength={40}
          autocomplete="username"
          autocapitalize="off"
          autocorrect={uncorrected}
          spellcheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-line`}
          onInput={(event) => takeName(event.currentTarget)}
          onBlur={() => setLeft(true)}
        />
      </span>
      <span
        id={`${id}-line`}
        role={error === undefined ? undefined : 'alert'}
        class={error === undefined ? 'field-hint' : 'field-error'}
      >
        {error ?? say.nameHint}
      </span>
    </div>
  )
}

/** What the server said of it, else what is wrong with it as it stands. */
function problemLine(left: boolean): string | undefined {
  const { refusals } = words.value
  const why = trouble.value
  if (why !== undefined && stepOf(why) === 'name') return refusals[why]
  const isBegun = name.value.length > 1 || left
  return isBegun && !isHandle(name.value) && (name.value !== '' || left) ? refusals['bad-name'] : undefined
}
