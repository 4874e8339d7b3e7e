/** How high rows of a conversation are before any of them is drawn: near enough to draw a screen full of them at once. */
import type { TalkRow } from './talk-rows.ts'

/** Pixels of a row of which nothing is known. */
export const usualHeight = 60

/** Pixels of a message around its text, of a line of it, and of what it answers; letters in a line of a small phone. */
const around = 18
const line = 22
const answered = 54
const letters = 36

/** Places, in order, of the rows that fill `room` pixels: from `at` on, and before it as far as there is room; without `at`, the last ones. */
export function rowsToBeginWith(rows: readonly TalkRow[], room: number, at: number = rows.length): readonly number[] {
  let left = room
  let [from, end] = [at, at]
  while (left > 0 && end < rows.length) left -= heightOf(rows[end++]!)
  while (left > 0 && from > 0) left -= heightOf(rows[--from]!)
  return Array.from({ length: end - from }, (_, place) => from + place)
}

/** Whether the rows from `at` to the end fill `room` pixels. */
export const fillsFrom = (rows: readonly TalkRow[], room: number, at: number): boolean =>
  rows.slice(at).reduce((high, row) => high + heightOf(row), 0) >= room

function heightOf(row: TalkRow): number {
  if (row.kind !== 'message' || row.message.text === undefined) return usualHeight
  const { text, quote } = row.message
  // The time stands behind the last letters.
  return around + line * Math.ceil((text.length + 8) / letters) + (quote === undefined ? 0 : answered)
}
