/** The time as screens show it, in seconds since 1970. Ticks once a second while somebody looks. */
import { signal } from '@preact/signals'

const read = (): number => Math.floor(Date.now() / 1000)
export const now = signal(read())

/** Once, by main. */
export function startTicking(): void {
  const tick = (): void => {
    now.value = read()
  }
  setInterval(() => document.visibilityState === 'visible' && tick(), 1000)
  // What ended meanwhile must be gone before anything is seen.
  document.addEventListener('visibilitychange', tick)
}
