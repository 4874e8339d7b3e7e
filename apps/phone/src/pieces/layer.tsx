/** A screen that lies over or beside others. Covered, it cannot be seen or reached, and keeps its place. */
import type { ComponentChildren, JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { words } from '../words/words.ts'
import { wide } from './wide.ts'

export interface LayerProps {
  /** `list`: what one chooses from. `main`: what was chosen. */
  readonly name: 'list' | 'main'
  readonly covered: boolean
  readonly children: ComponentChildren
}

export function Layer({ name, covered, children }: LayerProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const left = useRef<HTMLElement | undefined>(undefined)
  // Who uses keys or ears is where the screen is: where they left it, or at its beginning.
  useLayoutEffect(() => {
    if (covered) return undefined
    // Once it is laid out for all to see: for the focus alone it would be laid out twice.
    const frame = requestAnimationFrame(() => setTimeout(lead))
    return () => cancelAnimationFrame(frame)
  }, [covered])

  function lead(): void {
    const here = box.current
    if (here === null || here.inert || here.contains(document.activeElement)) return
    if (wide.peek() && name === 'list') return
    if (left.current?.isConnected === true) left.current.focus({ preventScroll: true })
    else here.focus({ preventScroll: true })
  }
  const beside = name === 'list' && wide.value
  return (
    <div
      ref={box}
      class={`layer layer-${name}`}
      role={covered ? undefined : beside ? 'complementary' : 'main'}
      aria-label={beside && !covered ? words.value.talk.chats : undefined}
      tabIndex={-1}
      inert={covered}
      data-covered={covered || undefined}
      onFocusCapture={(event) => {
        if (event.target !== box.current) left.current = event.target as HTMLElement
      }}
    >
      {children}
    </div>
  )
}
