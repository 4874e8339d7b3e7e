/**
 * How long a device waits before it tries the way to its server again: any time at all within a window that doubles up
 * to a minute, so that all who were cut off in the same moment do not come back in one.
 */

/** Seconds. */
const [first, longest] = [2, 60]
/** For one pause it counts as tried so often where the server said that it starts anew: everybody hears that at once. */
export const restarting = 2

/** Whole seconds, 0 at least. `attempt`: how often it was tried before. */
export function pauseBefore(attempt: number, random: (length: number) => Uint8Array): number {
  const window = Math.min(longest, first * 2 ** attempt)
  const chance = new DataView(random(4).slice().buffer).getUint32(0)
  return Math.floor((chance / 2 ** 32) * window)
}
