/** How long nobody has used the app, by two clocks: one can be set back, the other may stand still while a device sleeps. */

/** Milliseconds: since 1970, and since the page began. */
export interface Moment {
  readonly wall: number
  readonly steady: number
}

/** `minutes`: after which the app locks; null: never. Whichever clock says more counts. */
export function isIdle(last: Moment, now: Moment, minutes: number | null): boolean {
  if (minutes === null) return false
  return Math.max(now.wall - last.wall, now.steady - last.steady) >= minutes * 60_000
}

/** The moment at which another tab was used, as it told us: however late that arrives, it was then. */
export function momentOf(wall: number, now: Moment): Moment {
  const ago = Math.max(0, now.wall - wall)
  return { wall: now.wall - ago, steady: now.steady - ago }
}

export const later = (one: Moment, other: Moment): Moment => (one.steady >= other.steady ? one : other)
