/** Becoming somebody on this device, from the invitation to the first list of conversations. */
import { computed, effect, signal, untracked } from '@preact/signals'
import type { PhoneRefusal } from '../boundary.ts'
import { hint } from '../install/this-system.ts'
import { installsFirst } from '../install/system.ts'
import { house, line, lookAgain } from '../store/house.ts'
import { now } from '../store/now.ts'
import { ask, Refusal } from '../store/office.ts'
import { startLink } from '../store/start-link.ts'
import { checkInvitation, stepOf, stepsWhen, type Step } from './steps.ts'

export const link = signal('')
export const name = signal('')
/** Only until the keys are made. */
export const passphrase = signal('')
const place = signal(0)
/** What is being done. */
export const busy = signal<'keys' | 'joining' | undefined>(undefined)
/** Why the last try was refused, until something is changed. */
export const trouble = signal<PhoneRefusal | undefined>(undefined)

/** Asked once: an install in the middle must not change the order of the steps. */
let order: readonly Step[] | undefined
export const steps = (): readonly Step[] => (order ??= stepsWhen(installsFirst(hint.value)))
export const step = computed<Step>(() => steps()[place.value]!)
export const isLastStep = computed(() => place.value === steps().length - 1)
export const checked = computed(() => checkInvitation(link.value, { origin: location.origin, now: now.value }))
/** Keys were made already, perhaps before the app was closed: only an invitation and a name are wanted. */
export const hasKeys = computed(() => house.value?.at === 'open')

const online = computed(() => line.value.at === 'online')

/** With the invitation with which the app was opened, where there is one. Returns what ends it. */
export function beginJoining(): () => void {
  if (startLink.value !== undefined && link.value === '') takeLink(startLink.value)
  startLink.value = undefined
  // What found no server is tried again in the worker; it may have joined since.
  return effect(() => {
    if (online.value && untracked(() => hasKeys.value && busy.value === undefined)) void lookAgain()
  })
}

export function takeLink(text: string): void {
  link.value = text
  trouble.value = undefined
}

/** As it is written: names are small letters, and the sign in front of them stands there already. */
export function takeName(field: { value: string }): void {
  const text = field.value.trim().replace(/^@/, '').toLowerCase()
  // The field says what was taken, even where that has not changed.
  if (field.value !== text) field.value = text
  name.value = text
  trouble.value = undefined
}

export function forward(): void {
  place.value = Math.min(place.value + 1, steps().length - 1)
}

export function backward(): void {
  place.value = Math.max(place.value - 1, 0)
  trouble.value = undefined
}

/** Makes the keys where there are none, then joins. What is refused leads to the step where it is mended; keys stay. */
export async function join(): Promise<void> {
  if (busy.value !== undefined) return
  trouble.value = undefined
  try {
    if (!hasKeys.value) {
      busy.value = 'keys'
      await ask('found', { passphrase: passphrase.value })
      passphrase.value = ''
    }
    busy.value = 'joining'
    await ask('command', { do: 'join', link: link.value.trim(), name: name.value })
    link.value = ''
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refuse(error.why)
  } finally {
    busy.value = undefined
  }
}

function refuse(why: PhoneRefusal): void {
  trouble.value = why
  const at = stepOf(why)
  if (at !== undefined) place.value = steps().indexOf(at)
}
