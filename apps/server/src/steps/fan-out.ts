/**
 * Step 5, fan out: an entry that is durable goes to every line that has its segment open. Touches memory and lines;
 * reads the log only for lines that are behind. Nothing can be lost here: whoever misses something reads on from its
 * position.
 *
 * A subscription is either live (its next place is the one after the newest) or behind (it reads from the log). Both
 * follow one counter, `next`, so there is no gap and no entry twice. Whoever appended an entry gets `appended` where
 * the entry would have stood.
 */
import {
  AppendedFrame,
  channelId,
  encodeTell,
  EntryFrame,
  type ChannelId,
  type EntryParts,
  type EpochKey,
} from '@ebb/protocol'
import { keyOf, type Connection, type OpenChannel } from '../door/connection.ts'
import type { Log, StoredEntry } from '../log/log.ts'
import type { StepMetrics } from '../metrics.ts'

export interface Subscription {
  readonly connection: Connection
  readonly n: number
  readonly live: LiveChannel
  /** Those who came before and after, of the same channel. */
  before: Subscription | undefined
  after: Subscription | undefined
  /** Place of the entry that is to be told next. */
  next: number
  /** Place of the commit that ended the segment, or null while it lasts. */
  end: number | null
  behind: boolean
  over: boolean
  /** Places of this connection's own entries that were not told yet, with their requests. */
  own: Map<number, number> | undefined
}

/** A channel that somebody has open. All who have it share its id, and are a list without an object of its own: there are many of them. */
export interface LiveChannel {
  readonly channel: ChannelId
  /** The same as a key of maps. */
  readonly key: string
  /** Newest place that was fanned out, or was durable when the channel was opened. */
  newest: number
  first: Subscription | undefined
  last: Subscription | undefined
}

/** An entry on its way, who appended it, by which request, and where. */
export interface FreshEntry extends EntryParts {
  readonly n: number
  /** With a commit, the key of the epoch that it begins. */
  readonly next?: EpochKey
  readonly connection: Connection
  readonly req: number
  readonly open: OpenChannel
}

/** Bytes read from the log for one line at a time. */
const page = 262_144

export class FanOut {
  readonly #log: Log
  readonly #metrics: StepMetrics
  readonly #broken: (error: unknown) => void
  readonly #live = new Map<string, LiveChannel>()

  constructor(log: Log, metrics: StepMetrics, broken: (error: unknown) => void) {
    this.#log = log
    this.#metrics = metrics
    this.#broken = broken
  }

  /** From now on nothing of segment `n` is missed; nothing is told before `begin`. */
  enter(connection: Connection, id: ChannelId, n: number): Subscription {
    let live = this.#live.get(keyOf(id))
    if (live === undefined) {
      // Copies: what was decoded is a slice of a message.
      const channel = channelId(new Uint8Array(id))
      live = { channel, key: keyOf(channel), newest: 0, first: undefined, last: undefined }
      this.#live.set(live.key, live)
    }
    const before = live.last
    const fresh = { next: 0, end: null, behind: true, over: false, own: undefined }
    const subscription: Subscription = { connection, n, live, before, after: undefined, ...fresh }
    if (before === undefined) live.first = subscription
    else before.after = subscription
    live.last = subscription
    return subscription
  }

