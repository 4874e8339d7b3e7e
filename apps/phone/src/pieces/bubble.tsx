/** One message, and what a finger, a mouse or a key does with it. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { memo } from 'preact/compat'
import { words } from '../words/words.ts'
import { useTimeUntil } from './due.ts'
import { useHold, type Point } from './hold.ts'
import { Icon } from './icon.tsx'
import { MessageLook, type MessageLookProps } from './message-look.tsx'
import { useSwipe } from './swipe.ts'
import { mouse } from './wide.ts'

export interface BubbleProps extends MessageLookProps {
  /** Was looked for. */
  readonly shining: boolean
  readonly onMenu: (message: ShownMessage, at: Point | undefined) => void
  readonly onReply: (message: ShownMessage) => void
}

/** What the messages of a conversation ask for, the same for all of them. */
export type BubbleActions = Pick<BubbleProps, 'onMenu' | 'onReply' | 'onJump' | 'onRetry' | 'onReact'>

function BubbleOnce(props: BubbleProps): JSX.Element {
  const { message, current, shining, onMenu, onReply } = props
  const hold = useHold<HTMLDivElement>((at) => onMenu(message, at))
  const { swiping, heard } = useSwipe<HTMLDivElement>(() => onReply(message))
  // In its last second it fades, so that it is gone when it must be.
  const now = useTimeUntil((time) => (message.expires - 1 > time ? message.expires - 1 : Infinity))
  return (
    <MessageLook
      {...props}
      as={`${shining ? 'shining' : ''} ${message.expires - now <= 1 ? 'fading' : ''}`}
      swipe={heard}
      hold={hold}
      before={
        swiping && (
          <span class="swipe-sign" aria-hidden="true">
            <Icon name="reply" small />
          </span>
        )
      }
      after={
        <button
          type="button"
          class="icon-button message-more"
          tabIndex={current ? 0 : -1}
          aria-label={words.value.talk.messageActions}
          aria-haspopup="menu"
          onClick={(event) => {
            const { left, bottom } = event.currentTarget.getBoundingClientRect()
            onMenu(message, event.detail === 0 || !mouse() ? undefined : { x: left, y: bottom })
          }}
        >
          <Icon name="more" small />
        </button>
      }
    />
  )
}

export const Bubble = memo(BubbleOnce)
