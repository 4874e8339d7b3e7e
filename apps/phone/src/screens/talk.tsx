/** A conversation. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import { Arrivals } from '../pieces/arrivals.tsx'
import { order } from '../pieces/arrange.ts'
import { Viewing } from '../pieces/attachment/viewing.tsx'
import type { Point } from '../pieces/hold.ts'
import { later } from '../pieces/later.tsx'
import { MessageDialogs } from '../pieces/message-dialogs.tsx'
import { useReply } from '../pieces/reply-kept.ts'
import { OnceViewing } from '../pieces/once-viewing.tsx'
import { TalkBar } from '../pieces/talk-bar.tsx'
import { TalkFoot } from '../pieces/talk-foot.tsx'
import type { JumpTo } from '../pieces/talk-list.tsx'
import { TalkMessages } from '../pieces/talk-messages.tsx'
import { TalkTrouble } from '../pieces/talk-trouble.tsx'
import { Hearing } from '../pieces/voice/hearing.tsx'
import { chatWith } from '../store/chats.ts'
import { mayWriteIn } from '../store/may-write.ts'
import { closeTalk, enterOpenTalk, talk } from '../store/talk.ts'
import { words } from '../words/words.ts'

const PinStrip = later(async () => (await import('../pieces/pin-strip.tsx')).PinStrip)
const AskingStrip = later(async () => (await import('../pieces/entrance-rows.tsx')).AskingStrip)

export interface TalkScreenProps {
  readonly to: string
  /** Another object each time somebody goes to it, perhaps to a message that was looked for. */
  readonly place: { readonly message?: number }
  /** Nothing lies over it. */
  readonly active: boolean
}

export function TalkScreen({ to, place, active }: TalkScreenProps): JSX.Element {
  const { message } = place
  useEffect(() => enterOpenTalk(to, message), [to, place])
  useEffect(() => () => closeTalk(to), [])
  const chat = chatWith(to)
  const shown = talk.value?.with === to ? talk.value : undefined
  const [reply, setReply] = useReply(chat, shown)
  const [asked, setAsked] = useState<{ readonly number: number; readonly at: Point | undefined } | undefined>(undefined)
  const [jump, setJump] = useState<JumpTo | undefined>(undefined)
  const about = asked && shown?.messages.find((m) => m.number === asked.number)
  const mayWrite = chat === undefined || mayWriteIn(chat)
  const answer = useCallback((m: ShownMessage) => mayWrite && m.text !== undefined && setReply(m), [mayWrite])
  const actions = useMemo(
    () => ({
      onMenu: (m: ShownMessage, at: Point | undefined) => setAsked({ number: m.number, at }),
      onReply: answer,
      onRetry: () => void order({ do: 'retry', to }),
      onReact: (m: ShownMessage, emoji: string) => void order({ do: 'react', to, message: m.number, emoji }),
    }),
    [to, answer],
  )
  return (
    <div class="screen talk">
      <TalkBar to={to} chat={chat} />
      <TalkTrouble chat={chat} />
      {chat !== undefined && chat.pins.length > 0 && (
        <PinStrip pins={chat.pins} onGo={(number) => setJump({ number, opened: false })} />
      )}
      {chat?.group?.admin === true && chat.group.asking > 0 && <AskingStrip to={to} group={chat.group} />}
      {shown === undefined ? (
        <p class="talk-middle unseen" role="status">
          {words.value.talk.loading}
        </p>
      ) : (
        <TalkMessages
          key={shown.opened}
          talk={shown}
          chat={chat}
          looked={message}
          jumpTo={jump}
          actions={actions}
          active={active}
        />
      )}
      <Viewing to={to} messages={shown?.messages} />
      <Hearing to={to} messages={shown?.messages} />
      <OnceViewing to={to} messages={shown?.messages} />
      <Arrivals messages={shown?.messages} />
      <TalkFoot to={to} chat={chat} reply={reply} onReply={setReply} />
      {asked !== undefined && about !== undefined && (
        <MessageDialogs
          key={asked.number}
          to={to}
          message={about}
          at={asked.at}
          pinned={chat?.pins.some(({ number }) => number === asked.number) === true}
          mayReply={mayWrite && about.text !== undefined}
          onReply={answer}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  )
}
