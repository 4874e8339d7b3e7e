/** Something about a conversation that is switched on or off. */
import type { JSX } from 'preact'
import { Icon, type IconName } from './icon.tsx'

interface ToggleProps {
  readonly icon: IconName
  readonly name: string
  readonly on: boolean
  readonly onToggle: () => void
}

export function Toggle({ icon, name, on, onToggle }: ToggleProps): JSX.Element {
  return (
    <li>
      <label class="row">
        <Icon name={icon} />
        <span class="row-body">{name}</span>
        <input type="checkbox" role="switch" class="switch" checked={on} onChange={onToggle} />
      </label>
    </li>
  )
}
