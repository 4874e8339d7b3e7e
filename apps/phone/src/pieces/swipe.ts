/** A finger that draws a message aside: towards the end of the line of reading, to reply. */
import type { TargetedTouchEvent } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'

/** Pixels until it counts, and at most. */
const enough = 56
const most = 80

export interface SwipeHandlers<E extends HTMLElement> {
  readonly onTouchStart: (event: TargetedTouchEvent<E>) => void
  readonly onTouchMove: (event: TargetedTouchEvent<E>) => void
  readonly onTouchEnd: (event: TargetedTouchEvent<E>) => void
  readonly onTouchCancel: (event: TargetedTouchEvent<E>) => void
}

/** Whether it is being drawn just now, and what hears the finger. */
export function useSwipe<E extends HTMLElement>(
  onSwipe: () => void,
): { readonly swiping: boolean; readonly heard: SwipeHandlers<E> } {
  const latest = useRef(onSwipe)
  latest.current = onSwipe
  const [swiping, setSwiping] = useState(false)
  const heard = useMemo(() => {
    let start: { x: number; y: number; id: number } | undefined
    let drawn = 0
    const settle = (element: E): void => {
      element.style.translate = ''
      element.classList.remove('swiping', 'swiped')
      start = undefined
      drawn = 0
      setSwiping(false)
    }
    return {
      onTouchStart(event: TargetedTouchEvent<E>) {
        const touch = event.touches[0]
        start =
          event.touches.length === 1 && touch !== undefined
            ? { x: touch.clientX, y: touch.clientY, id: touch.identifier }
            : undefined
      },
      onTouchMove(event: TargetedTouchEvent<E>) {
        const touch = event.touches[0]
        const element = event.currentTarget
        if (start === undefined || touch === undefined || touch.identifier !== start.id) return
        const forward = getComputedStyle(element).direction === 'rtl' ? -1 : 1
        const along = (touch.clientX - start.x) * forward
        const across = Math.abs(touch.clientY - start.y)
        if (drawn === 0 && (along < 10 || across > along)) {
          // It scrolls, or goes the other way: not ours until the finger comes again.
          if (across > 10 || along < -10) start = undefined
          return
        }
        drawn = Math.min(most, Math.max(1, along))
        setSwiping(true)
        element.classList.add('swiping')
        element.classList.toggle('swiped', drawn >= enough)
        element.style.translate = `${drawn * forward}px`
      },
      onTouchEnd(event: TargetedTouchEvent<E>) {
        const counts = drawn >= enough
        settle(event.currentTarget)
        if (counts) latest.current()
      },
      onTouchCancel(event: TargetedTouchEvent<E>) {
        settle(event.currentTarget)
      },
    }
  }, [])
  return { swiping, heard }
}
