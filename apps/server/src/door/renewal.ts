/**
 * Lines last for days and tickets for two hours at most: once the hour's key has changed, every line is given new ones,
 * a few lines each second, so that whoever is connected could come back at any time without a signature.
 */
import type { Connection } from './connection.ts'
import type { Tickets } from './tickets.ts'

/** Seconds in which all lines have theirs. */
const spread = 1200

export class Renewal {
  readonly #tickets: Tickets
  #ends = 0
  #left: Connection[] = []
  #each = 0

  constructor(tickets: Tickets) {
    this.#tickets = tickets
  }

  /** Once a second, with all lines that there are. */
  tick(connections: ReadonlySet<Connection>): void {
    const ends = this.#tickets.ends()
    if (ends !== this.#ends) {
      this.#ends = ends
      this.#left = [...connections]
      this.#each = Math.ceil(this.#left.length / spread)
    }
    for (let given = 0; given < this.#each && this.#left.length > 0;) if (this.#give(this.#left.pop()!)) given += 1
  }

  /** Not to a line that is gone, is new, or does not take what it is sent. */
  #give(connection: Connection): boolean {
    const { session } = connection
    if (connection.closed || session === undefined || connection.ticketsEnd >= this.#ends || !connection.hasRoom())
      return false
    this.#tickets.giveDevice(connection, session)
    for (const { n, subscription } of connection.channels.values())
      if (subscription !== undefined)
        this.#tickets.giveSegment(connection, { device: session.device, channel: subscription.live.channel, n })
    return true
  }
}
