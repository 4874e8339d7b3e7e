/** Back to the newest message, and how many are unread there. */
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'

export function JumpDown({ unread, onJump }: { readonly unread: number; readonly onJump: () => void }): JSX.Element {
  const say = words.value.talk
  return (
    <button
      type="button"
      class="jump-down"
      aria-label={unread > 0 ? say.toNewestUnread(unread) : say.toNewest}
      onClick={onJump}
    >
      <Icon name="down" />
      {unread > 0 && (
        <span class="badge" aria-hidden="true">
          {unread > 999 ? '999+' : unread}
        </span>
      )}
    </button>
  )
}
