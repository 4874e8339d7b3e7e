/** Why joining was refused, where no field is at fault: beside the button that tries again. */
import type { JSX } from 'preact'
import { trouble } from '../joining/joining.ts'
import { stepOf } from '../joining/steps.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'

export function JoinTrouble(): JSX.Element | null {
  const why = trouble.value
  if (why === undefined || stepOf(why) !== undefined) return null
  return (
    <div class="banner banner-danger joining-note" role="alert">
      <Icon name="warn" small />
      <p>{words.value.refusals[why]}</p>
    </div>
  )
}
