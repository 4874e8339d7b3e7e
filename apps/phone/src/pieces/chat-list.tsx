/** A windowed list of conversations, with rows of another kind before and after them. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { useCallback, useMemo, useState } from 'preact/hooks'
import { Virtualizer } from 'virtua'
import { route } from '../store/route.ts'
import { askAhead } from '../store/talk-ahead.ts'
import { windowHeight } from '../store/window-height.ts'
import { words } from '../words/words.ts'
import { useBegun } from './begun.ts'
import { ChatMenu } from './chat-menu.tsx'
import { ChatRow } from './chat-row.tsx'
import { enterTalk } from './enter-talk.ts'
import { useFocusKept } from './focus-kept.ts'
import type { Point } from './hold.ts'

/** Pixels of a row, near enough to draw a screen full of them at once. */
const usualHeight = 72

export interface ChatListProps {
  readonly chats: readonly ShownChat[]
  readonly before?: readonly JSX.Element[]
  readonly after?: readonly JSX.Element[]
}

interface Asked {
  readonly to: string
  readonly at: Point | undefined
}

export function ChatList({ chats, before = [], after = [] }: ChatListProps): JSX.Element {
  const [asked, setAsked] = useState<Asked | undefined>(undefined)
  const here = route.value
  const current = 'with' in here ? here.with : undefined
  const open = useCallback((to: string) => void enterTalk(to), [])
  const ask = useCallback((chat: ShownChat, at: Point | undefined) => setAsked({ to: chat.with, at }), [])
  const about = asked && chats.find((chat) => chat.with === asked.to)
  const focusKept = useFocusKept<HTMLElement>('button')
  const rows: readonly (ShownChat | JSX.Element)[] = [...before, ...chats, ...after]
  const begun = useBegun()
  const full = Math.min(rows.length, Math.ceil(windowHeight() / usualHeight))
  const firstRows = useMemo(() => Array.from({ length: begun ? 0 : full }, (_, at) => at), [begun, full])
  return (
    <nav class="scroll chat-list" aria-label={words.value.talk.chats} {...focusKept}>
      <Virtualizer
        data={rows}
        keepMounted={firstRows}
        {...(!begun && { bufferSize: 0 })}
        itemSize={usualHeight}
        as="ul"
        item="li"
      >
        {(row: ShownChat | JSX.Element) =>
          'conversation' in row ? (
            <ChatRow
              key={row.conversation}
              chat={row}
              current={row.with === current}
              onOpen={open}
              onTouch={askAhead}
              onMenu={ask}
            />
          ) : (
            row
          )
        }
      </Virtualizer>
      {about !== undefined && <ChatMenu chat={about} at={asked?.at} onClose={() => setAsked(undefined)} />}
    </nav>
  )
}
