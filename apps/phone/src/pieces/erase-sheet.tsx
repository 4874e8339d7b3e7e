/** Erasing this device: says what goes, and wants a word written before it does it. */
import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import type { PhoneRefusal } from '../boundary.ts'
import { erase } from '../store/house.ts'
import { Refusal } from '../store/office.ts'
import { words } from '../words/words.ts'
import { Sheet } from './sheet.tsx'
import { Working } from './working.tsx'
import { uncorrected } from './uncorrected.ts'

export function EraseSheet({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const say = words.value.house.erase
  const id = useId()
  const [written, setWritten] = useState('')
  const [at, setAt] = useState<'asking' | 'erasing' | PhoneRefusal>('asking')
  const confirmed = written.trim().toLowerCase() === say.word.toLowerCase()

  async function eraseAll(): Promise<void> {
    setAt('erasing')
    try {
      await erase()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      setAt(error.why)
    }
  }

  const actions = (
    <>
      <button type="button" class="button button-quiet" onClick={onClose}>
        {words.value.talk.cancel}
      </button>
      <button type="submit" form={id} class="button button-danger" disabled={!confirmed}>
        {say.yes}
      </button>
    </>
  )
  if (at === 'erasing')
    return (
      <Sheet title={say.title} onClose={onClose}>
        <Working text={say.erasing} />
      </Sheet>
    )
  return (
    <Sheet title={say.title} onClose={onClose} actions={actions}>
      <p>{say.text}</p>
      <p>{say.others}</p>
      {at !== 'asking' && (
        <p class="banner banner-danger joining-note" role="alert">
          {words.value.refusals[at]}
        </p>
      )}
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault()
          if (confirmed) void eraseAll()
        }}
      >
        <label class="field">
          <span class="field-name">{say.type(say.word)}</span>
          <input
            type="text"
            dir="auto"
            value={written}
            autocomplete="off"
            autocapitalize="off"
            autocorrect={uncorrected}
            spellcheck={false}
            onInput={(event) => setWritten(event.currentTarget.value)}
          />
        </label>
      </form>
    </Sheet>
  )
}
