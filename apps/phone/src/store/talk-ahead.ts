/**
 * What the conversation under a finger begins with, asked for while it is not known yet whether the finger taps: it
 * rests longer than the answer takes. Whatever happens meanwhile ends it, and the tap asks anew.
 */
import type { Asks } from '../boundary.ts'
import { ask } from './office.ts'
import { windowHeight } from './window-height.ts'

type Opening = Promise<Asks['opening'][1]>

/** As many short messages as fill the screen and what is read ahead of a finger. */
const firstStretch = (): number => Math.ceil((windowHeight() + 800) / 40)

let ahead: { readonly to: string; readonly opening: Opening } | undefined

export function askAhead(to: string): void {
  const opening = askOpening(to)
  // Whoever takes it hears of a refusal.
  opening.catch(() => undefined)
  ahead = { to, opening }
}

export function forgetAhead(): void {
  ahead = undefined
}

/** What was asked ahead, once, or asks now. Rejects with Refusal. */
export function openingOf(to: string): Opening {
  const asked = ahead?.to === to ? ahead.opening : undefined
  forgetAhead()
  return asked ?? askOpening(to)
}

const askOpening = (to: string): Opening => ask('opening', { to, limit: firstStretch() })
