/** Begins a group: its name, and who is in it. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Bar } from '../pieces/bar.tsx'
import { enterTalk } from '../pieces/enter-talk.ts'
import { PeopleChoice } from '../pieces/people-choice.tsx'
import { say as tell } from '../pieces/snackbar.tsx'
import { addressOf } from '../store/chats.ts'
import { ask, Refusal } from '../store/office.ts'
import { words } from '../words/words.ts'

const longestName = 100

export function NewGroup({ onBack }: { readonly onBack: () => void }): JSX.Element {
  const say = words.value.group
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [working, setWorking] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const create = async (): Promise<void> => {
    if (name.trim() === '' || working) return
    setWorking(true)
    try {
      const done = await ask('command', { do: 'create', name: name.trim(), members: chosen })
      await enterTalk(addressOf(done!.conversation!))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      setWorking(false)
      tell(words.value.refusals[error.why])
    }
  }
  return (
    <div class="screen">
      <Bar title={say.newGroup} onBack={onBack} />
      <div class="scroll">
        <form
          class="page"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void create()
          }}
        >
          <label class="field">
            <span class="field-name">{say.name}</span>
            <input
              ref={field}
              type="text"
              dir="auto"
              autocomplete="off"
              maxLength={longestName}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <PeopleChoice chosen={chosen} onChoose={setChosen} />
          <button type="submit" class="button button-wide" disabled={name.trim() === '' || working}>
            {say.create}
          </button>
          <p class="soft small" role="status">
            {chosen.length === 0 ? say.alone : say.people(chosen.length + 1)}
          </p>
        </form>
      </div>
    </div>
  )
}
