/** What somebody wrote, with its marks. Addresses can be tapped; nothing is fetched for them. */
import { blocksOf } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { Marked, type MarkedProps } from './marked.tsx'

/** Longer texts are cut until somebody wants all of them: characters, and lines. */
const most = 2400
const mostLines = 40

export function MessageText({ text, mentions }: Pick<MarkedProps, 'text' | 'mentions'>): JSX.Element {
  const [all, showAll] = useState(false)
  const blocks = useMemo(() => blocksOf(text), [text])
  const end = all ? text.length : beginningOf(text).length
  return (
    <>
      <Marked text={text} blocks={blocks} mentions={mentions} end={end} />
      {end < text.length && (
        <button type="button" class="link small" onClick={() => showAll(true)}>
          {words.value.talk.showAll}
        </button>
      )}
    </>
  )
}

function beginningOf(text: string): string {
  const lines = text.split('\n', mostLines + 1)
  const few = lines.length > mostLines ? lines.slice(0, mostLines).join('\n') : text
  // Never in the middle of a pair that makes one character.
  return few.length > most ? few.slice(0, most).replace(/[\ud800-\udbff]$/, '') : few
}
