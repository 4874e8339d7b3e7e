/** Finds what a person really has before their eyes. */
import type { ShownMessage } from '@ebb/engine'
import type { TalkRow } from './talk-rows.ts'

/** How a list is measured, in pixels from its beginning. */
export interface Measured {
  readonly scrollOffset: number
  readonly viewportSize: number
  readonly findItemIndex: (offset: number) => number
  readonly getItemOffset: (index: number) => number
  readonly getItemSize: (index: number) => number
}

/** Unread messages of which half, or half of the window full, can be seen. */
export function unreadInSight(rows: readonly TalkRow[], list: Measured): readonly number[] {
  if (list.viewportSize === 0) return []
  const [top, bottom] = [list.scrollOffset, list.scrollOffset + list.viewportSize]
  const found: number[] = []
  for (let at = list.findItemIndex(top); at < rows.length; at++) {
    const row = rows[at]
    const [start, size] = [list.getItemOffset(at), list.getItemSize(at)]
    if (row === undefined || start >= bottom) break
    const inSight = Math.min(bottom, start + size) - Math.max(top, start)
    if (row.kind === 'message' && isUnread(row.message) && inSight * 2 >= Math.min(size, list.viewportSize))
      found.push(row.message.number)
  }
  return found
}

const isUnread = (message: ShownMessage): boolean => !message.mine && !message.read && message.state === 'received'
