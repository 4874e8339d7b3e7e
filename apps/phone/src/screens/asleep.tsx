/** Another tab holds the keys and does not answer. There is nothing to press: what helps is done there. */
import type { JSX } from 'preact'
import { Icon } from '../pieces/icon.tsx'
import { words } from '../words/words.ts'

export function Asleep(): JSX.Element {
  const say = words.value.house.trouble
  return (
    <main class="screen">
      <div class="empty" role="status">
        <span class="empty-picture">
          <Icon name="clock" />
        </span>
        <h1>{say.asleepTitle}</h1>
        <p>{say.asleepText}</p>
      </div>
    </main>
  )
}
