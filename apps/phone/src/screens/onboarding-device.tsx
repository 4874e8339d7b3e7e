/** The step about this device: installing, and whether the keys stay. Before the keys where installing must come first. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { CopyButton } from '../pieces/copy-button.tsx'
import { InstallCard } from '../pieces/install-card.tsx'
import { JoinTrouble } from '../pieces/join-trouble.tsx'
import { KeepCard } from '../pieces/keep-card.tsx'
import { StepTitle } from '../pieces/step-title.tsx'
import { askingShows, askToKeep } from '../install/keeping.ts'
import { checked, forward, hasKeys, isLastStep, join, link, name } from '../joining/joining.ts'
import { words } from '../words/words.ts'

export function DeviceStep(): JSX.Element {
  return isLastStep.value ? <Ready /> : <InstallFirst />
}

function InstallFirst(): JSX.Element {
  const { joining: say, install } = words.value.house
  return (
    <>
      <StepTitle>{say.deviceFirstTitle}</StepTitle>
      <div class="card stack">
        <p>{install.carry}</p>
        <CopyButton text={link.value} label={say.copyLink} />
      </div>
      <InstallCard />
      <button type="button" class="button button-quiet button-wide" onClick={forward}>
        {say.stayHere}
      </button>
    </>
  )
}

function Ready(): JSX.Element {
  const say = words.value.house.joining
  const found = checked.value
  useEffect(() => {
    if (!askingShows()) void askToKeep()
  }, [])
  return (
    <>
      <StepTitle>{say.deviceTitle}</StepTitle>
      <InstallCard />
      <KeepCard />
      <div class="stack">
        {found.is === 'good' && <p class="joining-as">{say.as(name.value, found.host)}</p>}
        <JoinTrouble />
        <button type="button" class="button button-wide" onClick={() => void join()}>
          {hasKeys.value ? say.joinOnly : say.join}
        </button>
      </div>
    </>
  )
}
