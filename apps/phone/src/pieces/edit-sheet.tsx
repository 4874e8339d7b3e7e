/** Another text for a message that was sent. What it said before stays to be seen, at both sides, as long as it lives. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { Sheet } from './sheet.tsx'
import { bytesTooMany } from './text-length.ts'

export interface EditSheetProps {
  readonly to: string
  readonly message: ShownMessage
  readonly onClose: () => void
}

export function EditSheet({ to, message, onClose }: EditSheetProps): JSX.Element {
  const say = words.value.talk
  const before = message.text ?? ''
  const [text, setText] = useState(before)
  const over = bytesTooMany(text)
  const ready = text.trim() !== '' && over === 0

  const save = (): void => {
    if (!ready) return
    if (text.trim() !== before) void order({ do: 'edit', to, message: message.number, text: text.trim() })
    onClose()
  }

  return (
    <Sheet
      title={say.edit}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button button-quiet" onClick={onClose}>
            {say.cancel}
          </button>
          <button type="button" class="button" aria-disabled={!ready} onClick={save}>
            {say.save}
          </button>
        </>
      }
    >
      <p class="soft small">{say.editText}</p>
      <textarea
        class="edit-field"
        rows={4}
        dir="auto"
        autofocus
        aria-label={say.message}
        // Else browsers write what stands here into the session that they restore, in the clear.
        autocomplete="off"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {over > 0 && (
        <p class="small danger" role="alert">
          {say.tooLong(over)}
        </p>
      )}
    </Sheet>
  )
}
