/** A message that was tapped away a moment ago: there at once, before it is kept. */
import { withoutMarks } from '@ebb/protocol'
import type { JSX } from 'preact'
import type { Pending } from '../store/talk.ts'
import { now } from '../store/now.ts'
import { locale } from './locale.ts'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { Ticks } from './ticks.tsx'
import { clockTime } from './times.ts'

export interface PendingBubbleProps {
  readonly pending: Pending
  readonly begins: boolean
  readonly ends: boolean
}

export function PendingBubble({ pending, begins, ends }: PendingBubbleProps): JSX.Element {
  const { text, replyTo } = pending
  return (
    <div class={`message mine ${begins ? 'begins' : ''} ${ends ? 'ends' : ''}`}>
      <div class="bubble">
        <div class="bubble-body" dir="auto">
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
    </div>
  )
}
