/** Initials on a colour that belongs to the name, or a group's picture. Says nothing to ears: the name stands beside it. */
import type { ShownGroup } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { groupPictureUrl } from './group-picture.ts'
import { Icon } from './icon.tsx'
import { hueOf, initialsOf } from './initials.ts'

export interface AvatarProps {
  /** A handle; a group's address. */
  readonly name: string
  /** Undefined: a person. */
  readonly group?: ShownGroup | undefined
  readonly size?: 'small' | 'big'
}

export function Avatar({ name, group, size }: AvatarProps): JSX.Element {
  const [odd, setOdd] = useState<string | undefined>(undefined)
  const url = group === undefined ? undefined : groupPictureUrl(name, group.picture)
  return (
    <span class={`avatar avatar-${hueOf(name)} ${size === undefined ? '' : `avatar-${size}`}`} aria-hidden="true">
      {url !== undefined && url !== odd ? (
        <img src={url} alt="" draggable={false} onError={() => setOdd(url)} />
      ) : group === undefined ? (
        initialsOf(name)
      ) : (
        <Icon name="people" />
      )}
    </span>
  )
}
