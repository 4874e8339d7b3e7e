/** How far an own message got: a clock, one tick, two, two filled. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'

type State = ShownMessage['state']

const one = 'M1.5 8.5 5 12l7-7.5'
const two = 'M8.3 11.4 9 12l7-7.5'

/** `quiet`: the words stand beside it already. */
export function Ticks({ state, quiet }: { readonly state: State; readonly quiet?: boolean }): JSX.Element | null {
  const drawing = drawingOf(state)
  if (drawing === null) return null
  return (
    <span class={`ticks ticks-${state}`}>
      <svg viewBox="0 0 17 16" aria-hidden="true">
        {drawing}
      </svg>
      {quiet !== true && <span class="unseen">{words.value.talk.states[state]}</span>}
    </span>
  )
}

function drawingOf(state: State): JSX.Element | null {
  switch (state) {
    case 'queued':
      return <path d="M8.5 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12Zm0-9.5V8l2 1.5" />
    case 'sent':
      return <path d={one} />
    case 'delivered':
    case 'read':
      return <path d={`${one}${two}`} />
    default:
      return null
  }
}
