/** What a passphrase is worth, said honestly: a word, a number of bits, and what that means. */
import type { JSX } from 'preact'
import type { Level, Strength } from '../passphrase/strength.ts'
import { words } from '../words/words.ts'

const levels: readonly Level[] = ['weak', 'fair', 'good', 'strong']

export function StrengthLine({ strength }: { readonly strength: Strength }): JSX.Element {
  const say = words.value.house.strength
  const { bits, level } = strength
  const reached = levels.indexOf(level)
  return (
    <div class={`strength strength-${level}`}>
      <div class="strength-bars" aria-hidden="true">
        {levels.map((one, at) => (
          <span key={one} class={at <= reached ? 'strength-on' : ''} />
        ))}
      </div>
      <p class="small" role="status">
        <span class="unseen">{say.label}: </span>
        <strong>{say.levels[level]}</strong> · {say.bits(bits)}. <span class="soft">{say.means[level]}</span>
      </p>
    </div>
  )
}
