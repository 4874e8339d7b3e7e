/** Conversations out of the way. */
import type { JSX } from 'preact'
import { Bar } from '../pieces/bar.tsx'
import { ChatList } from '../pieces/chat-list.tsx'
import { Icon } from '../pieces/icon.tsx'
import { archived } from '../store/chats.ts'
import { words } from '../words/words.ts'

export function Archive({ onBack }: { readonly onBack: () => void }): JSX.Element {
  const say = words.value.talk
  return (
    <div class="screen">
      <Bar title={say.archive} onBack={onBack} />
      {archived.value.length > 0 ? (
        <ChatList chats={archived.value} />
      ) : (
        <div class="empty">
          <span class="empty-picture">
            <Icon name="archive" />
          </span>
          <h2>{say.emptyArchive}</h2>
          <p>{say.emptyArchiveText}</p>
        </div>
      )}
    </div>
  )
}
