/**
 * The rows of a conversation that are seen when it opens, before there is a list of all: nothing is measured or scrolled
 * for them, and nothing can be done with them yet.
 */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { now } from '../store/now.ts'
import { windowHeight } from '../store/window-height.ts'
import { MessageLook } from './message-look.tsx'
import { TalkBetween } from './talk-between.tsx'
import { fillsFrom, rowsToBeginWith } from './talk-heights.ts'
import type { TalkListProps } from './talk-list.tsx'
import { rowsOf, rowToOpenAt } from './talk-rows.ts'

/** Pixels that the bar and the composer take at least. */
const around = 110

export function TalkStill({ talk, chat, actions }: Pick<TalkListProps, 'talk' | 'chat' | 'actions'>): JSX.Element {
  const { with: to } = talk
  const rows = useMemo(() => rowsOf(talk), [talk])
  const room = windowHeight() - around
  const at = rowToOpenAt(rows, undefined)
  const fromTop = at !== undefined && fillsFrom(rows, room, at)
  const failed = chat?.trouble !== undefined && chat.shield !== 'changed'
  return (
    <div class="talk-middle">
      <div class={`scroll talk-scroll ${fromTop ? '' : 'talk-from-end'}`}>
        <ol>
          {rowsToBeginWith(rows, room, at).map((place) => {
            const row = rows[place]!
            return (
              <li key={row.key}>
                {row.kind === 'message' ? (
                  <MessageLook
                    to={to}
                    message={row.message}
                    begins={row.begins}
                    named={chat?.group !== undefined}
                    ends={row.ends}
                    current={false}
                    failed={failed}
                    onJump={nowhere}
                    onRetry={actions.onRetry}
                    onReact={actions.onReact}
                  />
                ) : (
                  <TalkBetween row={row} to={to} chat={chat} now={now.peek()} />
                )}
              </li>
            )
          })}
        </ol>
      </div>
    </div>
  )
}

const nowhere = (): void => undefined
