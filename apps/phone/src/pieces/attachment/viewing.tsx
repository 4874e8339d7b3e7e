/** The picture that is looked at, over its conversation: it ends when its message does. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { later } from '../later.tsx'
import { viewed, viewNothing } from './viewed.ts'

const Viewer = later(async () => (await import('./viewer.tsx')).Viewer)

export interface ViewingProps {
  readonly to: string
  readonly messages: readonly ShownMessage[] | undefined
}

export function Viewing({ to, messages }: ViewingProps): JSX.Element | null {
  const place = viewed.value
  const message = place?.to === to ? messages?.find(({ number }) => number === place.message) : undefined
  const gone = place !== undefined && message === undefined
  useEffect(() => {
    if (gone) viewNothing()
  }, [gone])
  useEffect(() => viewNothing, [])
  return message === undefined ? null : <Viewer key={message.number} to={to} message={message} onClose={viewNothing} />
}
