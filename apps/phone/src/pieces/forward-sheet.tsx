/** Where a message goes on to. What hangs on it is fetched first, so that it can be sealed anew. */
import type { ShownChat, ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { fetchAttachment, fetchingOf } from '../store/attachments.ts'
import { allChats } from '../store/chats.ts'
import { ask, Refusal } from '../store/office.ts'
import { mayWriteIn } from '../store/may-write.ts'
import { words } from '../words/words.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'
import { Sheet } from './sheet.tsx'
import { say as tell } from './snackbar.tsx'

export interface ForwardSheetProps {
  readonly from: string
  readonly message: ShownMessage
  readonly onClose: () => void
}

/** One message is not meant for everybody. */
const most = 5

export function ForwardSheet({ from, message, onClose }: ForwardSheetProps): JSX.Element {
  const say = words.value.kinds
  const [chosen, choose] = useState<readonly string[]>([])
  const [typed, setTyped] = useState('')
  const [sending, setSending] = useState(false)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const here = (message.attachment?.here ?? 1) === 1
  const fetching = fetchingOf(from, message.number)
  useEffect(() => {
    if (!here) void fetchAttachment(from, message.number)
  }, [])
  const failed = !here && fetching !== undefined && fetching !== 'coming' ? words.value.refusals[fetching] : trouble
  const wanted = typed.trim().toLowerCase()
  const shown = allChats.value
    .filter((chat) => mayWriteIn(chat))
    .filter((chat) => chosen.includes(chat.with) || chat.name.toLowerCase().includes(wanted))
    .slice(0, 200)
  const turn = (to: string): void =>
    choose(chosen.includes(to) ? chosen.filter((other) => other !== to) : [...chosen, to])

  const send = async (): Promise<void> => {
    if (chosen.length === 0 || sending || !here) return
    setSending(true)
    setTrouble(undefined)
    let left = chosen
    try {
      for (const to of chosen) {
        await ask('forward', { from, message: message.number, to })
        left = left.filter((other) => other !== to)
      }
      tell(say.forwardDone(chosen.length))
      onClose()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      choose(left)
      setTrouble(words.value.refusals[error.why])
      setSending(false)
    }
  }

  return (
    <Sheet
      title={say.forwardTo}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button button-quiet" onClick={onClose}>
            {words.value.talk.cancel}
          </button>
          <button
            type="button"
            class="button"
            aria-disabled={chosen.length === 0 || sending || !here}
            onClick={() => void send()}
          >
            {here ? say.forwardSend(Math.max(1, chosen.length)) : say.forwardFetching}
          </button>
        </>
      }
    >
      <p class="soft small">{say.forwardText}</p>
      <input
        type="search"
        class="forward-find"
        aria-label={say.forwardFind}
        placeholder={say.forwardFind}
        // Else browsers write what stands here into the session that they restore, in the clear.
        autocomplete="off"
        dir="auto"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {failed !== undefined && (
        <p class="small danger" role="alert">
          {failed}
        </p>
      )}
      <ul class="group people" aria-label={say.forwardTo}>
        {shown.map((chat) => (
          <Choice
            key={chat.with}
            chat={chat}
            chosen={chosen.includes(chat.with)}
            full={chosen.length >= most}
            onTurn={() => turn(chat.with)}
          />
        ))}
      </ul>
    </Sheet>
  )
}

interface ChoiceProps {
  readonly chat: ShownChat
  readonly chosen: boolean
  readonly full: boolean
  readonly onTurn: () => void
}

const Choice = ({ chat, chosen, full, onTurn }: ChoiceProps): JSX.Element => (
  <li>
    <label class="row">
      <Avatar name={chat.with} group={chat.group} size="small" />
      <span class="row-body">
        <bdi>{chat.name}</bdi>
      </span>
      <input
        type="checkbox"
        class="tick"
        aria-label={chat.name}
        checked={chosen}
        disabled={full && !chosen}
        onChange={onTurn}
      />
      <span class="tick-box" aria-hidden="true">
        <Icon name="check" small />
      </span>
    </label>
  </li>
)
