/** What is wrong with the line to the server: that there is none, or why it lets nobody in. */
import type { ComponentChildren, JSX } from 'preact'
import { line } from '../store/house.ts'
import { offline } from '../store/offline.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'

/** `children`: what can be done where the server lets nobody in. */
export function LineBanner({ children }: { readonly children?: ComponentChildren }): JSX.Element | null {
  const { at, why } = line.value
  if (offline.value)
    return (
      <div class="banner">
        <Icon name="offline" small />
        <p>{words.value.talk.offline}</p>
      </div>
    )
  if (at !== 'barred') return null
  return (
    <div class="banner banner-danger">
      <Icon name="warn" small />
      <p>{words.value.refusals[why ?? 'offline']}</p>
      {children}
    </div>
  )
}
