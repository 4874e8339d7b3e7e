/** Choosing a passphrase: written twice or shown, with its strength, or made of random words on request. */
import type { JSX, RefObject } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { offerPassphrase, type Offer } from '../passphrase/offer.ts'
import { strengthOf, type Strength } from '../passphrase/strength.ts'
import { preferences } from '../store/preferences.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { PassphraseField } from './passphrase-field.tsx'
import { StrengthLine } from './strength-line.tsx'

export interface Choosing {
  readonly value: string
  readonly strength: Strength
  /** Why it cannot be taken yet. */
  readonly problem: 'empty' | 'weak' | 'differs' | undefined
  readonly again: string
  readonly shown: boolean
  readonly offered: Offer | undefined
  readonly first: RefObject<HTMLInputElement | null>
  readonly second: RefObject<HTMLInputElement | null>
  readonly change: (how: Partial<Pick<Choosing, 'value' | 'again' | 'shown' | 'offered'>>) => void
}

/** `known`: names that somebody who guesses knows. `before`: chosen earlier, when coming back. */
export function useChoosing(known: readonly string[], before = ''): Choosing {
  const [state, setState] = useState({
    value: before,
    again: before,
    shown: false,
    offered: undefined as Offer | undefined,
  })
  const first = useRef<HTMLInputElement>(null)
  const second = useRef<HTMLInputElement>(null)
  const strength = strengthOf(state.value, known)
  return {
    ...state,
    strength,
    problem: problemOf(state, strength),
    first,
    second,
    change: (how) => setState((current) => ({ ...current, ...how })),
  }
}

export interface NewPassphraseProps {
  readonly choosing: Choosing
  readonly label: string
  /** Problems are told from the first try on. */
  readonly tried: boolean
}

export function NewPassphrase({ choosing, label, tried }: NewPassphraseProps): JSX.Element {
  const say = words.value.house.joining
  const { value, again, shown, strength, problem, offered, change } = choosing
  const wrong = tried ? problem : undefined
  return (
    <>
      <PassphraseField
        label={label}
        kind="new-password"
        value={value}
        shown={shown}
        field={choosing.first}
        hint={value === '' ? say.passphraseHint : undefined}
        error={wrong === 'empty' ? say.choosePassphrase : wrong === 'weak' ? say.chooseStronger : undefined}
        onShown={(shown) => change({ shown })}
        onValue={(value) => change({ value, offered: undefined })}
      />
      {value !== '' && offered === undefined && <StrengthLine strength={strength} />}
      {offered !== undefined && (
        <p class="banner banner-good offer-line" role="status">
          {say.offered(offered.text.split(' ').length, offered.bits)}
        </p>
      )}
      <button
        type="button"
        class="button button-quiet offer-button"
        onClick={() =>
          void offerPassphrase(preferences.value.language).then((offered) =>
            change({ offered, value: offered.text, again: offered.text, shown: true }),
          )
        }
      >
        <Icon name="dice" small />
        {offered === undefined ? say.offer : say.offerAnother}
      </button>
      {!shown && (
        <PassphraseField
          label={say.again}
          kind="new-password"
          value={again}
          shown={shown}
          field={choosing.second}
          error={wrong === 'differs' ? say.notTheSame : undefined}
          onShown={(shown) => change({ shown })}
          onValue={(again) => change({ again })}
        />
      )}
    </>
  )
}

/** Whoever sees what they write need not write it twice. */
function problemOf(
  { value, again, shown }: { readonly value: string; readonly again: string; readonly shown: boolean },
  { level }: Strength,
): Choosing['problem'] {
  if (value === '') return 'empty'
  if (level === 'weak') return 'weak'
  return shown || value === again ? undefined : 'differs'
}
