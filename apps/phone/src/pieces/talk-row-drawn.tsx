/** One row of a conversation. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { memo } from 'preact/compat'
import { words } from '../words/words.ts'
import { Bubble, type BubbleActions } from './bubble.tsx'
import { clocksOf } from './clocks-of.ts'
import { clocksText } from './clocks.ts'
import { Icon } from './icon.tsx'
import { locale } from './locale.ts'
import { noteText } from './note-text.ts'
import type { TalkRow } from './talk-rows.ts'
import { dayName } from './times.ts'

export interface TalkRowDrawnProps {
  readonly row: TalkRow
  readonly to: string
  readonly chat: ShownChat | undefined
  readonly now: number
  /** Reached by the key that leads to the messages. */
  readonly current: boolean
  readonly shining: number | undefined
  readonly failed: boolean
  readonly actions: BubbleActions
}

function Row({ row, to, chat, now, current, shining, failed, actions }: TalkRowDrawnProps): JSX.Element {
  const say = words.value.talk
  const group = chat?.group
  switch (row.kind) {
    case 'start':
      return (
        <p class="talk-note talk-start">
          <span>
            <Icon name="lock" small />
            {group === undefined ? say.beginning(to) : words.value.group.beginning}{' '}
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
    case 'message':
      return (
        <Bubble
          to={to}
          message={row.message}
          begins={row.begins}
          named={group !== undefined}
          ends={row.ends}
          current={current}
          shining={row.message.number === shining}
          failed={failed}
          actions={actions}
        />
      )
  }
}

/** Drawn anew only for what it shows: scrolling brings others. */
export const TalkRowDrawn = memo(Row)
