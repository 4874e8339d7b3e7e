/** A screen that is fetched when it is first needed, so that the first start stays small. */
import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

export interface Later<P extends object> {
  (props: P): JSX.Element | null
  /** For a screen that will be needed soon. Without a network it is fetched when it is. */
  readonly ahead: () => void
}

export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  let loaded: ComponentType<P> | undefined
  const fetch = async (): Promise<void> => {
    loaded ??= await load()
  }
  function Later(props: P): JSX.Element | null {
    const [, draw] = useState(0)
    const Loaded = loaded
    useEffect(() => {
      // It may have come since: what counts is what was drawn.
      if (Loaded !== undefined) return undefined
      let wanted = true
      void fetch().then(() => wanted && draw(1))
      return () => {
        wanted = false
      }
    }, [])
    return Loaded === undefined ? null : <Loaded {...props} />
  }
  Later.ahead = (): void => void fetch().catch(() => undefined)
  return Later
}
