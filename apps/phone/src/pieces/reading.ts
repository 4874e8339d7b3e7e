/** Tells what a person has seen, in batches. */
import { seen } from '../store/talk.ts'

/** Milliseconds that several are waited for, so that they are told in one batch. */
const patience = 250
const waiting = new Map<string, Set<number>>()

/** They count as seen when somebody looks: nothing while the page is hidden or a dialog lies over it. */
export function tellSeen(to: string, messages: readonly number[]): void {
  if (messages.length === 0 || document.visibilityState !== 'visible' || document.querySelector('dialog[open]')) return
  const known = waiting.get(to)
  for (const number of messages) known?.add(number)
  if (known !== undefined) return
  waiting.set(to, new Set(messages))
  setTimeout(() => {
    const batch = [...(waiting.get(to) ?? [])]
    waiting.delete(to)
    // What is refused here is asked again when it is next in sight.
    void seen(to, batch).catch(() => undefined)
  }, patience)
}
