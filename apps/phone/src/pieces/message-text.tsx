/** What somebody wrote: text and nothing else. Addresses can be tapped; nothing is fetched for them. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { textParts } from './links.ts'

/** Longer texts are cut until somebody wants all of them: characters, and lines. */
const most = 2400
const mostLines = 40

export function MessageText({ text }: { readonly text: string }): JSX.Element {
  const [all, showAll] = useState(false)
  const shown = all ? text : beginningOf(text)
  return (
    <>
      <span class="bubble-text">
        {textParts(shown).map((part, at) =>
          part.href === undefined ? (
            part.text
          ) : (
            <a
              key={at}
              href={part.href}
              dir="ltr"
              target="_blank"
              rel="noopener noreferrer"
              referrerpolicy="no-referrer"
            >
              {part.text}
            </a>
          ),
        )}
        {shown.length < text.length && '…'}
      </span>
      {shown.length < text.length && (
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
