/** The way in: an invitation, a name and a passphrase, this device. Says at each step where one is. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { BackButton } from '../pieces/bar.tsx'
import { LanguageChoice } from '../pieces/language-choice.tsx'
import { Icon } from '../pieces/icon.tsx'
import { later } from '../pieces/later.tsx'
import { Working } from '../pieces/working.tsx'
import { backward, beginJoining, busy, step, steps } from '../joining/joining.ts'
import type { Step } from '../joining/steps.ts'
import { words } from '../words/words.ts'
import { InvitationStep } from './onboarding-invitation.tsx'

const NameStep = later(async () => (await import('./onboarding-name.tsx')).NameStep)
const DeviceStep = later(async () => (await import('./onboarding-device.tsx')).DeviceStep)

export function Onboarding(): JSX.Element {
  const say = words.value.house.joining
  const at = step.value
  const doing = busy.value
  const isFirst = at === steps()[0]
  const top = useRef<HTMLDivElement>(null)
  useEffect(beginJoining, [])
  useEffect(() => top.current?.scrollTo(0, 0), [at])
  return (
    <div class="screen">
      <header class="bar joining-bar">
        {!isFirst && doing === undefined && <BackButton onBack={backward} />}
        <Stepper at={at} />
        {isFirst && <LanguageChoice />}
      </header>
      <main class="scroll" ref={top}>
        <div class="page" key={at} hidden={doing !== undefined}>
          {at === 'invitation' && <InvitationStep />}
          {at === 'name' && <NameStep />}
          {at === 'device' && <DeviceStep />}
        </div>
        {doing !== undefined && <Working alone text={doing === 'keys' ? say.makingKeys : say.joining} />}
      </main>
    </div>
  )
}

function Stepper({ at }: { readonly at: Step }): JSX.Element {
  const say = words.value.house.steps
  const order = steps()
  const place = order.indexOf(at)
  return (
    <ol class="steps" aria-label={say.all}>
      {order.map((step, i) => (
        <li key={step} class={i < place ? 'step step-done' : 'step'} aria-current={i === place ? 'step' : undefined}>
          <span class="step-mark">{i < place ? <Icon name="check" small /> : i + 1}</span>
          <span class="step-name">
            {say[step]}
            {i < place && <span class="unseen"> ({say.done})</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}
