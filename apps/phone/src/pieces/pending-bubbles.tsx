/**
 * Messages that were tapped away a moment ago: there at once, before they are kept. They lie below the list and not in
 * it, so that nothing else has to be drawn or measured before they are seen.
 */
import { withoutMarks } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { now } from '../store/now.ts'
import { pending, type Pending } from '../store/talk.ts'
import { words } from '../words/words.ts'
import { locale } from './locale.ts'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { Ticks } from './ticks.tsx'
import { clockTime } from './times.ts'

export interface PendingBubblesProps {
  /** The newest message is one's own, and they hang on to it. */
  readonly afterMine: boolean
  /** More are there than were. */
  readonly onMore: () => void
}

export function PendingBubbles({ afterMine, onMore }: PendingBubblesProps): JSX.Element {
  const all = pending.value
  const newest = all.at(-1)?.key
  useLayoutEffect(() => {
    if (newest !== undefined) onMore()
  }, [newest])
  return (
    <div class="talk-end">
      {all.length > 0 && (
        <ol>
          {all.map((one, at) => (
            <PendingBubble key={one.key} pending={one} begins={at === 0 && !afterMine} ends={at === all.length - 1} />
          ))}
        </ol>
      )}
    </div>
  )
}

interface PendingBubbleProps {
  readonly pending: Pending
  readonly begins: boolean
  readonly ends: boolean
}

function PendingBubble({ pending: { text, replyTo }, begins, ends }: PendingBubbleProps): JSX.Element {
  return (
    <li class={`message mine ${begins ? 'begins' : ''} ${ends ? 'ends' : ''}`}>
      <div class="bubble">
        <div class="bubble-body" dir="auto">
          <bdi class="unseen">{words.value.talk.you}: </bdi>
          {replyTo?.text !== undefined && (
            <Quote mine={replyTo.mine} from={replyTo.from} text={withoutMarks(replyTo.text)} />
          )}
          <MessageText text={text} mentions={[]} />
          <span class="bubble-foot">
            <time>{clockTime(now.peek(), locale.value)}</time>
            <Ticks state="queued" />
          </span>
        </div>
      </div>
    </li>
  )
}
