/** Where the app begins: everybody one writes with. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Banners } from '../pieces/banners.tsx'
import { ChatList } from '../pieces/chat-list.tsx'
import { Badge } from '../pieces/chat-row.tsx'
import { Icon } from '../pieces/icon.tsx'
import { later } from '../pieces/later.tsx'
import { RequestRows } from '../pieces/request-rows.tsx'
import { archived, chatsLoaded, listed, requests } from '../store/chats.ts'
import { introductions } from '../store/introductions.ts'
import { knocks } from '../store/knocks.ts'
import { go } from '../store/route.ts'
import { words } from '../words/words.ts'

const IntroductionRows = later(async () => (await import('../pieces/introduction-rows.tsx')).IntroductionRows)
const KnockRows = later(async () => (await import('../pieces/entrance-rows.tsx')).KnockRows)

export function Chats(): JSX.Element {
  const say = words.value.talk
  const [asking, setAsking] = useState(false)
  const waiting = requests.value
  const empty =
    chatsLoaded.value &&
    listed.value.length === 0 &&
    waiting.length === 0 &&
    archived.value.length === 0 &&
    introductions.value.length === 0 &&
    knocks.value.length === 0
  return (
    <div class="screen chats">
      <div class="bar">
        <h1 class="bar-title">{say.chats}</h1>
        <button type="button" class="icon-button" aria-label={say.settings} onClick={() => go({ at: 'settings' })}>
          <Icon name="gear" />
        </button>
      </div>
      <SearchButton />
      <Banners />
      {introductions.value.length > 0 && <IntroductionRows all={introductions.value} />}
      {knocks.value.length > 0 && <KnockRows knocks={knocks.value} />}
      {empty ? (
        <EmptyChats />
      ) : (
        <ChatList
          chats={listed.value}
          before={waiting.length === 0 ? [] : [<RequestRows key="requests" open={asking} onToggle={setAsking} />]}
          after={[
            ...(archived.value.length === 0 ? [] : [<ArchiveRow key="archive" />]),
            <div key="room" class="chat-room" />,
          ]}
        />
      )}
      {!empty && (
        <button type="button" class="new-chat" aria-label={say.newChat} onClick={() => go({ at: 'new' })}>
          <Icon name="write" />
        </button>
      )}
    </div>
  )
}

function SearchButton(): JSX.Element {
  return (
    <button type="button" class="search-button" onClick={() => go({ at: 'search' })}>
      <Icon name="search" small />
      {words.value.talk.search}
    </button>
  )
}

function EmptyChats(): JSX.Element {
  const say = words.value.talk
  return (
    <div class="empty">
      <span class="empty-picture">
        <Icon name="chat" />
      </span>
      <h2>{say.emptyTitle}</h2>
      <p>{say.emptyText}</p>
      <div class="stack">
        <button type="button" class="button button-wide" onClick={() => go({ at: 'new' })}>
          {say.writeSomebody}
        </button>
        <button type="button" class="button button-quiet button-wide" onClick={() => go({ at: 'invite' })}>
          {say.inviteSomebody}
        </button>
      </div>
    </div>
  )
}

function ArchiveRow(): JSX.Element {
  const unread = archived.value.reduce((sum, chat) => sum + chat.unread, 0)
  return (
    <button type="button" class="row chat-aside" onClick={() => go({ at: 'archive' })}>
      <span class="chat-picture">
        <Icon name="archive" />
      </span>
      <span class="row-body">{words.value.talk.archived(archived.value.length)}</span>
      {unread > 0 && <Badge count={unread} muted />}
    </button>
  )
}
