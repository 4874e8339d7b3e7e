/** A forgotten passphrase: the truth about it, and the only way on. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { EraseSheet } from './erase-sheet.tsx'
import { Sheet } from './sheet.tsx'

export function Forgotten({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const say = words.value.house.lockScreen
  const [erasing, setErasing] = useState(false)
  if (erasing) return <EraseSheet onClose={onClose} />
  const actions = (
    <>
      <button type="button" class="button button-quiet button-danger" onClick={() => setErasing(true)}>
        {say.eraseInstead}
      </button>
      <button type="button" class="button" onClick={onClose}>
        {words.value.house.tryAgain}
      </button>
    </>
  )
  return (
    <Sheet title={say.forgottenTitle} onClose={onClose} actions={actions}>
      <p>{say.forgottenText}</p>
      <p>{say.forgottenWays}</p>
    </Sheet>
  )
}
