/** What hangs on a message, in its bubble. */
import type { ShownAttachment, ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { FileCard } from './file-card.tsx'
import { PictureCard } from './picture-card.tsx'
import { TransferTrouble } from './transfer.tsx'

export interface HangingProps {
  readonly to: string
  readonly message: ShownMessage
}

export interface CardProps extends HangingProps {
  readonly attachment: ShownAttachment
}

export function Hanging({ to, message }: HangingProps): JSX.Element | null {
  const { attachment } = message
  if (attachment === undefined) return null
  const Card = attachment.form.kind === 'picture' ? PictureCard : FileCard
  return (
    <>
      <Card to={to} message={message} attachment={attachment} />
      <TransferTrouble to={to} message={message.number} />
    </>
  )
}
