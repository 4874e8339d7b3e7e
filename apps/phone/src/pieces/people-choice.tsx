/** Choosing people: those one knows from a list, others by their names. */
import { isHandle } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import { allChats } from '../store/chats.ts'
import { me } from '../store/house.ts'
import { words } from '../words/words.ts'
import { Avatar } from './avatar.tsx'
import { HandleField, handleIn } from './handle-field.tsx'
import { Icon } from './icon.tsx'

export interface PeopleChoiceProps {
  readonly chosen: readonly string[]
  /** Who cannot be chosen: they are in already. */
  readonly without?: readonly string[]
  readonly onChoose: (chosen: readonly string[]) => void
}

export function PeopleChoice({ chosen, without = [], onChoose }: PeopleChoiceProps): JSX.Element {
  const { talk, group: say } = words.value
  const [id, hint] = [useId(), useId()]
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<string | undefined>(undefined)
  const handle = handleIn(typed)
  const known = allChats.value
    .filter((chat) => chat.group === undefined && !chat.blocked && !without.includes(chat.with))
    .map((chat) => chat.with)
  const people = [...chosen.filter((name) => !known.includes(name)), ...known]
  const shown = people.filter((name) => chosen.includes(name) || name.includes(handle)).slice(0, 200)
  const turn = (name: string): void =>
    onChoose(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name])
  const add = (): void => {
    if (handle === me.value?.handle || without.includes(handle)) return setTyped('')
    if (!isHandle(handle)) return setWrong(talk.badName)
    if (!chosen.includes(handle)) onChoose([...chosen, handle])
    setTyped('')
  }
  return (
    <>
      <div class="field">
        <label class="field-name" for={id}>
          {say.addName}
        </label>
        <span class="handle-field-beside">
          <HandleField
            id={id}
            typed={typed}
            wrong={wrong !== undefined}
            hint={hint}
            enter="done"
            onType={(text) => {
              setTyped(text)
              setWrong(undefined)
            }}
            onEnter={add}
          />
          <button type="button" class="button button-quiet" disabled={handle === ''} onClick={add}>
            {say.addByName}
          </button>
        </span>
      </div>
      <p id={hint} class={wrong === undefined ? 'field-hint' : 'field-error'} role="status">
        {wrong ?? say.whoHint}
      </p>
      {shown.length > 0 && (
        <ul class="group people" aria-label={say.who}>
          {shown.map((name) => (
            <li key={name}>
              <label class="row">
                <Avatar name={name} size="small" />
                <span class="row-body">
                  <bdi>{name}</bdi>
                </span>
                <input
                  type="checkbox"
                  class="tick"
                  aria-label={name}
                  checked={chosen.includes(name)}
                  onChange={() => turn(name)}
                />
                <span class="tick-box" aria-hidden="true">
                  <Icon name="check" small />
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