  /** Starts telling, from place `next` on. */
  begin(subscription: Subscription, from: { next: number; end: number | null; newest: number }): void {
    subscription.next = from.next
    subscription.end ??= from.end
    subscription.live.newest = Math.max(subscription.live.newest, from.newest)
    if (subscription.next > this.#target(subscription)) this.#caughtUp(subscription)
    else isBehind(subscription)
    this.drained(subscription.connection)
  }

  leave(subscription: Subscription): void {
    if (subscription.over) return
    subscription.over = true
    const { connection, live } = subscription
    connection.behind?.delete(subscription)
    for (const [seq, req] of subscription.own ?? []) connection.tellLaid(new AppendedFrame(req, seq))
    const open = connection.channels.get(live.key)
    if (open?.subscription === subscription) open.subscription = undefined
    // Whoever goes through the list finds on from here.
    const { before, after } = subscription
    if (before === undefined) live.first = after
    else before.after = after
    if (after === undefined) live.last = before
    else after.before = before
    if (live.first === undefined && this.#live.get(live.key) === live) this.#live.delete(live.key)
  }

  /** Called once for each entry, in the order of places. */
  tell(entry: FreshEntry, seq: number): void {
    const { connection: author, req, open } = entry
    // Nearly always its author is one of those who have it open, and has it at hand.
    const live = open.subscription === undefined ? this.#live.get(open.live.key) : open.live
    let authorTold = false
    if (live !== undefined) {
      live.newest = Math.max(live.newest, seq)
      let frame: EntryFrame | undefined
      let told = 0
      for (let to = live.first; to !== undefined; to = to.after) {
        if (to.over || to.n !== entry.n) continue
        if (entry.kind === 'commit') to.end = seq
        const own = to.connection === author && to.next <= seq
        if (own) authorTold = true
        if (to.behind || to.next !== seq || !to.connection.hasRoom()) {
          if (own) (to.own ??= new Map()).set(seq, req)
          this.#fallBehind(to)
          continue
        }
        to.next += 1
        if (own) author.tellLaid(new AppendedFrame(req, seq))
        else to.connection.tellAlike((frame ??= new EntryFrame(entry, seq, entry.next ?? null)))
        told += 1
        if (to.end === seq) this.leave(to)
      }
      this.#metrics.fanOut.add(told)
    }
    if (!authorTold) author.tellLaid(new AppendedFrame(req, seq))
  }

  /** The line has room again: what is behind reads on. */
  drained(connection: Connection): void {
    if (connection.reading || connection.closed || !connection.behind?.size) return
    connection.reading = true
    this.#readOn(connection).catch(this.#broken)
  }

  #fallBehind(subscription: Subscription): void {
    // One that was entered and has not begun is told nothing yet.
    if (subscription.next === 0) return
    subscription.behind = true
    isBehind(subscription)
    if (subscription.connection.hasRoom()) this.drained(subscription.connection)
  }

  #caughtUp(subscription: Subscription): void {
    subscription.behind = false
    subscription.connection.behind?.delete(subscription)
    if (subscription.end !== null && subscription.next > subscription.end) this.leave(subscription)
  }

  /** Takes turns between subscriptions, a page each, while the line has room. */
  async #readOn(connection: Connection): Promise<void> {
    try {
      await this.#readPages(connection)
    } finally {
      connection.reading = false
    }
  }

  async #readPages(connection: Connection): Promise<void> {
    for (const subscription of rounds(connection.behind!)) {
      if (connection.closed || !connection.hasRoom()) return
      const to = this.#target(subscription)
      if (subscription.next > to) {
        this.#caughtUp(subscription)
        continue
      }
      const entries = await this.#log.read(subscription.live.channel, { from: subscription.next, to, bytes: page })
      if (subscription.over) continue
      for (const entry of entries) this.#tellStored(subscription, entry)
      // Rows of long expired entries are gone; the reader sees the gap.
      if (entries.length === 0) this.#tellOwn(subscription, to)
      this.#metrics.reread.add(entries.length)
    }
  }

  #target(subscription: Subscription): number {
    return subscription.end ?? subscription.live.newest
  }

  #tellStored(subscription: Subscription, entry: StoredEntry): void {
    const { connection, live } = subscription
    const own = subscription.own?.has(entry.seq) === true
    this.#tellOwn(subscription, entry.seq)
    if (own) return
    const { seq, id, kind, bucket, body, next } = entry
    const { channel } = live
    if (body === null) connection.tell(encodeTell({ kind: 'expired', channel, seq, id, of: kind }))
    else connection.tellLaid(new EntryFrame({ channel, id, kind, bucket, body }, seq, next))
  }

  /** Moves past `seq`, answering this connection's own appends on the way. */
  #tellOwn(subscription: Subscription, seq: number): void {
    subscription.next = seq + 1
    for (const [place, req] of subscription.own ?? []) {
      if (place > seq) break
      subscription.own!.delete(place)
      subscription.connection.tellLaid(new AppendedFrame(req, place))
    }
  }
}

const isBehind = (subscription: Subscription): void =>
  void (subscription.connection.behind ??= new Set()).add(subscription)

/** What is in the set, in turns, until it is empty. */
function* rounds(set: Set<Subscription>): Generator<Subscription> {
  for (let next = set.values().next(); !next.done; next = set.values().next()) {
    set.delete(next.value)
    set.add(next.value)
    yield next.value
  }
}
