/** Why what was written here is not on its way, and what is wrong with the line. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { line } from '../store/house.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'

export function TalkTrouble({ chat }: { readonly chat: ShownChat | undefined }): JSX.Element {
  const { at, why } = line.value
  const trouble = chat?.shield === 'changed' ? undefined : chat?.trouble
  return (
    <div role="status">
      {at === 'offline' && (
        <div class="banner">
          <Icon name="offline" small />
          <p>{words.value.talk.offline}</p>
        </div>
      )}
      {at === 'barred' && (
        <div class="banner banner-danger">
          <Icon name="warn" small />
          <p>{words.value.refusals[why ?? 'offline']}</p>
        </div>
      )}
      {trouble !== undefined && (
        <div class="banner banner-warn">
          <Icon name="warn" small />
          <p>{words.value.refusals[trouble]}</p>
        </div>
      )}
    </div>
  )
}
