/** Goes to the server at once when there is a network again or somebody looks, and does not wait for the next try. */
import { line, me } from '../store/house.ts'
import { ask } from '../store/office.ts'

/** Once, by main. */
export function reconnectSoon(): void {
  addEventListener('online', connect)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connect()
  })
}

/** Also to a server that was not the right one: whether it is now shows before anything is said to it. */
export function connect(): void {
  if (me.value?.joined !== true || line.value.at === 'online') return
  // Locked meanwhile: it connects when it is opened.
  void ask('command', { do: 'connect' }).catch(() => undefined)
}
