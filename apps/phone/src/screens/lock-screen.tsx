/** The locked house: a passphrase or this device opens it. Tries are not counted: a copy could be tried elsewhere. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Opener, PhoneRefusal, PrfHint } from '../boundary.ts'
import { Forgotten } from '../pieces/forgotten.tsx'
import { Icon } from '../pieces/icon.tsx'
import { PassphraseField } from '../pieces/passphrase-field.tsx'
import { locale } from '../pieces/locale.ts'
import { prepareTimes } from '../pieces/times.ts'
import { askPasskey, hasPasskeys } from '../passkey/passkey.ts'
import { house } from '../store/house.ts'
import { ask, Refusal } from '../store/office.ts'
import { words } from '../words/words.ts'

type Failed = PhoneRefusal | 'device' | 'device-not-fitting'

export function LockScreen(): JSX.Element {
  const say = words.value.house.lockScreen
  const [passphrase, setPassphrase] = useState('')
  const [shown, setShown] = useState(false)
  const [busy, setBusy] = useState<'passphrase' | 'device' | undefined>(undefined)
  const [failed, setFailed] = useState<Failed | undefined>(undefined)
  const [forgotten, setForgotten] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const device = useRef<HTMLButtonElement>(null)
  const hint = hintOf()
  useEffect(() => (device.current ?? field.current)?.focus(), [])
  // Nothing else is done while somebody writes a passphrase.
  useEffect(() => {
    const waiting = setTimeout(() => prepareTimes(locale.peek()), 300)
    return () => clearTimeout(waiting)
  }, [])

  async function open(by: 'passphrase' | 'device', work: () => Promise<Failed | undefined>): Promise<void> {
    if (busy !== undefined) return
    setBusy(by)
    setFailed(undefined)
    const why = await work()
    setBusy(undefined)
    setFailed(why)
    if (why !== undefined && by === 'passphrase') field.current?.select()
  }

  return (
    <div class="screen">
      <main class="scroll">
        <div class="page lock-page">
          <div class="hero">
            <span class="empty-picture">
              <Icon name="lock" />
            </span>
            <h1>{say.title}</h1>
          </div>
          {hint !== null && (
            <div class="stack">
              <button
                type="button"
                ref={device}
                class="button button-wide"
                aria-disabled={busy !== undefined}
                onClick={() => void open('device', () => unlockByDevice(hint))}
              >
                {busy === 'device' ? <span class="spinner spinner-small" /> : <Icon name="finger" />}
                {busy === 'device' ? say.opening : say.withDevice}
              </button>
              <p class="soft small lock-or">{say.orPassphrase}</p>
            </div>
          )}
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault()
              if (passphrase === '') return field.current?.focus()
              return void open('passphrase', () => unlock({ passphrase }))
            }}
          >
            <PassphraseField
              label={say.passphrase}
              kind="current-password"
              value={passphrase}
              shown={shown}
              field={field}
              readOnly={busy === 'passphrase'}
              hint={busy === 'passphrase' ? say.openingText : undefined}
              error={failed === undefined ? undefined : lineOf(failed)}
              onShown={setShown}
              onValue={(value) => {
                setPassphrase(value)
                setFailed(undefined)
              }}
            />
            <button
              type="submit"
              class={hint === null ? 'button button-wide' : 'button button-quiet button-wide'}
              aria-disabled={busy !== undefined}
            >
              {busy === 'passphrase' && <span class="spinner spinner-small" />}
              {busy === 'passphrase' ? say.opening : say.unlock}
            </button>
            {/* A status inside of the button would leave the button itself without a name. */}
            <span class="unseen" role="status">
              {busy === 'passphrase' && say.opening}
            </span>
          </form>
          <button type="button" class="link link-centered" onClick={() => setForgotten(true)}>
            {say.forgotten}
          </button>
        </div>
      </main>
      {forgotten && <Forgotten onClose={() => setForgotten(false)} />}
    </div>
  )
}

function hintOf(): PrfHint | null {
  const here = house.value
  return here?.at === 'locked' && hasPasskeys() ? here.prf : null
}

function lineOf(failed: Failed): string {
  const { house, refusals } = words.value
  if (failed === 'device') return house.lockScreen.deviceFailed
  return failed === 'device-not-fitting' ? house.lockScreen.deviceNotFitting : refusals[failed]
}

async function unlock(opener: Opener): Promise<PhoneRefusal | undefined> {
  try {
    await ask('unlock', opener)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.why
    throw error
  }
}

async function unlockByDevice(hint: PrfHint): Promise<Failed | undefined> {
  const secret = await askPasskey(hint)
  if (typeof secret === 'string') return 'device'
  const failed = await unlock({ prf: secret })
  secret.fill(0)
  return failed === 'wrong-passphrase' ? 'device-not-fitting' : failed
}
