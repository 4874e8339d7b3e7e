/** Arrow keys go from message to message; Home and End to the first and the last that are here. */
import type { TargetedKeyboardEvent } from 'preact'
import type { TalkRow } from './talk-rows.ts'

/** `go` is told the message's number and its row; the button of that message then gets the focus. */
export function walkMessages(
  event: TargetedKeyboardEvent<HTMLElement>,
  rows: readonly TalkRow[],
  go: (number: number, at: number) => void,
): void {
  const held = (event.target as HTMLElement).closest<HTMLElement>('[data-message]')
  if (held === null || event.altKey || event.ctrlKey || event.metaKey) return
  const places = rows.flatMap((row, at) => (row.kind === 'message' ? [{ number: row.message.number, at }] : []))
  const here = places.findIndex(({ number }) => number === Number(held.dataset['message']))
  const ways: Record<string, number> = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: places.length - 1 }
  const to = ways[event.key]
  const place = to === undefined || to < 0 ? undefined : places[to]
  if (place === undefined) return
  event.preventDefault()
  go(place.number, place.at)
  const box = event.currentTarget
  // Drawn only now, if it was out of sight.
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      box.querySelector<HTMLElement>(`[data-message="${place.number}"] .message-more`)?.focus(),
    ),
  )
}
