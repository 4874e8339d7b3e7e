/** Compares the safety number: by scanning, or by reading it to each other. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { order } from '../pieces/arrange.ts'
import { Bar } from '../pieces/bar.tsx'
import { Confirm } from '../pieces/confirm.tsx'
import { Digits } from '../pieces/digits.tsx'
import { Icon } from '../pieces/icon.tsx'
import { later } from '../pieces/later.tsx'
import { outcomeOf, type Outcome } from '../pieces/outcome.ts'
import { say as tell } from '../pieces/snackbar.tsx'
import { VerifyOutcome } from '../pieces/verify-outcome.tsx'
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
  const takeBack = (): void => {
    setOutcome(undefined)
    void order({ do: 'verified', to, verified: false }).then(() => tell(say.tookBack))
  }
  if (doing === 'scan') return <Scan onCode={scanned} onClose={() => setDoing(undefined)} />
  return (
    <div class="screen">
      <Bar title={say.verifyTitle(to)} />
      <div class="scroll">
        <div class="page verify">
          {outcome !== undefined && <VerifyOutcome outcome={outcome} to={to} onClose={() => setOutcome(undefined)} />}
          {shield !== 'changed' && <p>{say.verifyText(to)}</p>}
          {safety === null && (
            <div class="card">
              <h2>{say.noNumber}</h2>
              <p class="soft">{say.noNumberText}</p>
            </div>
          )}
          {safety && shield === 'changed' && <Former to={to} digits={safety.digits} />}
          {safety && shield !== 'changed' && (
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
                  <button type="button" class="link" onClick={takeBack}>
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

/** The number of whoever had the name until now: it tells a person who began anew from a server that deceives. */
function Former({ to, digits }: { readonly to: string; readonly digits: string }): JSX.Element {
  const say = words.value.talk
  return (
    <>
      <p>{say.formerText(to)}</p>
      <div class="card verify-card">
        <h2>{say.formerNumber(to)}</h2>
        <Digits digits={digits} />
      </div>
    </>
  )
}
