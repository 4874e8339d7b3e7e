/** Which message is being answered, for as long as it lives. */
import type { ShownChat, ShownMessage } from '@ebb/engine'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ask } from '../store/office.ts'
import type { Talk } from '../store/talk.ts'
import { useTimeUntil } from './due.ts'

/** Begins with what the draft answers. */
export function useReply(
  chat: ShownChat | undefined,
  talk: Talk | undefined,
): [ShownMessage | undefined, (reply: ShownMessage | undefined) => void] {
  const [reply, setReply] = useState<ShownMessage | undefined>(undefined)
  const wanted = useRef(chat?.draft?.replyTo)
  useEffect(() => {
    const number = wanted.current
    if (talk === undefined || number === undefined) return
    wanted.current = undefined
    const here = talk.messages.find((m) => m.number === number)
    if (here !== undefined) return setReply(here)
    void ask('page', { to: talk.with, around: number, limit: 1 }).then((page) =>
      setReply(page?.messages.find((m) => m.number === number)),
    )
  }, [talk])

  // What was on the screen and is there no more has gone, and with it what answers it.
  const number = reply?.number
  const there = number !== undefined && talk?.messages.some((m) => m.number === number) === true
  const wasThere = useRef<number | undefined>(undefined)
  const opened = useRef(talk?.opened)
  const gone = number !== undefined && !there && wasThere.current === number && opened.current === talk?.opened
  useEffect(() => {
    if (gone) setReply(undefined)
    wasThere.current = there ? number : undefined
    opened.current = talk?.opened
  })
  const end = reply?.expires
  const now = useTimeUntil((time) => (end === undefined || end <= time ? Infinity : end))
  return [gone || (end !== undefined && end <= now) ? undefined : reply, setReply]
}
