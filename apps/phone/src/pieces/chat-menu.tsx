/** What to do with a conversation: asked in the list and in the conversation's own bar. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { arrange, block, markRead, order } from './arrange.ts'
import { Confirm } from './confirm.tsx'
import type { Point } from './hold.ts'
import { Menu, type MenuItem } from './menu.tsx'
import { say as tell } from './snackbar.tsx'

export interface ChatMenuProps {
  readonly chat: ShownChat
  readonly at?: Point | undefined
  readonly onClose: () => void
  /** What else belongs there, at its beginning. */
  readonly first?: readonly MenuItem[]
  /** After the person has blocked. */
  readonly onBlocked?: () => void
}

export function ChatMenu({ chat, at, onClose, first = [], onBlocked }: ChatMenuProps): JSX.Element {
  const [asking, setAsking] = useState(false)
  const { talk: say, group } = words.value
  if (asking && chat.group !== undefined) return <LeaveQuestion chat={chat} onClose={onClose} />
  if (asking) return <BlockQuestion to={chat.with} onClose={onClose} onBlocked={onBlocked} />
  const items: readonly MenuItem[] = [
    ...first,
    ...(chat.unread > 0 ? [{ name: say.markRead, icon: 'check', onChoose: () => void markRead(chat) } as const] : []),
    {
      name: chat.pinned ? say.unpin : say.pin,
      icon: 'pin',
      onChoose: () => void arrange(chat.with, { pinned: !chat.pinned }),
    },
    {
      name: chat.muted ? say.unmute : say.mute,
      icon: chat.muted ? 'bell' : 'mute',
      onChoose: () => void arrange(chat.with, { muted: !chat.muted }),
    },
    {
      name: chat.archived ? say.fromArchive : say.toArchive,
      icon: 'archive',
      onChoose: () => {
        void arrange(chat.with, { archived: !chat.archived })
        if (!chat.archived) tell(say.wasArchived)
      },
    },
    ...(chat.group === undefined
      ? [{ name: say.block, icon: 'block', danger: true, stays: true, onChoose: () => setAsking(true) } as const]
      : chat.group.inside
        ? [{ name: group.leave, icon: 'leave', danger: true, stays: true, onChoose: () => setAsking(true) } as const]
        : []),
  ]
  return <Menu title={say.actionsFor(chat.name)} items={items} at={at} onClose={onClose} />
}

export function LeaveQuestion({
  chat,
  onClose,
}: {
  readonly chat: ShownChat
  readonly onClose: () => void
}): JSX.Element {
  const say = words.value.group
  return (
    <Confirm
      danger
      title={say.leaveTitle(chat.name)}
      text={say.leaveText}
      yes={say.leave}
      onClose={onClose}
      onYes={() => void order({ do: 'leave', to: chat.with })}
    />
  )
}

export interface BlockQuestionProps {
  readonly to: string
  readonly onClose: () => void
  readonly onBlocked?: (() => void) | undefined
}

export function BlockQuestion({ to, onClose, onBlocked }: BlockQuestionProps): JSX.Element {
  const say = words.value.talk
  return (
    <Confirm
      danger
      title={say.blockTitle(to)}
      text={say.blockText}
      yes={say.block}
      onClose={onClose}
      onYes={() => {
        void block(to)
        onBlocked?.()
      }}
    />
  )
}
