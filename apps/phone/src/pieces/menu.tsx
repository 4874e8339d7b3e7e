/** Things to do with something: from below on a phone, at the pointer where there is one. */
import type { ComponentChildren, JSX, TargetedKeyboardEvent } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import type { Point } from './hold.ts'
import { Icon, type IconName } from './icon.tsx'
import { useDialog } from './sheet.tsx'

export interface MenuItem {
  readonly name: string
  readonly icon: IconName
  readonly danger?: boolean
  /** Leads to a question that takes the menu's place: the owner closes it. */
  readonly stays?: boolean
  readonly onChoose: () => void
}

export interface MenuProps {
  /** Spoken. */
  readonly title: string
  readonly items: readonly MenuItem[]
  readonly at?: Point | undefined
  readonly onClose: () => void
  /** What it is about, above the things to do. */
  readonly children?: ComponentChildren
}

export function Menu({ title, items, at, onClose, children }: MenuProps): JSX.Element {
  const dialog = useDialog(onClose)
  useLayoutEffect(() => {
    if (at !== undefined && dialog.ref.current !== null) place(dialog.ref.current, at)
  }, [at])
  return (
    <dialog {...dialog} class={at === undefined ? 'sheet menu' : 'menu menu-at'} aria-label={title} onKeyDown={walk}>
      {children}
      <ul role="menu" aria-label={title} class="menu-list">
        {items.map(({ name, icon, danger, stays, onChoose }) => (
          <li role="none" key={name}>
            <button
              type="button"
              role="menuitem"
              class={danger === true ? 'row row-danger' : 'row'}
              onClick={() => {
                if (stays !== true) onClose()
                onChoose()
              }}
            >
              <Icon name={icon} />
              <span class="row-body">{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </dialog>
  )
}

/** At the pointer, but wholly on the screen. */
function place(dialog: HTMLDialogElement, { x, y }: Point): void {
  const { width, height } = dialog.getBoundingClientRect()
  const margin = 8
  dialog.style.left = `${Math.max(margin, Math.min(x, innerWidth - width - margin))}px`
  dialog.style.top = `${Math.max(margin, Math.min(y, innerHeight - height - margin))}px`
}

/** Arrows walk round the things to do. */
function walk(event: TargetedKeyboardEvent<HTMLDialogElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
  const here = items.indexOf(document.activeElement as HTMLElement)
  const places: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }
  const to = places[event.key]
  if (to === undefined) return
  event.preventDefault()
  items.at(to % items.length)?.focus()
}
