/** Who was introduced to this account, and waits for a decision. */
import { effect, signal } from '@preact/signals'
import type { ShownIntroduction } from '@ebb/engine'
import { me } from './house.ts'
import { ask, onHappened } from './office.ts'

export const introductions = signal<readonly ShownIntroduction[]>([])

/** Once, by main. */
export function followIntroductions(): void {
  onHappened((happened) => {
    if ('event' in happened && (happened.event.kind === 'introduced' || happened.event.kind === 'conversation'))
      void look()
  })
  effect(() => {
    if (me.value?.joined === true) void look()
    else introductions.value = []
  })
}

/** Where nobody answers any more, the page is about to leave. */
const look = (): Promise<void> =>
  ask('introductions', {}).then(
    (found) => void (introductions.value = found),
    () => undefined,
  )
