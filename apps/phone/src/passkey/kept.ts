/** Whether this device's own unlocking opens the house, and turning that on and off. */
import { effect, signal } from '@preact/signals'
import type { PhoneRefusal } from '../boundary.ts'
import { house } from '../store/house.ts'
import { ask, Refusal } from '../store/office.ts'
import { makePasskey, type PasskeyRefusal } from './passkey.ts'

export const passkeyIsKept = signal(false)

/** Once, by main. */
export function followPasskey(): void {
  effect(() => {
    const here = house.value
    if (here?.at === 'empty') passkeyIsKept.value = false
    if (here?.at === 'locked') passkeyIsKept.value = here.prf !== null
    if (here?.at === 'open') passkeyIsKept.value = here.passkey
  })
}

export async function keepPasskey(): Promise<'kept' | PasskeyRefusal | PhoneRefusal> {
  const made = await makePasskey()
  if (typeof made === 'string') return made
  const refused = await hand({ hint: made.hint, secret: made.secret })
  made.secret.fill(0)
  if (refused !== undefined) return refused
  passkeyIsKept.value = true
  return 'kept'
}

/** The passkey itself stays in the system's list; it opens nothing any more. */
export async function dropPasskey(): Promise<'dropped' | PhoneRefusal> {
  const refused = await hand(null)
  if (refused !== undefined) return refused
  passkeyIsKept.value = false
  return 'dropped'
}

async function hand(how: Parameters<typeof ask<'prf'>>[1]): Promise<PhoneRefusal | undefined> {
  try {
    await ask('prf', how)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.why
    throw error
  }
}
