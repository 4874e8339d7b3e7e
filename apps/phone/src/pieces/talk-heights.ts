/** How high rows of a conversation are before any of them is drawn: near enough to draw a screen full of them at once. */
import type { TalkRow } from './talk-rows.ts'

/** Pixels of a row of which nothing is known. */
export const usualHeight = 60

/** Pixels of a message around its text, and of a line of it; letters in a line of a small phone. */
const around = 18
const line = 22
const letters = 36

/** Places of the rows that fill `room` pixels: from `at` on, and before it as far as there is room; without `at`, the last ones. */
export function rowsToBeginWith(rows: readonly TalkRow[], room: number, at: number = rows.length): readonly number[] {
  const places: number[] = []
  let left = room
  const take = (place: number): void => {
    places.push(place)
    left -= heightOf(rows[place]!)
  }
  for (let place = at; left > 0 && place < rows.length; place++) take(place)
  for (let place = at - 1; left > 0 && place >= 0; place--) take(place)
  return places
}

function heightOf(row: TalkRow): number {
  const text = row.kind === 'message' ? row.message.text : undefined
  // The time stands behind the last letters.
  return text === undefined ? usualHeight : around + line * Math.ceil((text.length + 8) / letters)
}
