/** Strangers who want to write, at the top of the list: one of them, or their number and on request all of them. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { requests } from '../store/chats.ts'
import { words } from '../words/words.ts'
import { Avatar } from './avatar.tsx'
import { enterTalk } from './enter-talk.ts'
import { Icon } from './icon.tsx'

export interface RequestRowsProps {
  readonly open: boolean
  readonly onToggle: (open: boolean) => void
}

export function RequestRows({ open, onToggle }: RequestRowsProps): JSX.Element {
  const waiting = requests.value
  const [first] = waiting
  if (waiting.length === 1 && first !== undefined) return <RequestRow chat={first} />
  return (
    <>
      <button type="button" class="row chat-aside" aria-expanded={open} onClick={() => onToggle(!open)}>
        <span class="chat-picture">
          <Icon name="person-add" />
        </span>
        <span class="row-body">{words.value.talk.requests(waiting.length)}</span>
        <span class={open ? 'turn turned' : 'turn'}>
          <Icon name="down" small />
        </span>
      </button>
      {open && waiting.map((chat) => <RequestRow key={chat.conversation} chat={chat} />)}
    </>
  )
}

function RequestRow({ chat }: { readonly chat: ShownChat }): JSX.Element {
  return (
    <button type="button" class="row" onClick={() => void enterTalk(chat.with)}>
      <Avatar name={chat.with} group={chat.group} />
      <span class="row-body">
        <bdi class="chat-name">{chat.name}</bdi>
        <span class="chat-line chat-asking">
          {chat.group === undefined ? words.value.talk.requestLine : words.value.group.requestLine}
        </span>
      </span>
      <Icon name="forward" small />
    </button>
  )
}
