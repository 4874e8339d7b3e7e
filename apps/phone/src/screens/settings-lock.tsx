/** When the app locks, and what opens it. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ChangePassphrase } from '../pieces/change-passphrase.tsx'
import { ChoiceRow, LinkRow, SwitchRow } from '../pieces/setting-row.tsx'
import { say as tell } from '../pieces/snackbar.tsx'
import { dropPasskey, keepPasskey, passkeyIsKept } from '../passkey/kept.ts'
import { hasPasskeys } from '../passkey/passkey.ts'
import { prefer, preferences } from '../store/preferences.ts'
import { words } from '../words/words.ts'

const choices = [1, 5, 15, 60] as const

export function LockSection(): JSX.Element {
  const say = words.value.house.settings
  const [changing, setChanging] = useState(false)
  return (
    <section class="section">
      <h2 class="section-title">{say.lock}</h2>
      <ul class="group">
        <ChoiceRow icon="clock" name={say.lockAfter} line={say.lockAfterText}>
          {(id) => <LockAfter id={id} />}
        </ChoiceRow>
        <DeviceRow />
        <LinkRow icon="key" name={say.changePassphrase} onOpen={() => setChanging(true)} />
      </ul>
      {changing && <ChangePassphrase onClose={() => setChanging(false)} />}
    </section>
  )
}

function LockAfter({ id }: { readonly id: string }): JSX.Element {
  const { after } = words.value.house.settings
  const { lockAfter } = preferences.value
  return (
    <select
      id={id}
      class="pick"
      value={lockAfter === null ? 'never' : String(lockAfter)}
      onChange={(event) => {
        const minutes = choices.find((choice) => String(choice) === event.currentTarget.value)
        prefer({ lockAfter: minutes ?? null })
      }}
    >
      {choices.map((minutes) => (
        <option key={minutes} value={minutes}>
          {after[minutes]}
        </option>
      ))}
      <option value="never">{after.never}</option>
    </select>
  )
}

function DeviceRow(): JSX.Element {
  const say = words.value.house.settings
  const [busy, setBusy] = useState(false)

  async function turn(on: boolean): Promise<void> {
    setBusy(true)
    const done = await (on ? keepPasskey() : dropPasskey())
    setBusy(false)
    if (done === 'kept') tell(say.deviceOn)
    else if (done === 'dropped') tell(say.deviceOff)
    else if (done === 'cancelled') tell(say.deviceCancelled)
    else if (done === 'no-prf') tell(say.deviceNoPrf)
    else tell(words.value.refusals[done])
  }

  return (
    <SwitchRow
      icon="finger"
      name={say.device}
      line={hasPasskeys() ? say.deviceText : say.deviceNone}
      on={passkeyIsKept.value}
      disabled={busy || !hasPasskeys()}
      onSwitch={(on) => void turn(on)}
    />
  )
}
