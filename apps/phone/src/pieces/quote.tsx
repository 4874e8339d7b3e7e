/** What a message answers, in short. It leads to the original, and goes with it. */
import type { JSX } from 'preact'
import { words } from '../words/words.ts'

export interface QuoteProps {
  readonly mine: boolean
  readonly from: string
  readonly text: string
  readonly onOpen?: (() => void) | undefined
}

export function Quote({ mine, from, text, onOpen }: QuoteProps): JSX.Element {
  const inside = (
    <>
      <bdi class="quote-from">{mine ? words.value.talk.you : from}</bdi>
      <span class="quote-text" dir="auto">
        {text === '' ? words.value.attachment.attached : text.slice(0, 160)}
      </span>
    </>
  )
  return onOpen === undefined ? (
    <div class="quote">{inside}</div>
  ) : (
    <button type="button" class="quote" onClick={onOpen}>
      {inside}
    </button>
  )
}
