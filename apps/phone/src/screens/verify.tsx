/** Compares the safety number: by scanning, or by reading it to each other. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { order } from '../pieces/arrange.ts'
import { Bar } from '../pieces/bar.tsx'
import { Confirm } from '../pieces/confirm.tsx'
import { groupsOf } from '../pieces/digits.ts'
import { Icon } from '../pieces/icon.tsx'
import { later } from '../pieces/later.tsx'
import { say as tell } from '../pieces/snackbar.tsx'
import { VerifyOutcome, type Outcome } from '../pieces/verify-outcome.tsx'
import { chatWith } from '../store/chats.ts'
import { ask } from '../store/office.ts'
import { words } from '../words/words.ts'

const Qr = later(async () => (await import('../pieces/qr.tsx')).Qr)
const Scan = later(async () => (await import('../pieces/scan.tsx')).Scan)

/** `null`: there is no number yet. Undefined: not asked yet. */
type Safety = { readonly digits: string; readonly code: string } | null | undefined

export function Verify({ to }: { readonly to: string }): JSX.Element {
  const say = words.value.talk
  const shield = chatWith(to)?.shield
  const [safety, setSafety] = useState<Safety>(undefined)
  const [doing, setDoing] = useState<'scan' | 'by-hand' | undefined>(undefined)
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined)
  // Another number when the name has gone to somebody else and the person goes on with them.
  useEffect(() => void ask('safety', { to }).then(setSafety), [to, shield])

  const scanned = (text: string): void => {
    setDoing(undefined)
    const found = outcomeOf(text, safety?.code)
    setOutcome(found)
    if (found === 'same') void order({ do: 'verified', to })
  }
  if (doing === 'scan') return <Scan onCode={scanned} onClose={() => setDoing(undefined)} />
  return (
    <div class="screen">
      <Bar title={say.verifyTitle(to)} />
      <div class="scroll">
        <div class="page verify">
          {outcome !== undefined && <VerifyOutcome outcome={outcome} to={to} onClose={() => setOutcome(undefined)} />}
          <p>{say.verifyText(to)}</p>
          {safety === null && (
            <div class="card">
              <h2>{say.noNumber}</h2>
              <p class="soft">{say.noNumberText}</p>
            </div>
          )}
          {safety && (
            <>
              <div class="card verify-card">
                <div class="verify-code">
                  <Qr text={safety.code} label={say.safetyCode} />
                </div>
                <Digits digits={safety.digits} />
              </div>
              <button type="button" class="button button-wide" onClick={() => setDoing('scan')}>
                <Icon name="qr" />
                {say.scan}
              </button>
              {shield === 'verified' ? (
                <div class="banner banner-good verify-state">
                  <Icon name="shield-check" />
                  <p>{say.isVerified}</p>
                  <button
                    type="button"
                    class="link"
                    onClick={() => {
                      setOutcome(undefined)
                      void order({ do: 'verified', to, verified: false }).then(() => tell(say.tookBack))
                    }}
                  >
                    {say.takeBack}
                  </button>
                </div>
              ) : (
                <button type="button" class="button button-quiet button-wide" onClick={() => setDoing('by-hand')}>
                  {say.numbersMatch}
                </button>
              )}
            </>
          )}
        </div>
      </div>
      {doing === 'by-hand' && (
        <Confirm
          title={say.numbersMatchTitle}
          text={say.numbersMatchText}
          yes={say.markVerified}
          onYes={() => void order({ do: 'verified', to }).then(() => setOutcome('same'))}
          onClose={() => setDoing(undefined)}
        />
      )}
    </div>
  )
}

/** Each group is a word of its own, so that a voice reads it digit by digit and not as a number of millions. */
function Digits({ digits }: { readonly digits: string }): JSX.Element {
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

/** A code of another kind is no bad sign: somebody scanned the wrong screen. */
function outcomeOf(scanned: string, own: string | undefined): Outcome {
  if (scanned === own) return 'same'
  const kind = own?.slice(0, own.indexOf(':') + 1)
  return kind !== undefined && kind !== '' && scanned.startsWith(kind) ? 'different' : 'foreign'
}
