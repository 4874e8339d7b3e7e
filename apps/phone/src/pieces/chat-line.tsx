/** The second line of a conversation in the list: who is writing, what is being written here, or what was last said, while it lives. */
import type { ShownChat } from '@ebb/engine'
import { withoutMarks } from '@ebb/protocol'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { AttachedSign } from './attachment/attached-sign.tsx'
import { useTimeUntil } from './due.ts'
import { Icon } from './icon.tsx'
import { Ticks } from './ticks.tsx'
import { Writing } from './writing.tsx'

export function ChatLine({ chat }: { readonly chat: ShownChat }): JSX.Element {
  const { draft, last } = chat
  const now = useTimeUntil((time) => (last === undefined || last.expires <= time ? Infinity : last.expires))
  const say = words.value.talk
  if (chat.writing.length > 0)
    return (
      <span class="chat-line">
        <Writing chat={chat} />
      </span>
    )
  if (draft !== undefined && draft.text !== '')
    return (
      <span class="chat-line">
        <span class="chat-draft">{say.draft} </span>
        <bdi>{beginning(draft.text)}</bdi>
      </span>
    )
  if (chat.request)
    return (
      <span class="chat-line chat-note">
        {chat.group === undefined ? say.requestLine : words.value.group.requestLine}
      </span>
    )
  if (last === undefined || last.expires <= now) return <span class="chat-line chat-note">{say.noMessages}</span>
  if (last.once !== undefined)
    return (
      <span class="chat-line chat-note">
        <Icon name="once" small />
        {words.value.kinds.onceNext}
      </span>
    )
  if (last.text === undefined)
    return <span class="chat-line chat-note">{last.state === 'unreadable' ? say.unreadable : say.needsNewer}</span>
  const failed = last.state === 'queued' && (chat.trouble !== undefined || chat.shield === 'changed')
  return (
    <span class="chat-line">
      {last.mine && (failed ? <NotSent /> : <Ticks state={last.state} />)}
      {last.mine && <span class={chat.group === undefined ? 'unseen' : 'chat-author'}>{say.you}: </span>}
      {!last.mine && chat.group !== undefined && (
        <span class="chat-author">
          <bdi>{last.from}</bdi>:{' '}
        </span>
      )}
      {last.attachment === undefined ? null : <AttachedSign attachment={last.attachment} said={last.text} />}
      <bdi>{beginning(withoutMarks(last.text.slice(0, 2000)))}</bdi>
    </span>
  )
}

function NotSent(): JSX.Element {
  return (
    <span class="chat-failed">
      <Icon name="warn" small />
      <span class="unseen">{words.value.talk.notSentShort}</span>
    </span>
  )
}

/** One line holds no more; drawing all of a long text would cost time. */
const beginning = (text: string): string => text.slice(0, 200).replaceAll('\n', ' ')
