/** Whether a list has been on the screen once: what is not seen at first is drawn then. */
import { useEffect, useState } from 'preact/hooks'

export function useBegun(): boolean {
  const [begun, setBegun] = useState(false)
  useFirstFrame(() => setBegun(true))
  return begun
}

/** Once the first frame with it has been drawn: asking where something stands costs nothing then. */
export function useFirstFrame(then: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(then)
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [])
}
