/** Another build waits: nothing changes until a person says so. */
import type { JSX } from 'preact'
import { takeUpdate, updateIsHere } from '../install/updates.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'

export function UpdateCard(): JSX.Element | null {
  const say = words.value.house.settings
  if (!updateIsHere()) return null
  return (
    <div class="card note note-good" role="status">
      <Icon name="install" />
      <div class="stack note-body">
        <h2>{say.updateTitle}</h2>
        <p class="small">{say.updateText}</p>
        <button type="button" class="button" onClick={takeUpdate}>
          {say.updateNow}
        </button>
      </div>
    </div>
  )
}
