/** The messages of the open conversation: first those that fill the screen, and a frame later the list of all. */
import type { JSX } from 'preact'
import { useBegun } from './begun.ts'
import { TalkList, type TalkListProps } from './talk-list.tsx'
import { TalkStill } from './talk-still.tsx'

export function TalkMessages(props: TalkListProps): JSX.Element {
  const begun = useBegun()
  // To one that was looked for the list has to be scrolled anyway.
  return begun || props.looked !== undefined ? <TalkList {...props} /> : <TalkStill {...props} />
}
