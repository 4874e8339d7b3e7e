/** What is looked at once in this conversation: it goes with its message, and with the conversation when that is left. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { looked, lookAway } from '../store/looked.ts'
import { later } from './later.tsx'

const OnceViewer = later(async () => (await import('./once-viewer.tsx')).OnceViewer)

export interface OnceViewingProps {
  readonly to: string
  readonly messages: readonly ShownMessage[] | undefined
}

export function OnceViewing({ to, messages }: OnceViewingProps): JSX.Element | null {
  const of = looked.value
  const message = of?.to === to ? messages?.find(({ number }) => number === of.message) : undefined
  const gone = of !== undefined && message === undefined
  useEffect(() => {
    if (gone) lookAway()
  }, [gone])
  useEffect(() => lookAway, [])
  return message === undefined ? null : <OnceViewer key={message.number} message={message} />
}
