/**
 * What opens a menu on something: a long press, a right click, the menu key. Android and desktops make one event of
 * all three; only where a finger rests and no such event comes (iOS) does a timer stand in.
 */
import type { TargetedMouseEvent, TargetedPointerEvent } from 'preact'
import { useMemo, useRef } from 'preact/hooks'

export interface Point {
  readonly x: number
  readonly y: number
}

const patience = 480
/** Pixels that a resting finger may wander. */
const wander = 10

export interface HoldHandlers<E extends HTMLElement> {
  readonly onPointerDown: (event: TargetedPointerEvent<E>) => void
  readonly onPointerMove: (event: TargetedPointerEvent<E>) => void
  readonly onPointerUp: () => void
  readonly onPointerCancel: () => void
  readonly onContextMenu: (event: TargetedMouseEvent<E>) => void
  readonly onClickCapture: (event: TargetedMouseEvent<E>) => void
}

/** `onHold` is given where the pointer was, or undefined where it was a finger or a key: then the menu comes from below. */
export function useHold<E extends HTMLElement>(onHold: (at: Point | undefined) => void): HoldHandlers<E> {
  const latest = useRef(onHold)
  latest.current = onHold
  return useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let start: Point | undefined
    let finger = false
    let held = false
    const stop = (): void => clearTimeout(timer)
    const fire = (at: Point | undefined): void => {
      stop()
      held = true
      latest.current(at)
    }
    return {
      onPointerDown(event) {
        held = false
        finger = event.pointerType !== 'mouse'
        start = { x: event.clientX, y: event.clientY }
        stop()
        if (finger && event.isPrimary)
          timer = setTimeout(() => {
            swallowTap()
            fire(undefined)
          }, patience)
      },
      onPointerMove(event) {
        if (start !== undefined && Math.hypot(event.clientX - start.x, event.clientY - start.y) > wander) stop()
      },
      onPointerUp: stop,
      onPointerCancel: stop,
      onContextMenu(event) {
        event.preventDefault()
        if (held) return
        const byMouse = event.button === 2 && !finger
        fire(byMouse ? { x: event.clientX, y: event.clientY } : undefined)
        held = finger
      },
      // The finger that leaves after a long press taps nothing.
      onClickCapture(event) {
        if (!held) return
        held = false
        event.preventDefault()
        event.stopPropagation()
      },
    }
  }, [])
}

/** The finger that still rests leaves later, and must not tap on what has come up under it meanwhile. */
function swallowTap(): void {
  const over = new AbortController()
  const leave = (event: TouchEvent): void => {
    if (event.cancelable) event.preventDefault()
    over.abort()
  }
  for (const end of ['touchend', 'touchcancel'] as const)
    addEventListener(end, leave, { capture: true, passive: false, signal: over.signal })
}
