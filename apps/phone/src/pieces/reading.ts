/** Tells what a person has seen, in batches. */
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { seen } from '../store/talk.ts'

/** Milliseconds after which it is looked again: what was drawn meanwhile is measured, and several make one batch. */
const patience = 200

/**
 * Returns what is called whenever something else may be in sight. `inSight` then says which unread messages are;
 * undefined: something lies over them. Nothing counts while the page is hidden or a dialog is open.
 */
export function useReading(to: string, inSight: () => readonly number[] | undefined): () => void {
  const latest = useRef(inSight)
  latest.current = inSight
  const look = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    return () => {
      timer ??= setTimeout(() => {
        timer = undefined
        if (document.visibilityState !== 'visible' || document.querySelector('dialog[open]')) return
        const found = latest.current() ?? []
        // What is refused here is asked again when it is next in sight.
        if (found.length > 0) void seen(to, found).catch(() => undefined)
      }, patience)
    }
  }, [to])
  // Drawn anew, a dialog may have closed.
  useEffect(look)
  useEffect(() => {
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      latest.current = () => undefined
    }
  }, [look])
  return look
}
