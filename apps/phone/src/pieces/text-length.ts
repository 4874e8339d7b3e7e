/** A message's text holds at most this many bytes of UTF-8 (`spec/content`). */
const most = 60_000

/** By how many bytes a text is too long; 0 where it is not. */
export function bytesTooMany(text: string): number {
  // No character takes more than three bytes for each unit of its length.
  if (text.length * 3 <= most) return 0
  return Math.max(0, new TextEncoder().encode(text).length - most)
}
