/** What is asked and told about one message: its menu, its details, whether it is to be deleted. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { Confirm } from './confirm.tsx'
import { later } from './later.tsx'
import type { Point } from './hold.ts'
import { MessageInfo } from './message-info.tsx'
import { MessageMenu } from './message-menu.tsx'

const ForwardSheet = later(async () => (await import('./forward-sheet.tsx')).ForwardSheet)
const EditSheet = later(async () => (await import('./edit-sheet.tsx')).EditSheet)

export interface MessageDialogsProps {
  readonly to: string
  readonly message: ShownMessage
  readonly at: Point | undefined
  /** It stands above the conversation. */
  readonly pinned: boolean
  readonly mayReply: boolean
  readonly onReply: (message: ShownMessage) => void
  readonly onClose: () => void
}

export function MessageDialogs({
  to,
  message,
  at,
  pinned,
  mayReply,
  onReply,
  onClose,
}: MessageDialogsProps): JSX.Element {
  const say = words.value.talk
  const [step, setStep] = useState<'menu' | 'info' | 'edit' | 'forward' | 'for-me' | 'for-all'>('menu')
  switch (step) {
    case 'menu':
      return (
        <MessageMenu
          message={message}
          at={at}
          mayReply={mayReply}
          onReply={() => onReply(message)}
          onReact={(emoji) => void order({ do: 'react', to, message: message.number, emoji })}
          onEdit={() => setStep('edit')}
          onForward={() => setStep('forward')}
          pinned={pinned}
          onPin={(on) => void order({ do: 'pin', to, message: message.number, on })}
          onEndPoll={() => void order({ do: 'close', to, message: message.number })}
          onInfo={() => setStep('info')}
          onDelete={(forEveryone) => setStep(forEveryone ? 'for-all' : 'for-me')}
          onClose={onClose}
        />
      )
    case 'info':
      return <MessageInfo to={to} message={message} onClose={onClose} />
    case 'forward':
      return <ForwardSheet from={to} message={message} onClose={onClose} />
    case 'edit':
      return <EditSheet to={to} message={message} onClose={onClose} />
    case 'for-me':
    case 'for-all': {
      const forEveryone = step === 'for-all'
      return (
        <Confirm
          danger
          title={forEveryone ? say.deleteForAllTitle : say.deleteForMeTitle}
          text={forEveryone ? say.deleteForAllText : say.deleteForMeText}
          yes={say.delete}
          onYes={() => void order({ do: 'delete', to, message: message.number, forEveryone })}
          onClose={onClose}
        />
      )
    }
  }
}
