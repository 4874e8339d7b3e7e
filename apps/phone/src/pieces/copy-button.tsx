/** Copies a text that is no secret of a conversation, and says so. */
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { say } from './snackbar.tsx'

export interface CopyButtonProps {
  readonly text: string
  readonly label: string
  /** Only its picture is seen. */
  readonly bare?: boolean
}

export function CopyButton({ text, label, bare }: CopyButtonProps): JSX.Element {
  return bare === true ? (
    <button type="button" class="icon-button" aria-label={label} onClick={() => void copy(text)}>
      <Icon name="copy" />
    </button>
  ) : (
    <button type="button" class="button button-quiet" onClick={() => void copy(text)}>
      <Icon name="copy" />
      {label}
    </button>
  )
}

async function copy(text: string): Promise<void> {
  const { copied, copyFailed } = words.value.house
  // Undefined where the page is not secure, refused where the browser asks and the person says no.
  const clipboard = navigator.clipboard as Clipboard | undefined
  const done = await clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  say(done === true ? copied : copyFailed)
}
