/** Chooses the screen: by the house first, then by where the person is. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { later } from '../pieces/later.tsx'
import { Snackbar } from '../pieces/snackbar.tsx'
import { broken, house, unanswered } from '../store/house.ts'

const Rooms = later(async () => (await import('./rooms.tsx')).Rooms)
const Onboarding = later(async () => (await import('./onboarding.tsx')).Onboarding)
const LockScreen = later(async () => (await import('./lock-screen.tsx')).LockScreen)
const Asleep = later(async () => (await import('./asleep.tsx')).Asleep)
const Trouble = later(async () => (await import('./trouble.tsx')).Trouble)

/** Which of the two comes first is not known yet; both are small. */
export function fetchFirstScreens(): void {
  Onboarding.ahead()
  LockScreen.ahead()
}

export function App(): JSX.Element {
  // Whoever joins or unlocks finds it here.
  useEffect(Rooms.ahead, [])
  return (
    <>
      <Stage />
      <Snackbar />
    </>
  )
}

function Stage(): JSX.Element | null {
  const here = house.value
  if (broken.value !== undefined) return <Trouble />
  switch (here?.at) {
    case undefined:
      return unanswered.value ? <Asleep /> : null
    case 'empty':
      return <Onboarding />
    case 'locked':
      return <LockScreen />
    case 'open':
      return here.me.joined ? <Rooms /> : <Onboarding />
  }
}
