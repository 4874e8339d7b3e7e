/** Initials on a colour that belongs to the handle. Says nothing to ears: the name stands beside it. */
import type { JSX } from 'preact'
import { hueOf, initialsOf } from './initials.ts'

export function Avatar({ handle, size }: { readonly handle: string; readonly size?: 'small' | 'big' }): JSX.Element {
  return (
    <span class={`avatar avatar-${hueOf(handle)} ${size === undefined ? '' : `avatar-${size}`}`} aria-hidden="true">
      {initialsOf(handle)}
    </span>
  )
}
