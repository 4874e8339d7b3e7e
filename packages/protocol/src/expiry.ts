/** The one rule of when a message ends, and of the times the server may know. All times in seconds since 1970. */

/** The two clocks of a message, in seconds. `afterRead` null: reading starts no clock. */
export interface Clocks {
  readonly ceiling: number
  readonly afterRead: number | null
}

/** `sent` counts as the earlier of what the sender claims and when the message arrived here. */
export const sentAt = (claimed: number, arrived: number): number => Math.min(claimed, arrived)

/** expires = min(sent + ceiling, read + after-read). `read` null: not read on any device of this account. */
export function expiresAt(clocks: Clocks, sent: number, read: number | null): number {
  const hard = sent + clocks.ceiling
  return read === null || clocks.afterRead === null ? hard : Math.min(hard, read + clocks.afterRead)
}

/** Clocks never longer than the conversation's policy and the organisation's maximum. */
export function boundedBy(clocks: Clocks, policy: Clocks): Clocks {
  const afterRead =
    clocks.afterRead === null
      ? policy.afterRead
      : policy.afterRead === null
        ? clocks.afterRead
        : Math.min(clocks.afterRead, policy.afterRead)
  return { ceiling: Math.min(clocks.ceiling, policy.ceiling), afterRead }
}

/**
 * The clocks of what is made from a message: its own or those of the place where it goes, whichever are shorter, and a
 * ceiling that ends no later than it does at `ends`, seconds since 1970. Undefined: there is not a second left of it.
 */
export function inherited(from: Clocks & { readonly ends: number }, policy: Clocks, now: number): Clocks | undefined {
  const ceiling = Math.min(from.ceiling, from.ends - now)
  return ceiling < 1 ? undefined : boundedBy({ ceiling, afterRead: from.afterRead }, policy)
}

/**
 * The bucket of an entry: the end of its life as the server may know it, rounded up to the minute below one hour from
 * `now`, to the hour above.
 */
export function bucketOf(expires: number, now: number): number {
  const grain = expires - now < 3600 ? 60 : 3600
  return Math.ceil(expires / grain) * grain
}

/** Whether a server at `now` may take this bucket: on the grain (clocks may differ by 15 minutes), not past, not further ahead than `ahead`. */
export function isBucket(bucket: number, now: number, ahead: number): boolean {
  return (
    bucket % 60 === 0 &&
    bucket > now &&
    bucket <= now + ahead &&
    (bucket % 3600 === 0 || bucket - now < 3600 + 60 + 900)
  )
}

/** The slice in which a client keys messages together: 1/16 of the ceiling, at least 1 s. Its end is at or after `expires`. */
export function sliceOf(expires: number, ceiling: number): { readonly start: number; readonly end: number } {
  const width = Math.max(1, Math.floor(ceiling / 16))
  const start = Math.floor(expires / width) * width
  return { start, end: start + width }
}

/** Default of a new conversation: four weeks from sending, no clock from reading. */
export const defaultClocks: Clocks = { ceiling: 28 * 86_400, afterRead: null }
