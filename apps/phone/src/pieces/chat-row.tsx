/** One conversation in a list. A long press, a right click or the menu key ask what to do with it. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { memo } from 'preact/compat'
import { now } from '../store/now.ts'
import { words } from '../words/words.ts'
import { Avatar } from './avatar.tsx'
import { ChatLine } from './chat-line.tsx'
import { useTimeUntil } from './due.ts'
import { useHold, type Point } from './hold.ts'
import { Icon } from './icon.tsx'
import { locale } from './locale.ts'
import { Shield } from './shield.tsx'
import { listTime } from './times.ts'
import { mouse } from './wide.ts'

export interface ChatRowProps {
  readonly chat: ShownChat
  readonly current: boolean
  readonly onOpen: (to: string) => void
  /** A finger or a mouse is on it, and may open it. */
  readonly onTouch: (to: string) => void
  readonly onMenu: (chat: ShownChat, at: Point | undefined) => void
}

function Row({ chat, current, onOpen, onTouch, onMenu }: ChatRowProps): JSX.Element {
  const say = words.value.talk
  const hold = useHold<HTMLButtonElement>((at) => onMenu(chat, at))
  const unread = chat.unread > 0
  return (
    <div class={`chat-row ${unread ? 'chat-unread' : ''}`}>
      <button
        type="button"
        class="row"
        aria-current={current ? 'true' : undefined}
        onClick={() => onOpen(chat.with)}
        {...hold}
        onPointerDown={(event) => {
          hold.onPointerDown(event)
          onTouch(chat.with)
        }}
      >
        <Avatar name={chat.with} group={chat.group} />
        <span class="row-body">
          <span class="chat-top">
            <bdi class="chat-name">{chat.name}</bdi>
            {chat.group === undefined && chat.shield !== 'unverified' && <Shield state={chat.shield} />}
            {chat.muted && <Mark icon="mute" name={say.muted} />}
            <ChatTime at={chat.at} />
          </span>
          <span class="chat-bottom">
            <ChatLine chat={chat} />
            {chat.pinned && !unread && <Mark icon="pin" name={say.pinned} />}
            {chat.mentioned && (
              <span class="badge badge-mention">
                <span aria-hidden="true">@</span>
                <span class="unseen">{words.value.kinds.mentioned}</span>
              </span>
            )}
            {unread && <Badge count={chat.unread} muted={chat.muted} />}
          </span>
        </span>
      </button>
      <button
        type="button"
        class="icon-button chat-more"
        aria-label={say.actionsFor(chat.name)}
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect()
          onMenu(chat, event.detail === 0 || !mouse() ? undefined : { x: left, y: bottom })
        }}
      >
        <Icon name="more" small />
      </button>
    </div>
  )
}

export const ChatRow = memo(Row)

function Mark({ icon, name }: { readonly icon: 'mute' | 'pin'; readonly name: string }): JSX.Element {
  return (
    <span class="chat-mark">
      <Icon name={icon} small />
      <span class="unseen">{name}</span>
    </span>
  )
}

function ChatTime({ at }: { readonly at: number }): JSX.Element {
  // Other at midnight; an hour is near enough.
  useTimeUntil((time) => time - (time % 3600) + 3600)
  return (
    <time class="chat-time" dateTime={new Date(at * 1000).toISOString()}>
      {listTime(at, now.peek(), locale.value)}
    </time>
  )
}

export function Badge({ count, muted }: { readonly count: number; readonly muted?: boolean }): JSX.Element {
  return (
    <span class={muted === true ? 'badge badge-quiet' : 'badge'}>
      <span aria-hidden="true">{count > 999 ? '999+' : count}</span>
      <span class="unseen">{words.value.talk.unread(count)}</span>
    </span>
  )
}
