/** What this account has asked for by links into groups. */
import { effect, signal } from '@preact/signals'
import type { ShownKnock } from '@ebb/engine'
import { me } from './house.ts'
import { ask, onHappened } from './office.ts'

export const knocks = signal<readonly ShownKnock[]>([])

/** Once, by main. */
export function followKnocks(): void {
  onHappened((happened) => {
    if ('event' in happened && happened.event.kind === 'knocked') void look()
  })
  effect(() => {
    if (me.value?.joined === true) void look()
    else knocks.value = []
  })
}

/** Where nobody answers any more, the page is about to leave. */
const look = (): Promise<void> =>
  ask('knocks', {}).then(
    (found) => void (knocks.value = found),
    () => undefined,
  )
