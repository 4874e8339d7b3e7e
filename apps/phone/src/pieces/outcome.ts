/** What scanning the other side's safety code has shown. */

/** `foreign`: what was scanned is no safety code at all. */
export type Outcome = 'same' | 'different' | 'foreign'

/** `own`: what this side's code says, which begins with its kind and a colon. */
export function outcomeOf(scanned: string, own: string | undefined): Outcome {
  if (own === undefined) return 'foreign'
  if (scanned === own) return 'same'
  // A code of another kind is no bad sign: somebody scanned the wrong screen.
  return scanned.startsWith(own.slice(0, own.indexOf(':') + 1)) ? 'different' : 'foreign'
}
