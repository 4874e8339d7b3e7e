/**
 * The rows of a conversation that are seen when it opens, before there is a list of all: nothing is measured or scrolled
 * until they are on the screen. Who leaves at once has seen them.
 */
import type { JSX } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import { now } from '../store/now.ts'
import { windowHeight } from '../store/window-height.ts'
import { useFirstFrame } from './begun.ts'
import { unreadInSight, type Measured } from './in-sight.ts'
import { MessageLook } from './message-look.tsx'
import { TalkBetween } from './talk-between.tsx'
import { fillsFrom, rowsToBeginWith } from './talk-heights.ts'
import type { TalkListProps } from './talk-list.tsx'
import { tellSeen } from './reading.ts'
import { rowsOf, rowToOpenAt } from './talk-rows.ts'

/** Pixels that the bar and the composer take at least. */
const around = 110

export interface TalkStillProps extends Pick<TalkListProps, 'talk' | 'chat' | 'actions' | 'active'> {
  readonly onDrawn: () => void
}

export function TalkStill({ talk, chat, actions, active, onDrawn }: TalkStillProps): JSX.Element {
  const { with: to } = talk
  const rows = useMemo(() => rowsOf(talk), [talk])
  const room = windowHeight() - around
  const at = rowToOpenAt(rows, undefined)
  const fromTop = at !== undefined && fillsFrom(rows, room, at)
  const places = rowsToBeginWith(rows, room, at)
  const box = useRef<HTMLDivElement>(null)
  const tell = (): void => {
    const drawn = places.map((place) => rows[place]!)
    if (active && document.visibilityState === 'visible') tellSeen(to, unreadInSight(drawn, measure(box.current!)))
  }
  useFirstFrame(() => {
    onDrawn()
    tell()
  }, tell)
  const failed = chat?.trouble !== undefined && chat.shield !== 'changed'
  return (
    <div class="talk-middle">
      <div class={`scroll talk-scroll ${fromTop ? '' : 'talk-from-end'}`} ref={box}>
        <ol>
          {places.map((place) => {
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

/** As it stands on the screen. */
function measure(box: HTMLElement): Measured {
  const { top, height } = box.getBoundingClientRect()
  const items = [...box.querySelectorAll('li')].map((item) => item.getBoundingClientRect())
  return {
    scrollOffset: 0,
    viewportSize: height,
    findItemIndex: () => 0,
    getItemOffset: (at) => items[at]!.top - top,
    getItemSize: (at) => items[at]!.height,
  }
}
