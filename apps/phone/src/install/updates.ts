/** Whether another build of the app is here, and taking it: the service worker changes nothing until a person says so. */
import { signal } from '@preact/signals'
import { watchUpdates } from '../updates.ts'

const takes = signal<{ readonly take: () => void } | undefined>(undefined)

export const updateIsHere = (): boolean => takes.value !== undefined

/** Once, by main. */
export const followUpdates = (): Promise<void> =>
  watchUpdates((take) => {
    takes.value = { take }
  })

/** The page loads anew and has to be unlocked anew. */
export const takeUpdate = (): void => takes.value?.take()
