/** Tells what a person has seen, in batches. */
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { seen } from '../store/talk.ts'

/** Milliseconds after which it is looked again: what was drawn meanwhile is measured, and several make one batch. */
const patience = 200

export interface Reading {
  readonly to: string
  /** Nothing lies over the messages. */
  readonly active: boolean
  /** Which unread messages are in sight. */
  readonly inSight: () => readonly number[]
}

/**
 * Returns what is called whenever something else may be in sight. Nothing counts while the page is hidden or a dialog is
 * open. Who leaves before the batch is told has seen what was there.
 */
export function useReading({ to, active, inSight }: Reading): () => void {
  const latest = useRef(inSight)
  latest.current = inSight
  const reading = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let counts = false
    const tell = (): void => {
      timer = undefined
      tellSeen(to, latest.current())
    }
    return {
      begin: (): void => void (counts = true),
      look: (): void => {
        if (!counts) return
        timer ??= setTimeout(() => {
          if (document.visibilityState === 'visible') tell()
          else timer = undefined
        }, patience)
      },
      leave: (): void => {
        if (timer === undefined) return
        clearTimeout(timer)
        tell()
      },
      end: (): void => void (counts = false),
    }
  }, [to])
  // Before anything is taken away: afterwards nothing can be measured.
  useLayoutEffect(() => {
    if (!active) return undefined
    reading.begin()
    const turn = (): void => (document.visibilityState === 'visible' ? reading.look() : reading.leave())
    document.addEventListener('visibilitychange', turn)
    return () => {
      document.removeEventListener('visibilitychange', turn)
      reading.leave()
      reading.end()
    }
  }, [reading, active])
  // Drawn anew, a dialog may have closed.
  useEffect(reading.look)
  return reading.look
}

/** Nothing is seen behind a dialog. What is refused is told again when it is next in sight. */
export function tellSeen(to: string, messages: readonly number[]): void {
  if (messages.length === 0 || document.querySelector('dialog[open]') !== null) return
  seen(to, messages).catch(() => undefined)
}
