/** Whether the browser may erase the keys by itself, and what to do about it. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { askToKeep, kept, lookWhetherKept } from '../install/keeping.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { say as tell } from './snackbar.tsx'

export function KeepCard(): JSX.Element | null {
  const say = words.value.house.keeping
  useEffect(() => void lookWhetherKept(), [])
  if (kept.value === undefined) return null
  return (
    <div class={kept.value ? 'card note' : 'card note note-warn'} role="status">
      <Icon name={kept.value ? 'shield' : 'warn'} />
      <div class="stack note-body">
        <h2>{kept.value ? say.kept : say.notKept}</h2>
        <p class="small">{kept.value ? say.keptText : say.notKeptText}</p>
        {!kept.value && (
          <button type="button" class="button button-quiet" onClick={() => void ask()}>
            {say.ask}
          </button>
        )}
      </div>
    </div>
  )
}

/** A browser that says no says nothing: the person is told. */
async function ask(): Promise<void> {
  await askToKeep()
  if (kept.value === false) tell(words.value.house.keeping.refused)
}
