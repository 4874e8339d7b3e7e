/** How a person has arranged a conversation on this device: pinned, muted, in the archive. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { arrange } from './arrange.ts'
import { Toggle } from './toggle.tsx'

export function ArrangeRows({ chat }: { readonly chat: ShownChat }): JSX.Element {
  const say = words.value.talk
  const { with: to, pinned, muted, archived } = chat
  return (
    <ul class="group">
      <Toggle icon="pin" name={say.pin} on={pinned} onToggle={() => void arrange(to, { pinned: !pinned })} />
      <Toggle icon="mute" name={say.mute} on={muted} onToggle={() => void arrange(to, { muted: !muted })} />
      <Toggle
        icon="archive"
        name={say.toArchive}
        on={archived}
        onToggle={() => void arrange(to, { archived: !archived })}
      />
    </ul>
  )
}
