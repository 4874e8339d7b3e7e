/** What an administrator is asked: whom to add, and how a group is called. */
import type { ShownChat, ShownMember } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { PeopleChoice } from './people-choice.tsx'
import { Sheet } from './sheet.tsx'

export interface AddPeopleProps {
  readonly to: string
  readonly members: readonly ShownMember[]
  readonly onClose: () => void
}

export function AddPeople({ to, members, onClose }: AddPeopleProps): JSX.Element {
  const say = words.value.group
  const [chosen, setChosen] = useState<readonly string[]>([])
  const add = (): void => {
    if (chosen.length > 0) void order({ do: 'add', to, members: chosen })
    onClose()
  }
  return (
    <Sheet
      title={say.add}
      onClose={onClose}
      actions={<Actions yes={say.addByName} ready={chosen.length > 0} onYes={add} onClose={onClose} />}
    >
      <PeopleChoice chosen={chosen} without={members.map(({ name }) => name)} onChoose={setChosen} />
    </Sheet>
  )
}

export function RenameGroup({
  chat,
  onClose,
}: {
  readonly chat: ShownChat
  readonly onClose: () => void
}): JSX.Element {
  const { talk, group: say } = words.value
  const [name, setName] = useState(chat.name)
  const ready = name.trim() !== ''
  const save = (): void => {
    if (!ready) return
    if (name.trim() !== chat.name) void order({ do: 'shape', to: chat.with, name: name.trim() })
    onClose()
  }
  return (
    <Sheet
      title={say.rename}
      onClose={onClose}
      actions={<Actions yes={talk.save} ready={ready} onYes={save} onClose={onClose} />}
    >
      <label class="field">
        <span class="field-name">{say.name}</span>
        <input
          type="text"
          dir="auto"
          autocomplete="off"
          autofocus
          maxLength={100}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
    </Sheet>
  )
}

function Actions({
  yes,
  ready,
  onYes,
  onClose,
}: {
  readonly yes: string
  readonly ready: boolean
  readonly onYes: () => void
  readonly onClose: () => void
}): JSX.Element {
  return (
    <>
      <button type="button" class="button button-quiet" onClick={onClose}>
        {words.value.talk.cancel}
      </button>
      <button type="button" class="button" aria-disabled={!ready} onClick={onYes}>
        {yes}
      </button>
    </>
  )
}
