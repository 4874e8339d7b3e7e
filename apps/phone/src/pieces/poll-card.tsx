/** A poll in a conversation: a tap votes, another takes it back; how many have chosen what shows at once. */
import type { ShownMessage, ShownPoll } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { Icon } from './icon.tsx'

export interface PollCardProps {
  readonly to: string
  readonly message: ShownMessage
  readonly poll: ShownPoll
  /** Reached by a key now. */
  readonly current: boolean
}

export function PollCard({ to, message, poll, current }: PollCardProps): JSX.Element {
  const say = words.value.kinds
  const { options, multiple, closed, voters } = poll
  const takes = !closed && message.state !== 'queued'
  const vote = (option: number): void => {
    const others = multiple ? options.flatMap(({ mine }, at) => (mine && at !== option ? [at] : [])) : []
    const chosen = options[option]!.mine ? others : [...others, option]
    void order({ do: 'vote', to, message: message.number, options: chosen })
  }
  return (
    <div class="poll">
      <p class="poll-how">
        <Icon name="poll" small />
        {closed ? say.pollClosed : multiple ? say.pollSeveral : say.pollOne}
      </p>
      <ul class="poll-options">
        {options.map(({ text, votes, mine, from }, at) => (
          <li key={at}>
            <button
              type="button"
              class={multiple ? 'poll-option poll-many' : 'poll-option'}
              tabIndex={current ? 0 : -1}
              aria-pressed={mine}
              aria-disabled={!takes}
              onClick={() => takes && vote(at)}
            >
              <span class="poll-tick" aria-hidden="true">
                {mine && <Icon name="check" small />}
              </span>
              <span class="poll-text" dir="auto">
                {text}
              </span>
              <span class="poll-count" aria-hidden="true">
                {votes}
              </span>
              <span class="unseen">{say.pollVotes(votes)}</span>
              <progress class="poll-bar" aria-hidden="true" value={votes} max={Math.max(1, voters)} />
            </button>
            {from.length > 0 && (
              <p class="poll-from">
                <bdi>{from.join(', ')}</bdi>
                {votes > from.length && '…'}
              </p>
            )}
          </li>
        ))}
      </ul>
      <p class="poll-voters" role="status">
        {say.pollVoters(voters)}
      </p>
    </div>
  )
}
