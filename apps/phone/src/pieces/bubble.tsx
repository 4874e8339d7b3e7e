/** One message. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { memo } from 'preact/compat'
import { me } from '../store/house.ts'
import { words } from '../words/words.ts'
import { Hanging } from './attachment/hanging.tsx'
import { useTimeUntil } from './due.ts'
import { useHold, type Point } from './hold.ts'
import { Icon } from './icon.tsx'
import { hueOf } from './initials.ts'
import { later } from './later.tsx'
import { locale } from './locale.ts'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { Ring } from './ring.tsx'
import { useSwipe } from './swipe.ts'
import { Ticks } from './ticks.tsx'
import { clockTime } from './times.ts'
import { mouse } from './wide.ts'

const OnceCard = later(async () => (await import('./once-card.tsx')).OnceCard)
const PollCard = later(async () => (await import('./poll-card.tsx')).PollCard)

export interface BubbleActions {
  readonly onMenu: (message: ShownMessage, at: Point | undefined) => void
  readonly onReply: (message: ShownMessage) => void
  readonly onJump: (to: number) => void
  readonly onRetry: () => void
  /** No emoji takes one back. */
  readonly onReact: (message: ShownMessage, emoji: string) => void
}

export interface BubbleProps {
  readonly to: string
  readonly message: ShownMessage
  readonly begins: boolean
  /** In a group: whose it is stands above the first of those that hang together. */
  readonly named: boolean
  readonly ends: boolean
  /** Reached by the key that leads to the messages; the others by arrows. */
  readonly current: boolean
  /** Was looked for. */
  readonly shining: boolean
  /** Why what waits is not on its way. */
  readonly failed: boolean
  readonly actions: BubbleActions
}

function BubbleOnce({ to, message, begins, named, ends, current, shining, failed, actions }: BubbleProps): JSX.Element {
  const say = words.value.talk
  const { mine, state, text, quote, replyTo, from } = message
  const hold = useHold<HTMLDivElement>((at) => actions.onMenu(message, at))
  const { swiping, heard } = useSwipe<HTMLDivElement>(() => actions.onReply(message))
  // In its last second it fades, so that it is gone when it must be.
  const now = useTimeUntil((time) => (message.expires - 1 > time ? message.expires - 1 : Infinity))
  const notSent = failed && state === 'queued'
  return (
    <div
      class={`message ${mine ? 'mine' : 'theirs'} ${begins ? 'begins' : ''} ${ends ? 'ends' : ''} ${shining ? 'shining' : ''} ${message.expires - now <= 1 ? 'fading' : ''}`}
      data-message={message.number}
      {...heard}
    >
      {swiping && (
        <span class="swipe-sign" aria-hidden="true">
          <Icon name="reply" small />
        </span>
      )}
      <div class="bubble" {...hold}>
        {/* Lies on the side where its own language begins; nothing with a direction of its own counts for that. */}
        <div class="bubble-body" dir="auto">
          {named && begins && !mine ? (
            <bdi class={`bubble-from avatar-${hueOf(from)}`} dir="ltr">
              {from}
            </bdi>
          ) : (
            <bdi class="unseen">{mine ? say.you : from}: </bdi>
          )}
          {message.forwarded && (
            <span class="bubble-forwarded">
              <Icon name="forwards" small />
              {words.value.kinds.forwarded}
            </span>
          )}
          {quote !== undefined && (
            <Quote
              mine={quote.from === me.value?.handle}
              from={quote.from}
              text={quote.text}
              onOpen={replyTo === undefined ? undefined : () => actions.onJump(replyTo)}
            />
          )}
          <Hanging to={to} message={message} />
          {message.once !== undefined ? (
            <OnceCard to={to} message={message} once={message.once} current={current} />
          ) : text === undefined ? (
            <span class="bubble-note">
              <Icon name={state === 'unreadable' ? 'warn' : 'info'} small />
              {state === 'unreadable' ? say.unreadable : say.needsNewer}
            </span>
          ) : (
            text !== '' && <MessageText text={text} mentions={message.mentions} />
          )}
          {message.poll !== undefined && <PollCard to={to} message={message} poll={message.poll} current={current} />}
          <span class="bubble-foot">
            <Ring message={message} />
            {message.earlier.length > 0 && <span>{say.edited}</span>}
            <time dateTime={new Date(message.sent * 1000).toISOString()}>{clockTime(message.sent, locale.value)}</time>
            {mine && !notSent && <Ticks state={state} />}
          </span>
        </div>
      </div>
      <button
        type="button"
        class="icon-button message-more"
        tabIndex={current ? 0 : -1}
        aria-label={say.messageActions}
        aria-haspopup="menu"
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect()
          actions.onMenu(message, event.detail === 0 || !mouse() ? undefined : { x: left, y: bottom })
        }}
      >
        <Icon name="more" small />
      </button>
      {message.reactions.length > 0 && (
        <Reactions message={message} current={current} onReact={(emoji) => actions.onReact(message, emoji)} />
      )}
      {notSent && (
        <button type="button" class="not-sent" onClick={actions.onRetry}>
          <Icon name="retry" small />
          {say.notSent}
        </button>
      )}
    </div>
  )
}

export const Bubble = memo(BubbleOnce)
