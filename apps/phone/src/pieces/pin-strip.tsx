/** What is pinned, above the messages: a tap goes to it, and shows the one before it. */
import type { ShownMessage } from '@ebb/engine'
import { withoutMarks } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { AttachedSign } from './attachment/attached-sign.tsx'
import { useTimeUntil } from './due.ts'
import { Icon } from './icon.tsx'

export interface PinStripProps {
  readonly pins: readonly ShownMessage[]
  readonly onGo: (message: number) => void
}

export function PinStrip({ pins, onGo }: PinStripProps): JSX.Element | null {
  const [turned, turn] = useState(0)
  // By this page's own clock too, whoever is asleep.
  const now = useTimeUntil((time) =>
    Math.min(Infinity, ...pins.map(({ expires }) => expires).filter((end) => end > time)),
  )
  const living = pins.filter(({ expires }) => expires > now)
  if (living.length === 0) return null
  const at = living.length - 1 - (turned % living.length)
  const { number, text = '', attachment } = living[at]!
  return (
    <button
      type="button"
      class="pin-strip"
      onClick={() => {
        onGo(number)
        turn(turned + 1)
      }}
    >
      <Icon name="pin" small />
      <span class="pin-body">
        <span class="pin-name">{words.value.kinds.pinned(at + 1, living.length)}</span>
        <span class="pin-text">
          {attachment !== undefined && <AttachedSign attachment={attachment} said={text} />}
          <bdi>{withoutMarks(text.slice(0, 2000)).slice(0, 200).replaceAll('\n', ' ')}</bdi>
        </span>
      </span>
    </button>
  )
}
