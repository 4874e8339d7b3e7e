/** What stands between the messages of a conversation: its beginning, days, where reading begins, notes. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { clocksOf } from './clocks-of.ts'
import { clocksText } from './clocks.ts'
import { Icon } from './icon.tsx'
import { locale } from './locale.ts'
import { noteText } from './note-text.ts'
import type { TalkRow } from './talk-rows.ts'
import { dayName } from './times.ts'

export interface TalkBetweenProps {
  readonly row: Exclude<TalkRow, { kind: 'message' }>
  readonly to: string
  readonly chat: ShownChat | undefined
  readonly now: number
}

export function TalkBetween({ row, to, chat, now }: TalkBetweenProps): JSX.Element {
  const say = words.value.talk
  switch (row.kind) {
    case 'start':
      return (
        <p class="talk-note talk-start">
          <span>
            <Icon name="lock" small />
            {chat?.group === undefined ? say.beginning(to) : words.value.group.beginning}{' '}
            {say.beginningClocks(clocksText(clocksOf(chat), say, locale.value))}
          </span>
        </p>
      )
    case 'day':
      return (
        <p class="talk-day">
          <span>{dayName(row.at, now, locale.value)}</span>
        </p>
      )
    case 'unread':
      return (
        <p class="talk-unread">
          <span>{say.newMessages}</span>
        </p>
      )
    case 'note':
      return (
        <p class="talk-note">
          <span>
            <Icon name={row.message.note?.kind === 'clocks' ? 'clock' : 'info'} small />
            {row.message.note !== undefined && noteText(row.message.note)}
          </span>
        </p>
      )
  }
}
