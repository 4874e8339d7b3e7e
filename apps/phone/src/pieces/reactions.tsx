/** Who has reacted to a message, and how; and what there is to choose from. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { listed } from '../words/apart.ts'
import { words } from '../words/words.ts'
import { locale } from './locale.ts'

/** What most people mean. */
const usual = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

export const ownReaction = ({ reactions }: ShownMessage): string | undefined =>
  reactions.find(({ mine }) => mine)?.emoji

export interface ReactionsProps {
  readonly message: ShownMessage
  /** Reached by a key now. */
  readonly current: boolean
  /** No emoji takes one back. */
  readonly onReact: (emoji: string) => void
}

/** Below the bubble. A tap joins in, or takes the own one back. */
export function Reactions({ message, current, onReact }: ReactionsProps): JSX.Element {
  const say = words.value.talk
  const own = ownReaction(message)
  const namesOf = (from: ShownMessage['reactions']): string =>
    listed(
      from.map((one) => (one.mine ? say.you : one.from)),
      locale.value,
    )
  const byEmoji = Map.groupBy(message.reactions, ({ emoji }) => emoji)
  return (
    <ul class="reactions">
      {[...byEmoji].map(([emoji, from]) => (
        <li key={emoji}>
          <button
            type="button"
            class="reaction"
            tabIndex={current ? 0 : -1}
            aria-pressed={emoji === own}
            aria-label={say.reactedBy(emoji, namesOf(from))}
            onClick={() => onReact(emoji === own ? '' : emoji)}
          >
            {emoji}
            {from.length > 1 && <span class="reaction-count">{from.length}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}

export function ReactionChoice({
  own,
  onReact,
}: {
  readonly own: string | undefined
  readonly onReact: (emoji: string) => void
}): JSX.Element {
  // What was chosen elsewhere can be taken back here too.
  const all: readonly string[] =
    own === undefined || (usual as readonly string[]).includes(own) ? usual : [own, ...usual.slice(1)]
  return (
    <div class="reaction-choice" role="group" aria-label={words.value.talk.react}>
      {all.map((emoji) => (
        <button
          key={emoji}
          type="button"
          class="reaction-button"
          aria-pressed={emoji === own}
          onClick={() => onReact(emoji === own ? '' : emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  )
}
