/** Why what was written here is not on its way, and what is wrong with the line. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { LineBanner } from './line-banner.tsx'

export function TalkTrouble({ chat }: { readonly chat: ShownChat | undefined }): JSX.Element {
  const trouble = chat?.shield === 'changed' ? undefined : chat?.trouble
  return (
    <div role="status">
      <LineBanner />
      {trouble !== undefined && (
        <div class="banner banner-warn">
          <Icon name="warn" small />
          <p>{words.value.refusals[trouble]}</p>
        </div>
      )}
    </div>
  )
}
