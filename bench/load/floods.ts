/** What may be done to a server that is measured. */
export const floodKinds = [
  'none',
  'connects',
  'slow',
  'deaf',
  'oversized',
  'endless',
  'commits',
  'key-packages',
  'guesses',
] as const
export type Flood = (typeof floodKinds)[number]
