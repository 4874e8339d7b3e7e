/** What to do with a message. It closes by itself when the message goes. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import type { Point } from './hold.ts'
import { Menu, type MenuItem } from './menu.tsx'
import { ownReaction, ReactionChoice } from './reactions.tsx'
import { say as tell } from './snackbar.tsx'

export interface MessageMenuProps {
  readonly message: ShownMessage
  readonly at: Point | undefined
  readonly mayReply: boolean
  readonly onReply: () => void
  readonly onReact: (emoji: string) => void
  readonly onEdit: () => void
  readonly onForward: () => void
  readonly onEndPoll: () => void
  readonly pinned: boolean
  readonly onPin: (on: boolean) => void
  readonly onInfo: () => void
  readonly onDelete: (forEveryone: boolean) => void
  readonly onClose: () => void
}

export function MessageMenu(props: MessageMenuProps): JSX.Element {
  const {
    message,
    at,
    mayReply,
    onReply,
    onReact,
    onEdit,
    onForward,
    onEndPoll,
    onInfo,
    pinned,
    onPin,
    onDelete,
    onClose,
  } = props
  const say = words.value.talk
  const { text } = message
  const items: MenuItem[] = []
  if (mayReply) items.push({ name: say.reply, icon: 'reply', onChoose: onReply })
  if (text !== undefined && text !== '') items.push({ name: say.copy, icon: 'copy', onChoose: () => void copy(text) })
  if (message.poll !== undefined && message.mine && !message.poll.closed && message.state !== 'queued')
    items.push({ name: words.value.kinds.pollClose, icon: 'poll', onChoose: onEndPoll })
  if (text !== undefined && message.poll === undefined)
    items.push({ name: words.value.kinds.forward, icon: 'forwards', stays: true, onChoose: onForward })
  if (mayEdit(message)) items.push({ name: say.edit, icon: 'write', stays: true, onChoose: onEdit })
  if (mayReply && message.state !== 'queued')
    items.push({
      name: pinned ? words.value.kinds.unpin : words.value.kinds.pin,
      icon: 'pin',
      onChoose: () => onPin(!pinned),
    })
  items.push({ name: say.info, icon: 'info', stays: true, onChoose: onInfo })
  items.push({ name: say.deleteForMe, icon: 'bin', danger: true, stays: true, onChoose: () => onDelete(false) })
  if (message.mine)
    items.push({ name: say.deleteForAll, icon: 'bin-all', danger: true, stays: true, onChoose: () => onDelete(true) })
  return (
    <Menu title={say.messageActions} items={items} at={at} onClose={onClose}>
      {mayReply && message.state !== 'queued' && (
        <ReactionChoice
          own={ownReaction(message)}
          onReact={(emoji) => {
            onClose()
            onReact(emoji)
          }}
        />
      )}
    </Menu>
  )
}

/** What the server has not got yet can be deleted and written anew. */
const mayEdit = ({ mine, state, text, attachment, forwarded, poll }: ShownMessage): boolean =>
  mine &&
  state !== 'queued' &&
  text !== undefined &&
  !forwarded &&
  poll === undefined &&
  attachment?.form.kind !== 'voice'

async function copy(text: string): Promise<void> {
  const say = words.value.talk
  try {
    await navigator.clipboard.writeText(text)
    tell(say.copied)
  } catch {
    tell(say.notCopied)
  }
}
