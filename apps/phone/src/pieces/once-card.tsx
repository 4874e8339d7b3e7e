/** The cover of what can be looked at once. Behind it is nothing of it: not even a blurred picture. */
import type { ShownMessage, ShownOnce } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { fetchAttachment, fetchingOf } from '../store/attachments.ts'
import { chatWith } from '../store/chats.ts'
import { lookOnce } from '../store/looked.ts'
import { Refusal } from '../store/office.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { say as tell } from './snackbar.tsx'

export interface OnceCardProps {
  readonly to: string
  readonly message: ShownMessage
  readonly once: ShownOnce
  /** Reached by a key now. */
  readonly current: boolean
}

export function OnceCard({ to, message, once, current }: OnceCardProps): JSX.Element {
  const say = words.value.kinds
  const { at, kind = 'text', here } = once
  const trusted = chatWith(to)?.request !== true
  const fetching = fetchingOf(to, message.number)
  useEffect(() => {
    if (at === 'covered' && trusted && here < 1 && fetching === undefined) void fetchAttachment(to, message.number)
  }, [at, trusted, here < 1])
  const name = say.onceKinds[kind]
  if (at !== 'covered')
    return (
      <span class="once once-quiet">
        <Icon name="once" small />
        {at === 'opened' ? say.onceOpened : at === 'spent' ? say.onceSent : say.onceCovered(name)}
      </span>
    )
  const open = async (): Promise<void> => {
    if (here < 1) return fetchAttachment(to, message.number)
    try {
      await lookOnce({ to, message: message.number, from: message.from, kind })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      tell(words.value.refusals[error.why])
    }
  }
  return (
    <button
      type="button"
      class="once button button-quiet"
      tabIndex={current ? 0 : -1}
      aria-disabled={here < 1}
      onClick={() => void open()}
    >
      <Icon name="once" />
      {say.onceOpen(name)}
      {here < 1 && <span class="spinner" role="status" aria-label={words.value.kinds.forwardFetching} />}
    </button>
  )
}
