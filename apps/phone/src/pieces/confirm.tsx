/** Asks before something that cannot be taken back. */
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { Sheet } from './sheet.tsx'

export interface ConfirmProps {
  readonly title: string
  readonly text: string
  /** What the button says that does it. */
  readonly yes: string
  readonly danger?: boolean
  readonly onYes: () => void
  readonly onClose: () => void
}

export function Confirm({ title, text, yes, danger, onYes, onClose }: ConfirmProps): JSX.Element {
  const actions = (
    <>
      <button type="button" class="button button-quiet" onClick={onClose}>
        {words.value.talk.cancel}
      </button>
      <button
        type="button"
        class={danger === true ? 'button button-danger' : 'button'}
        onClick={() => {
          onClose()
          onYes()
        }}
      >
        {yes}
      </button>
    </>
  )
  return (
    <Sheet title={title} onClose={onClose} actions={actions}>
      <p>{text}</p>
    </Sheet>
  )
}
