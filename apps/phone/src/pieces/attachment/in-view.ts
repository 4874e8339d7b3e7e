/** Whether something is before a person's eyes, or nearly. */
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

export function useInView<E extends HTMLElement>(): [RefObject<E | null>, boolean] {
  const ref = useRef<E>(null)
  const [inView, setInView] = useState(false)
  useEffect(() => {
    const watching = new IntersectionObserver((entries) => setInView(entries.at(-1)!.isIntersecting))
    if (ref.current !== null) watching.observe(ref.current)
    return () => watching.disconnect()
  }, [])
  return [ref, inView]
}
