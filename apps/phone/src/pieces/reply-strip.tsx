/** What is being answered, above what is being written. */
import type { ShownMessage } from '@ebb/engine'
import { withoutMarks } from '@ebb/protocol'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'

export interface ReplyStripProps {
  readonly reply: ShownMessage
  readonly onClose: () => void
}

export function ReplyStrip({ reply, onClose }: ReplyStripProps): JSX.Element {
  const say = words.value.talk
  return (
    <div class="reply-strip">
      <div class="quote">
        <span class="quote-from">{reply.mine ? say.replyToSelf : say.replyTo(reply.from)}</span>
        <span class="quote-text" dir="auto">
          {reply.text === ''
            ? words.value.attachment.attached
            : reply.text === undefined
              ? say.needsNewer
              : withoutMarks(reply.text).slice(0, 160)}
        </span>
      </div>
      <button type="button" class="icon-button" aria-label={say.noReply} onClick={onClose}>
        <Icon name="close" small />
      </button>
    </div>
  )
}
