/** How one message looks, whatever can be done with it. */
import type { ShownMessage } from '@ebb/engine'
import type { ComponentChildren, JSX } from 'preact'
import { me } from '../store/house.ts'
import { words } from '../words/words.ts'
import { Hanging } from './attachment/hanging.tsx'
import type { HoldHandlers } from './hold.ts'
import { Icon } from './icon.tsx'
import { hueOf } from './initials.ts'
import { later } from './later.tsx'
import { locale } from './locale.ts'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { Ring } from './ring.tsx'
import type { SwipeHandlers } from './swipe.ts'
import { Ticks } from './ticks.tsx'
import { clockTime } from './times.ts'

const OnceCard = later(async () => (await import('./once-card.tsx')).OnceCard)
const PollCard = later(async () => (await import('./poll-card.tsx')).PollCard)

export interface MessageLookProps {
  readonly to: string
  readonly message: ShownMessage
  readonly begins: boolean
  /** In a group: whose it is stands above the first of those that hang together. */
  readonly named: boolean
  readonly ends: boolean
  /** Reached by the key that leads to the messages; the others by arrows. */
  readonly current: boolean
  /** Why what waits is not on its way. */
  readonly failed: boolean
  readonly onJump: (to: number) => void
  readonly onRetry: () => void
  /** No emoji takes one back. */
  readonly onReact: (message: ShownMessage, emoji: string) => void
}

interface Touched {
  /** Classes of its own. */
  readonly as?: string
  readonly swipe?: SwipeHandlers<HTMLDivElement>
  readonly hold?: HoldHandlers<HTMLDivElement>
  readonly before?: ComponentChildren
  readonly after?: ComponentChildren
}

export function MessageLook(props: MessageLookProps & Touched): JSX.Element {
  const { message, begins, ends, current, failed, onRetry, onReact, as = '', swipe, hold, before, after } = props
  const notSent = failed && message.state === 'queued'
  return (
    <div
      class={`message ${message.mine ? 'mine' : 'theirs'} ${begins ? 'begins' : ''} ${ends ? 'ends' : ''} ${as}`}
      data-message={message.number}
      {...swipe}
    >
      {before}
      <div class="bubble" {...hold}>
        {bodyOf(props, notSent)}
      </div>
      {after}
      {message.reactions.length > 0 && (
        <Reactions message={message} current={current} onReact={(emoji) => onReact(message, emoji)} />
      )}
      {notSent && (
        <button type="button" class="not-sent" onClick={onRetry}>
          <Icon name="retry" small />
          {words.value.talk.notSent}
        </button>
      )}
    </div>
  )
}

function bodyOf({ to, message, begins, named, current, onJump }: MessageLookProps, notSent: boolean): JSX.Element {
  const say = words.value.talk
  const { mine, state, text, quote, replyTo, from } = message
  // Lies on the side where its own language begins; nothing with a direction of its own counts for that.
  return (
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
          onOpen={replyTo === undefined ? undefined : () => onJump(replyTo)}
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
  )
}
