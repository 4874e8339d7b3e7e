/** What hangs on a message, in its bubble. */
import type { ShownAttachment, ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { later } from '../later.tsx'
import { FileCard } from './file-card.tsx'
import { PictureCard } from './picture-card.tsx'
import { TransferTrouble } from './transfer.tsx'

const VoiceCard = later(async () => (await import('../voice/voice-card.tsx')).VoiceCard)

export interface HangingProps {
  readonly to: string
  readonly message: ShownMessage
}

export interface CardProps extends HangingProps {
  readonly attachment: ShownAttachment
}

const cards = { picture: PictureCard, voice: VoiceCard, file: FileCard }

export function Hanging({ to, message }: HangingProps): JSX.Element | null {
  const { attachment } = message
  if (attachment === undefined) return null
  const Card = cards[attachment.form.kind]
  return (
    <>
      <Card to={to} message={message} attachment={attachment} />
      <TransferTrouble to={to} message={message.number} />
    </>
  )
}
