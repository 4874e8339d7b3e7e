/** What is refused or cut because somebody does too much of it: the labels of `ebb_flood_total`. */
export type FloodKind =
  /** A request that took too long to come. */
  | 'slow-request'
  /** Sockets in all, of one address, and how often it comes. */
  | 'connections'
  | 'connections-of-address'
  | 'connects-of-address'
  /** More than a line has to say before anybody has authenticated on it. */
  | 'unauthenticated'
  /** A line that does not answer. */
  | 'half-open'
  /** A message that is too long, one that does not end, and more of such than there is room for. */
  | 'oversized'
  | 'endless'
  | 'unfinished'
  | 'pings'
  | 'commits'
  | 'key-packages'
  | 'invitations'

export type CountFlood = (kind: FloodKind) => void
