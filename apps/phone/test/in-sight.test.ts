import { expect, test } from 'vitest'
import type { ShownMessage } from '@ebb/engine'
import { unreadInSight, type Measured } from '../src/pieces/in-sight.ts'
import type { TalkRow } from '../src/pieces/talk-rows.ts'

const row = (number: number, how: Partial<ShownMessage> = {}): TalkRow => ({
  kind: 'message',
  key: `m${number}`,
  begins: true,
  ends: true,
  message: { number, mine: false, read: false, state: 'received', ...how } as ShownMessage,
})

/** Rows of these heights, seen through a window. */
function list(heights: readonly number[], scrollOffset: number, viewportSize: number): Measured {
  const getItemOffset = (at: number): number => heights.slice(0, at).reduce((sum, height) => sum + height, 0)
  const getItemSize = (at: number): number => heights[at] ?? 0
  const findItemIndex = (offset: number): number => {
    const at = heights.findIndex((height, here) => getItemOffset(here) + height > offset)
    return at < 0 ? heights.length - 1 : at
  }
  return { scrollOffset, viewportSize, findItemIndex, getItemOffset, getItemSize }
}

const four = [row(1), row(2), row(3), row(4)]

test('what lies within the window is in sight, what lies outside is not', () => {
  expect(unreadInSight(four, list([100, 100, 100, 100], 100, 200))).toEqual([2, 3])
})

test('half of a message is enough, less is not', () => {
  expect(unreadInSight(four, list([100, 100, 100, 100], 50, 200))).toEqual([1, 2, 3])
  expect(unreadInSight(four, list([100, 100, 100, 100], 51, 200))).toEqual([2, 3])
})

test('of a message that is higher than the window, half a window full is enough', () => {
  expect(unreadInSight([row(1), row(2)], list([1000, 50], 300, 200))).toEqual([1])
  expect(unreadInSight([row(1), row(2)], list([1000, 50], 901, 200))).toEqual([2])
})

test('own, read and told messages are not unread', () => {
  const rows = [row(1, { mine: true }), row(2, { read: true }), row(3, { state: 'note' }), row(4)]
  expect(unreadInSight(rows, list([50, 50, 50, 50], 0, 200))).toEqual([4])
})

test('nothing is in sight before there is a window', () => {
  expect(unreadInSight(four, list([100, 100, 100, 100], 0, 0))).toEqual([])
})
