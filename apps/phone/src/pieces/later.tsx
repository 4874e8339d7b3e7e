/** A screen that is fetched when it is first needed, so that the first start stays small. */
import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

export function later<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => JSX.Element | null {
  let loaded: ComponentType<P> | undefined
  return function Later(props) {
    const [, draw] = useState(0)
    useEffect(() => {
      if (loaded !== undefined) return undefined
      let wanted = true
      void load().then((found) => {
        loaded = found
        if (wanted) draw(1)
      })
      return () => {
        wanted = false
      }
    }, [])
    const Loaded = loaded
    return Loaded === undefined ? null : <Loaded {...props} />
  }
}
