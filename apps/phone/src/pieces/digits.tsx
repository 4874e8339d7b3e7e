/** The safety number. Each group is a word of its own, so that a voice reads digits and not millions. */
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { groupsOf } from './digit-groups.ts'

export function Digits({ digits }: { readonly digits: string }): JSX.Element {
  return (
    <bdi dir="ltr" class="digits" role="list" aria-label={words.value.talk.safetyNumber}>
      {groupsOf(digits).map((group, at) => (
        <span role="listitem" key={at} aria-label={group.split('').join(' ')}>
          {group}
        </span>
      ))}
    </bdi>
  )
}
