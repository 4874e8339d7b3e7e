/** What comparing has shown, so that nobody can overlook it. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import type { Outcome } from './outcome.ts'

const pictures = { same: 'shield-check', different: 'shield-warn', foreign: 'info' } as const

export interface VerifyOutcomeProps {
  readonly outcome: Outcome
  readonly to: string
  readonly onClose: () => void
}

export function VerifyOutcome({ outcome, to, onClose }: VerifyOutcomeProps): JSX.Element {
  const say = words.value.talk
  const box = useRef<HTMLElement>(null)
  useLayoutEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [outcome])
  const [title, text] = {
    same: [say.same, say.sameText(to)],
    different: [say.different, say.differentText(to)],
    foreign: [say.foreignCode, say.foreignCodeText],
  }[outcome]
  return (
    <section ref={box} class={`outcome outcome-${outcome}`} role="alert">
      <Icon name={pictures[outcome]} />
      <h2>{title}</h2>
      <p>{text}</p>
      <button type="button" class="link" onClick={onClose}>
        {words.value.talk.close}
      </button>
    </section>
  )
}
