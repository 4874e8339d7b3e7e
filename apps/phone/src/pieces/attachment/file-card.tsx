/** A file in its bubble. It is never opened here: a tap fetches it, another hands it to the device. */
import type { JSX } from 'preact'
import { words } from '../../words/words.ts'
import { Icon } from '../icon.tsx'
import { locale } from '../locale.ts'
import { sizeName } from '../sizes.ts'
import type { CardProps } from './hanging.tsx'
import { safeName } from './safe-name.ts'
import { save } from './save.ts'
import { TransferButton, transferOf } from './transfer.tsx'

export function FileCard({ to, message, attachment, line }: CardProps & { readonly line?: string }): JSX.Element {
  const say = words.value.attachment
  const { size, type, name } = attachment
  const transfer = transferOf(to, message)
  const shown = safeName(name, say.file)
  const told = sizeName(size, locale.value)
  const body = (
    <span class="file-body">
      <bdi class="file-name">{shown}</bdi>
      <span class="file-line">
        {told} · <bdi dir="ltr">{endingOf(shown, type)}</bdi>
      </span>
      {line !== undefined && <span class="file-line">{line}</span>}
    </span>
  )
  return attachment.here < 1 || transfer !== undefined ? (
    <div class="file">
      {transfer !== undefined && <TransferButton state={transfer} />}
      {body}
    </div>
  ) : (
    <button
      type="button"
      class="file"
      aria-label={say.saveFile(shown, told)}
      onClick={() => void save(to, message.number, shown)}
    >
      <span class="file-icon">
        <Icon name="paper" />
      </span>
      {body}
    </button>
  )
}

/** What its name ends with, else its type as its sender has it: told, never acted upon. */
function endingOf(name: string, type: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toUpperCase() ?? type
}
