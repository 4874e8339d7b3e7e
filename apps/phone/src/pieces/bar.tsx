/** The bar at the top of a screen: back, a title, and what else belongs there. */
import type { ComponentChildren, JSX } from 'preact'
import { back } from '../store/route.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'

export interface BarProps {
  readonly title: string
  /** Where back leads; the place before this one unless said. Null: there is no way back. */
  readonly onBack?: (() => void) | null
  /** Buttons at the end. */
  readonly children?: ComponentChildren
}

export function Bar({ title, onBack = back, children }: BarProps): JSX.Element {
  return (
    <div class="bar">
      {onBack !== null && <BackButton onBack={onBack} />}
      <h1 class="bar-title">{title}</h1>
      {children}
    </div>
  )
}

export function BackButton({ onBack = back }: { readonly onBack?: () => void }): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={words.value.talk.back} onClick={() => onBack()}>
      <Icon name="back" />
    </button>
  )
}
