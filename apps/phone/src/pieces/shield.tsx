/** Whether somebody compared the number: an outline, a filled shield, a warning. */
import type { Shield as State } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'

const pictures = { unverified: 'shield', verified: 'shield-check', changed: 'shield-warn' } as const

/** `quiet`: the words stand beside it already. */
export function Shield({ state, quiet }: { readonly state: State; readonly quiet?: boolean }): JSX.Element {
  return (
    <span class={`shield shield-${state}`}>
      <Icon name={pictures[state]} small />
      {quiet !== true && <span class="unseen">{words.value.talk.shields[state]}</span>}
    </span>
  )
}
