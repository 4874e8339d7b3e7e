/** The messages of the open conversation: first those that fill the screen, and a frame later the list of all. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { TalkList, type TalkListProps } from './talk-list.tsx'
import { TalkStill } from './talk-still.tsx'

export function TalkMessages(props: TalkListProps): JSX.Element {
  // To one that was looked for the list has to be scrolled anyway.
  const [begun, setBegun] = useState(props.looked !== undefined)
  return begun ? <TalkList {...props} /> : <TalkStill {...props} onDrawn={() => setBegun(true)} />
}
