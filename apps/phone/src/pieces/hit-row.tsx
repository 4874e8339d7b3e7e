/** A message that was found. */
import type { Hit } from '@ebb/engine'
import { withoutMarks } from '@ebb/protocol'
import type { JSX } from 'preact'
import { chatWith } from '../store/chats.ts'
import { now } from '../store/now.ts'
import { words } from '../words/words.ts'
import { Avatar } from './avatar.tsx'
import { enterTalk } from './enter-talk.ts'
import { piecesAround } from './found.ts'
import { locale } from './locale.ts'
import { listTime } from './times.ts'

export function HitRow({ hit, wanted }: { readonly hit: Hit; readonly wanted: string }): JSX.Element {
  const { message } = hit
  const chat = chatWith(hit.with)
  const name = chat?.name ?? hit.with
  return (
    <button type="button" class="row" onClick={() => void enterTalk(hit.with, message.number)}>
      <Avatar name={hit.with} group={chat?.group} />
      <span class="row-body">
        <span class="chat-top">
          <bdi class="chat-name">{name}</bdi>
          <time class="chat-time" dateTime={new Date(message.sent * 1000).toISOString()}>
            {listTime(message.sent, now.peek(), locale.value)}
          </time>
        </span>
        <span class="hit-text">
          {message.mine && <span>{words.value.talk.you}: </span>}
          <bdi>
            {piecesAround(withoutMarks(message.text ?? ''), wanted).map(({ text, found }, at) =>
              found ? <mark key={at}>{text}</mark> : text,
            )}
          </bdi>
        </span>
      </span>
    </button>
  )
}
