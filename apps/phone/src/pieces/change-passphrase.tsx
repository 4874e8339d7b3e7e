/** Another passphrase for the same keys. */
import type { JSX } from 'preact'
import { useId, useRef, useState } from 'preact/hooks'
import type { PhoneRefusal } from '../boundary.ts'
import { me } from '../store/house.ts'
import { ask, Refusal } from '../store/office.ts'
import { words } from '../words/words.ts'
import { NewPassphrase, useChoosing } from './new-passphrase.tsx'
import { PassphraseField } from './passphrase-field.tsx'
import { Sheet } from './sheet.tsx'
import { say as tell } from './snackbar.tsx'

export function ChangePassphrase({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const say = words.value.house.change
  const id = useId()
  const [old, setOld] = useState('')
  const [shown, setShown] = useState(false)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<PhoneRefusal | undefined>(undefined)
  const choosing = useChoosing([me.value?.handle ?? '', location.hostname])
  const field = useRef<HTMLInputElement>(null)

  async function change(): Promise<void> {
    setTried(true)
    if (busy) return
    if (old === '') return field.current?.focus()
    if (choosing.problem === 'differs') return choosing.second.current?.focus()
    if (choosing.problem !== undefined) return choosing.first.current?.focus()
    setBusy(true)
    const why = await rekey(old, choosing.value)
    setBusy(false)
    setFailed(why)
    if (why !== undefined) return field.current?.select()
    onClose()
    return tell(say.changed)
  }

  const actions = (
    <>
      <button type="button" class="button button-quiet" onClick={onClose}>
        {words.value.talk.cancel}
      </button>
      <button type="submit" form={id} class="button" aria-disabled={busy}>
        {busy && <span class="spinner spinner-small" />}
        {busy ? say.changing : say.change}
      </button>
    </>
  )
  return (
    <Sheet title={say.title} onClose={onClose} actions={actions}>
      <form
        id={id}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void change()
        }}
      >
        <PassphraseField
          label={say.old}
          kind="current-password"
          value={old}
          shown={shown}
          field={field}
          error={failed === undefined ? undefined : words.value.refusals[failed]}
          onShown={setShown}
          onValue={(value) => {
            setOld(value)
            setFailed(undefined)
          }}
        />
        <NewPassphrase choosing={choosing} label={say.fresh} tried={tried} />
        <p class="soft small">{say.text}</p>
      </form>
    </Sheet>
  )
}

async function rekey(old: string, fresh: string): Promise<PhoneRefusal | undefined> {
  try {
    await ask('passphrase', { old, fresh })
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.why
    throw error
  }
}
