/** The three kinds of lines in settings: one that leads on, one that is switched, one from which one chooses. */
import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'

interface Named {
  readonly icon: IconName
  readonly name: string
  readonly line?: string | undefined
}

export function LinkRow({
  icon,
  name,
  line,
  end,
  onOpen,
}: Named & { readonly end?: string; readonly onOpen: () => void }): JSX.Element {
  return (
    <li>
      <button type="button" class="row" onClick={onOpen}>
        <Icon name={icon} />
        <Body name={name} line={line} />
        <span class="row-end">
          {end}
          <Icon name="forward" small />
        </span>
      </button>
    </li>
  )
}

export interface SwitchRowProps extends Named {
  readonly on: boolean
  readonly disabled?: boolean
  readonly onSwitch: (on: boolean) => void
}

/** Shows what is, not what was tapped: it turns when the change is done. */
export function SwitchRow({ icon, name, line, on, disabled, onSwitch }: SwitchRowProps): JSX.Element {
  const id = useId()
  return (
    <li>
      <label class="row">
        <Icon name={icon} />
        <span class="row-body">
          <span id={id}>{name}</span>
          {line !== undefined && (
            <span class="row-line" id={`${id}-line`}>
              {line}
            </span>
          )}
        </span>
        <input
          type="checkbox"
          role="switch"
          class="switch"
          aria-labelledby={id}
          {...(line === undefined ? {} : { 'aria-describedby': `${id}-line` })}
          checked={on}
          disabled={disabled === true}
          onChange={(event) => {
            const wanted = event.currentTarget.checked
            event.currentTarget.checked = on
            onSwitch(wanted)
          }}
        />
      </label>
    </li>
  )
}

/** `children`: the list to choose from, called `id`. */
export function ChoiceRow({
  icon,
  name,
  line,
  children,
}: Named & { readonly children: (id: string) => ComponentChildren }): JSX.Element {
  const id = useId()
  return (
    <li class="row row-wrapping">
      <Icon name={icon} />
      <span class="row-body">
        <label for={id}>{name}</label>
        {line !== undefined && <span class="row-line">{line}</span>}
      </span>
      {children(id)}
    </li>
  )
}

function Body({ name, line }: Omit<Named, 'icon'>): JSX.Element {
  return (
    <span class="row-body">
      {name}
      {line !== undefined && <span class="row-line">{line}</span>}
    </span>
  )
}
