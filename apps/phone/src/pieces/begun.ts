/** Whether a list has been on the screen once: what is not seen at first is drawn then. */
import { useEffect, useRef, useState } from 'preact/hooks'

export function useBegun(): boolean {
  const [begun, setBegun] = useState(false)
  useFirstFrame(() => setBegun(true))
  return begun
}

/** Once the first frame with it has been drawn: asking where something stands costs nothing then. */
export function useFirstFrame(then: () => void): void {
  // Drawn anew before that, it knows what stands there then.
  const latest = useRef(then)
  latest.current = then
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => latest.current())
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [])
}
