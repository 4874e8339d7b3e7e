/** In one line: that something hangs on a message, and what where nothing else is said. */
import type { ShownAttachment } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../../words/words.ts'
import { Icon } from '../icon.tsx'

export interface AttachedSignProps {
  readonly attachment: ShownAttachment
  readonly said: string
}

export function AttachedSign({ attachment, said }: AttachedSignProps): JSX.Element {
  const say = words.value.attachment
  const isPicture = attachment.form.kind === 'picture'
  return (
    <span class="attached-sign">
      <Icon name={isPicture ? 'picture' : 'paper'} small />
      <span class={said === '' ? undefined : 'unseen'}>{isPicture ? say.photo : say.file} </span>
    </span>
  )
}
