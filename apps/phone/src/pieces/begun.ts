/** Whether a list has been on the screen once: what is not seen at first is drawn then. */
import { useEffect, useState } from 'preact/hooks'

export function useBegun(): boolean {
  const [begun, setBegun] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setBegun(true))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [])
  return begun
}
