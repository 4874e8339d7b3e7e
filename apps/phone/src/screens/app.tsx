/** Chooses the screen: by the house first, then by where the person is. */
import type { JSX } from 'preact'
import { later } from '../pieces/later.tsx'
import { Snackbar } from '../pieces/snackbar.tsx'
import { broken, house } from '../store/house.ts'
import { Rooms } from './rooms.tsx'

const Onboarding = later(async () => (await import('./onboarding.tsx')).Onboarding)
const LockScreen = later(async () => (await import('./lock-screen.tsx')).LockScreen)
const Trouble = later(async () => (await import('./trouble.tsx')).Trouble)

export function App(): JSX.Element {
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
      return null
    case 'empty':
      return <Onboarding />
    case 'locked':
      return <LockScreen />
    case 'open':
      return here.me.joined ? <Rooms /> : <Onboarding />
  }
}
