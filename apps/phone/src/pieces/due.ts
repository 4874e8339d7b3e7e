/**
 * Things that look different at a certain time, without every one of them being drawn each second: one look a second
 * at a list of times, and only who is due is drawn anew.
 */
import { effect } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { now } from '../store/now.ts'

interface Waiting {
  readonly at: number
  readonly wake: () => void
}

const waiting = new Set<Waiting>()

effect(() => {
  const time = now.value
  for (const one of waiting) {
    if (one.at > time) continue
    waiting.delete(one)
    one.wake()
  }
})

/** The time now, drawn anew at `next`. Infinity: never. */
export function useTimeUntil(next: (time: number) => number): number {
  const [, draw] = useState(0)
  const time = now.peek()
  const at = next(time)
  useEffect(() => {
    if (at === Infinity) return undefined
    const one: Waiting = { at, wake: () => draw((count) => count + 1) }
    waiting.add(one)
    return () => void waiting.delete(one)
  }, [at])
  return time
}
