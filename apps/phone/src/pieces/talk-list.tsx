/** The messages of the open conversation: windowed, held at its end, read on at both ends. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { whenDrawn } from '../store/drawn.ts'
import { now } from '../store/now.ts'
import { loadNewer, loadOlder, openTalk, toNewest, type Talk } from '../store/talk.ts'
import { windowHeight } from '../store/window-height.ts'
import { useBegun } from './begun.ts'
import type { BubbleActions } from './bubble.tsx'
import { useFocusKept } from './focus-kept.ts'
import { unreadInSight } from './in-sight.ts'
import { JumpDown } from './jump-down.tsx'
import { PendingBubbles } from './pending-bubbles.tsx'
import { useReading } from './reading.ts'
import { rowsToBeginWith, usualHeight } from './talk-heights.ts'
import { changedAtStart, rowsOf, rowToOpenAt, type TalkRow } from './talk-rows.ts'
import { TalkRowDrawn } from './talk-row-drawn.tsx'
import { walkMessages } from './walk-messages.ts'

/** Pixels from either end at which the next stretch is asked for. */
const early = 800
/** Pixels from the end that still count as being there. */
const near = 60

export interface JumpTo {
  readonly number: number
  /** Its stretch was opened for it already. */
  opened: boolean
}

export interface TalkListProps {
  readonly talk: Talk
  readonly chat: ShownChat | undefined
  /** The message that was looked for. */
  readonly looked: number | undefined
  /** A message that somebody wants to be led to; another object each time. */
  readonly jumpTo: JumpTo | undefined
  readonly actions: Omit<BubbleActions, 'onJump'>
  /** Nothing lies over it. */
  readonly active: boolean
}

export function TalkList({ talk, chat, looked, jumpTo, actions, active }: TalkListProps): JSX.Element {
  const { with: to, older, newer } = talk
  const list = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsOf(talk), [talk])
  const before = useRef<readonly TalkRow[]>([])
  const shift = changedAtStart(before.current, rows)
  const held = useRef(true)
  const offset = useRef(0)
  const [away, setAway] = useState(false)
  const [current, setCurrent] = useState<number | undefined>(undefined)
  const [shining, setShining] = useState(looked)

  // The rows that are seen first are drawn at once, all others when those are on the screen.
  const begun = useBegun()
  const firstRows = useMemo(() => rowsToBeginWith(rows, windowHeight(), rowToOpenAt(rows, looked)), [])

  // Below the list lies what is being sent, so its own end is not the end.
  const toEnd = (): void => {
    const all = scroller.current
    if (all !== null) all.scrollTop = all.scrollHeight
  }
  // What is sent is drawn first: the list hears a frame later how far it has moved for that.
  const following = useRef(false)
  const follow = (): void => {
    following.current = true
    toEnd()
    void whenDrawn().then(() => {
      following.current = false
      scroller.current?.dispatchEvent(new Event('scroll'))
    })
  }
  const look = useReading({
    to,
    active,
    inSight: () => (list.current === null ? [] : unreadInSight(before.current, list.current)),
  })

  // Opens where reading begins.
  useLayoutEffect(() => {
    before.current = rows
    const at = rowToOpenAt(rows, looked)
    held.current = at === undefined
    if (at === undefined) toEnd()
    else list.current?.scrollToIndex(at, { align: looked === undefined ? 'start' : 'center' })
  }, [])

  useLayoutEffect(() => {
    if (before.current === rows) return
    before.current = rows
    if (held.current) toEnd()
  }, [rows])

  useEffect(() => {
    if (shining === undefined) return undefined
    const timer = setTimeout(() => setShining(undefined), 2200)
    return () => clearTimeout(timer)
  }, [shining])

  const scrolled = (to: number): void => {
    const handle = list.current
    if (handle === null) return
    const left = handle.scrollSize - handle.viewportSize - to
    // Only who scrolls back lets go of the end: what grows below does not.
    if (left <= near) held.current = !newer
    else if (to < offset.current - 1) held.current = false
    offset.current = to
    setAway(left > near * 3 || (newer && left > near))
    if (older && to < early) readOn(loadOlder)
    if (newer && left < early) readOn(loadNewer)
    look()
  }

  const jump = useCallback((number: number) => {
    const at = before.current.findIndex((row) => row.kind === 'message' && row.message.number === number)
    if (at < 0) return void openTalk(to, number)
    held.current = false
    list.current?.scrollToIndex(at, { align: 'center' })
    setShining(number)
  }, [])
  useEffect(() => {
    if (jumpTo === undefined) return
    const isHere = before.current.some((row) => row.kind === 'message' && row.message.number === jumpTo.number)
    // What is gone is looked for once.
    if (isHere || !jumpTo.opened) jump(jumpTo.number)
    jumpTo.opened = true
  }, [jumpTo])
  const all = useMemo(() => ({ ...actions, onJump: jump }), [actions])

  const jumpDown = (): void => {
    held.current = true
    void (newer ? toNewest() : Promise.resolve()).then(toEnd)
  }
  // The key that leads to the messages leads to this one, so it is always there.
  const place = placeOf(rows, current)
  const reached = useMemo(() => (place < 0 ? [] : [place]), [place])
  const focusKept = useFocusKept<HTMLDivElement>('.message-more')
  const failed = chat?.trouble !== undefined && chat.shield !== 'changed'
  return (
    <div
      class="talk-middle"
      onScrollCapture={(event) => {
        if (following.current) event.stopPropagation()
      }}
    >
      <div
        class="scroll talk-scroll"
        ref={scroller}
        {...focusKept}
        onKeyDown={(event) =>
          walkMessages(event, rows, (number, at) => {
            held.current = false
            setCurrent(number)
            list.current?.scrollToIndex(at, { align: 'nearest' })
          })
        }
      >
        <div class="talk-spacer" />
        <Virtualizer
          ref={list}
          data={rows}
          shift={shift}
          keepMounted={begun ? reached : firstRows}
          {...(!begun && { bufferSize: 0 })}
          itemSize={usualHeight}
          as="ol"
          item="li"
          onScroll={scrolled}
          onScrollEnd={look}
          onResize={() => {
            if (held.current) toEnd()
            look()
          }}
        >
          {(row: TalkRow, at: number) => (
            <TalkRowDrawn
              key={row.key}
              row={row}
              to={to}
              chat={chat}
              now={now.peek()}
              current={at === place}
              shining={shining}
              failed={failed}
              actions={all}
            />
          )}
        </Virtualizer>
        <PendingBubbles
          afterMine={talk.messages.at(-1)?.mine === true}
          onMore={() => {
            held.current = true
            follow()
          }}
        />
      </div>
      {away && <JumpDown unread={chat?.unread ?? 0} onJump={jumpDown} />}
    </div>
  )
}

/** The row of this message, or of the newest where it is gone or there is none. */
function placeOf(rows: readonly TalkRow[], message: number | undefined): number {
  const of = rows.findLastIndex((row) => row.kind === 'message' && row.message.number === message)
  return of < 0 ? rows.findLastIndex((row) => row.kind === 'message') : of
}

let reading = false
/** One stretch at a time. */
function readOn(load: () => Promise<void>): void {
  if (reading) return
  reading = true
  void load().finally(() => {
    reading = false
  })
}
