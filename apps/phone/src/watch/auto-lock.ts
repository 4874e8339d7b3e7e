/** Locks after a time without use in any tab. Hidden pages are woken rarely, so they look again when they are seen. */
import { computed, effect } from '@preact/signals'
import { house, lock } from '../store/house.ts'
import { preferences } from '../store/preferences.ts'
import { isIdle, later, momentOf, type Moment } from './idle.ts'

/** Milliseconds between looks, and between telling other tabs. */
const lookEvery = 5000
const tellEvery = 2000
/** `speaking`: into a voice message, which voice-bar.tsx tells. */
const uses = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'speaking'] as const

const moment = (): Moment => ({ wall: Date.now(), steady: performance.now() })
const isOpen = computed(() => house.value?.at === 'open')

/** Once, by main. */
export function watchUse(): void {
  const tabs = new BroadcastChannel('ebb.use')
  let last = moment()
  let told = last
  let locking = false

  function look(): void {
    if (locking || !isOpen.value || !isIdle(last, moment(), preferences.value.lockAfter)) return
    locking = true
    // Nothing is seen while the keys go.
    document.querySelector<HTMLElement>('#app')!.hidden = true
    void lock()
  }

  function used(): void {
    // The first touch after too long must not count as use.
    look()
    if (locking) return
    last = moment()
    if (last.steady - told.steady < tellEvery) return
    told = last
    tabs.postMessage(last.wall)
  }

  for (const use of uses) addEventListener(use, used, { capture: true, passive: true })
  tabs.addEventListener('message', ({ data }: MessageEvent<number>) => {
    last = later(last, momentOf(data, moment()))
  })
  document.addEventListener('visibilitychange', look)
  addEventListener('pageshow', look)
  setInterval(look, lookEvery)
  effect(() => {
    if (isOpen.value) last = moment()
  })
}
