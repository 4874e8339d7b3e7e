/** One row of a conversation. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { memo } from 'preact/compat'
import { Bubble, type BubbleActions } from './bubble.tsx'
import { TalkBetween } from './talk-between.tsx'
import type { TalkRow } from './talk-rows.ts'

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
  if (row.kind !== 'message') return <TalkBetween row={row} to={to} chat={chat} now={now} />
  return (
    <Bubble
      to={to}
      message={row.message}
      begins={row.begins}
      named={chat?.group !== undefined}
      ends={row.ends}
      current={current}
      shining={row.message.number === shining}
      failed={failed}
      {...actions}
    />
  )
}

/** Drawn anew only for what it shows: scrolling brings others. */
export const TalkRowDrawn = memo(Row)
