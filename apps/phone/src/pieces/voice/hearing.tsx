/** What is listened to ends with its message, and when its conversation is left. */
import type { ShownMessage } from '@ebb/engine'
import { useEffect } from 'preact/hooks'
import { heard, hearNothing } from '../../store/heard.ts'

export interface HearingProps {
  readonly to: string
  readonly messages: readonly ShownMessage[] | undefined
}

export function Hearing({ to, messages }: HearingProps): null {
  const place = heard.value
  const lives = place?.to === to && messages?.some(({ number }) => number === place.message) === true
  const gone = place !== undefined && !lives
  useEffect(() => {
    if (gone) hearNothing()
  }, [gone])
  useEffect(() => hearNothing, [])
  return null
}
