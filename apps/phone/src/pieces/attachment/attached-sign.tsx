/** In one line: that something hangs on a message, and what where nothing else is said. */
import type { ShownAttachment } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../../words/words.ts'
import { Icon } from '../icon.tsx'

const icons = { picture: 'picture', file: 'paper', voice: 'mic' } as const

export interface AttachedSignProps {
  readonly attachment: ShownAttachment
  readonly said: string
}

export function AttachedSign({ attachment, said }: AttachedSignProps): JSX.Element {
  const say = words.value.attachment
  const { kind } = attachment.form
  const name = { picture: say.photo, file: say.file, voice: words.value.voice.message }[kind]
  return (
    <span class="attached-sign">
      <Icon name={icons[kind]} small />
      <span class={said === '' ? undefined : 'unseen'}>{name} </span>
    </span>
  )
}
