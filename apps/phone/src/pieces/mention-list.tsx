/** Members of a group to choose from while an `@` is being written. The field keeps the focus; arrows walk, Enter takes. */
import type { JSX, RefObject } from 'preact'
import { useEffect, useId, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { ask } from '../store/office.ts'
import { words } from '../words/words.ts'
import { Avatar } from './avatar.tsx'
import type { Naming } from './naming.ts'

export interface MentionListProps {
  readonly to: string
  readonly naming: Naming
  readonly field: RefObject<HTMLTextAreaElement | null>
  /** Where it hears what is pressed in the field. */
  readonly keys: { current: ((event: KeyboardEvent) => boolean) | undefined }
  readonly onChoose: (handle: string) => void
}

/** A screen holds no more. */
const most = 50

export function MentionList({ to, naming, field, keys, onChoose }: MentionListProps): JSX.Element | null {
  const say = words.value.kinds
  const id = useId()
  const [members, setMembers] = useState<readonly string[]>([])
  const [at, setAt] = useState(0)
  const [closed, setClosed] = useState(-1)
  useEffect(() => {
    void ask('members', { to }).then((all) =>
      setMembers(all.filter(({ mine, state }) => !mine && state === 'in').map(({ name }) => name)),
    )
  }, [to])
  const found = useMemo(() => {
    const begins = members.filter((name) => name.startsWith(naming.typed))
    const holds = members.filter((name) => !name.startsWith(naming.typed) && name.includes(naming.typed))
    return [...begins, ...holds].slice(0, most)
  }, [members, naming.typed])
  useEffect(() => setAt(0), [naming.typed])
  const open = found.length > 0 && closed !== naming.from
  const current = Math.min(at, found.length - 1)
  const optionId = (place: number): string => `${id}-${place}`

  keys.current = (event) => {
    if (!open || event.isComposing) return false
    const places: Record<string, number> = { ArrowDown: current + 1, ArrowUp: current - 1 }
    const place = places[event.key]
    if (place !== undefined) setAt((place + found.length) % found.length)
    else if (event.key === 'Escape') setClosed(naming.from)
    else if (event.key === 'Enter' || event.key === 'Tab') onChoose(found[current]!)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  // What the field says of it to whoever listens (ARIA 1.2, a text field with a list of completions).
  useLayoutEffect(() => {
    const area = field.current
    if (area === null || !open) return undefined
    area.setAttribute('aria-autocomplete', 'list')
    area.setAttribute('aria-haspopup', 'listbox')
    area.setAttribute('aria-controls', id)
    area.setAttribute('aria-activedescendant', optionId(current))
    document.getElementById(optionId(current))?.scrollIntoView({ block: 'nearest' })
    return () => {
      for (const name of ['autocomplete', 'haspopup', 'controls', 'activedescendant'])
        area.removeAttribute(`aria-${name}`)
    }
  }, [open, current, found])
  useEffect(
    () => () => {
      keys.current = undefined
    },
    [],
  )
  return (
    <>
      <p class="unseen" role="status">
        {open && `${say.mentionWhom}: ${say.mentionFound(found.length)}`}
      </p>
      {open && (
        <ul class="mention-list" role="listbox" id={id} aria-label={say.mentionWhom}>
          {found.map((name, place) => (
            <li
              key={name}
              id={optionId(place)}
              role="option"
              class="row"
              aria-selected={place === current}
              // The field keeps the focus, and a phone its keyboard.
              onPointerDown={(event) => event.preventDefault()}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(name)}
            >
              <Avatar name={name} size="small" />
              <bdi class="row-body">{name}</bdi>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
