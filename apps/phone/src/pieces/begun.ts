/** Whether a list has been on the screen once: what is not seen at first is drawn then. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

export function useBegun(): boolean {
  const [begun, setBegun] = useState(false)
  useFirstFrame(() => setBegun(true))
  return begun
}

/**
 * Once the first frame with it has been drawn and the next one begins: asking where something stands costs nothing then.
 * What leaves between the two has been seen: then `left` is called, while everything is still there.
 */
export function useFirstFrame(then: () => void, left: () => void = nothing): void {
  // Drawn anew before that, it knows what stands there then.
  const latest = useRef([then, left] as const)
  latest.current = [then, left]
  // An effect that is not of the layout ends some time after what it belongs to has gone.
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isBetween = false
    const end = (): void => {
      isBetween = false
      latest.current[0]()
    }
    let frame = requestAnimationFrame(() => {
      isBetween = true
      frame = requestAnimationFrame(() => void (timer = setTimeout(end)))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      if (isBetween) latest.current[1]()
    }
  }, [])
}

const nothing = (): void => undefined
