/** People who can no longer write to us, until that is taken back. */
import type { JSX } from 'preact'
import { order } from '../pieces/arrange.ts'
import { Avatar } from '../pieces/avatar.tsx'
import { Bar } from '../pieces/bar.tsx'
import { Icon } from '../pieces/icon.tsx'
import { say as tell } from '../pieces/snackbar.tsx'
import { blocked } from '../store/chats.ts'
import { words } from '../words/words.ts'

export function Blocked(): JSX.Element {
  const say = words.value.house.blockedPeople
  return (
    <div class="screen">
      <Bar title={say.title} />
      {blocked.value.length === 0 ? (
        <div class="empty">
          <span class="empty-picture">
            <Icon name="block" />
          </span>
          <h2>{say.none}</h2>
          <p>{say.noneText}</p>
        </div>
      ) : (
        <div class="scroll">
          <div class="page">
            <ul class="group">
              {blocked.value.map((chat) => (
                <li key={chat.conversation} class="row">
                  <Avatar name={chat.with} group={chat.group} size="small" />
                  <span class="row-body">
                    <bdi dir="ltr">@{chat.with}</bdi>
                  </span>
                  <button
                    type="button"
                    class="button button-quiet"
                    aria-label={`${say.unblock}: ${chat.with}`}
                    onClick={() =>
                      void order({ do: 'unblock', to: chat.with }).then(() => tell(say.unblocked(chat.with)))
                    }
                  >
                    {say.unblock}
                  </button>
                </li>
              ))}
            </ul>
            <p class="soft small">{say.noneText}</p>
          </div>
        </div>
      )}
    </div>
  )
}
