/**
 * Whose commit is next. Within an epoch the first commit wins, so whoever is nearest to the server could win every time
 * and keep an administrator from removing them. So commits of one channel keep a distance in time: what comes before
 * that has passed waits, and then one is chosen among all that wait: of the account whose last commit lies furthest
 * back, and among those who have made none of late, by lot. All of it is in memory only, and goes when the channel rests.
 */
import type { Limits } from '@ebb/protocol'

/** A commit that wants to be next. */
export interface Ticket {
  readonly channel: string
  readonly account: string
  readonly n: number
  /** Bytes that are kept in memory while it waits. */
  readonly size: number
}

export interface DrawPlan<T extends Ticket> {
  readonly limits: Pick<Limits, 'commitInterval' | 'commitsAtEase' | 'commitRest' | 'commitBytesWaiting'>
  /** Seconds of a clock that only runs forwards. */
  readonly elapsed: () => number
  /** Runs a function so many seconds from now. */
  readonly later: (seconds: number, run: () => void) => void
  readonly random: (length: number) => Uint8Array
  /** All that waited in one channel, in the order in which the log is to judge them. `judged` follows. */
  readonly drawn: (tickets: readonly T[]) => void
  /** One whose epoch has ended: the log says so. */
  readonly late: (ticket: T) => void
}

interface Race<T> {
  /** How many commits there were lately, as of `at`, and when the next may come. */
  recent: number
  at: number
  next: number
  /** The epoch that the newest commit began. */
  n: number
  waiting: T[]
  isBeingJudged: boolean
  isTimed: boolean
  /** Somebody has come too late since the newest commit. */
  isTooShort: boolean
  /** Accounts whose commits were taken, the newest last. */
  readonly taken: Set<string>
}

export class Draw<T extends Ticket> {
  readonly #plan: DrawPlan<T>
  readonly #races = new Map<string, Race<T>>()
  /** By account: bytes that wait. */
  readonly #held = new Map<string, number>()
  #hurries = false

  constructor(plan: DrawPlan<T>) {
    this.#plan = plan
  }

  /** False: too much of this account waits already. */
  enter(ticket: T): boolean {
    const race = this.#raceOf(ticket.channel)
    if (ticket.n < race.n) {
      this.#late(race, ticket)
      return true
    }
    const held = (this.#held.get(ticket.account) ?? 0) + ticket.size
    if (held > this.#plan.limits.commitBytesWaiting) return false
    this.#held.set(ticket.account, held)
    race.waiting.push(ticket)
    this.#goOn(ticket.channel, race)
    return true
  }

  /** The log has judged what was drawn. `taken`: the one that stands in the channel now. */
  judged(channel: string, taken: Ticket | undefined): void {
    const race = this.#raceOf(channel)
    race.isBeingJudged = false
    if (taken !== undefined) {
      const now = this.#plan.elapsed()
      race.recent = this.#recent(race, now) + 1
      race.at = now
      race.next = now + this.#distance(race.recent)
      race.n = taken.n + 1
      race.isTooShort = false
      race.taken.delete(taken.account)
      race.taken.add(taken.account)
      const late = race.waiting.filter(({ n }) => n < race.n)
      race.waiting = race.waiting.filter(({ n }) => n >= race.n)
      for (const ticket of late) {
        this.#release(ticket)
        this.#late(race, ticket)
      }
    }
    this.#goOn(channel, race)
  }

  /** Nobody waits any longer, from now on. */
  hurry(): void {
    this.#hurries = true
    for (const [channel, race] of this.#races) this.#goOn(channel, race)
  }

  /** Channels that have rested are forgotten, with who has committed in them. */
  forget(): void {
    const now = this.#plan.elapsed()
    for (const [channel, race] of this.#races)
      if (race.waiting.length === 0 && !race.isBeingJudged && this.#recent(race, now) <= 0) this.#races.delete(channel)
  }

  /** Who makes commits and comes too late with them needs more time: the next one keeps twice the distance. */
  #late(race: Race<T>, ticket: T): void {
    const { commitsAtEase, commitRest } = this.#plan.limits
    const newest = [...race.taken].at(-1)
    if (!race.isTooShort && ticket.account !== newest) {
      race.isTooShort = true
      race.recent = commitsAtEase + Math.min(commitRest, 2 * Math.max(1, race.recent - commitsAtEase))
      race.next = race.at + this.#distance(race.recent)
    }
    this.#plan.late(ticket)
  }

  #goOn(channel: string, race: Race<T>): void {
    if (race.isBeingJudged || race.waiting.length === 0) return
    const wait = race.next - this.#plan.elapsed()
    if (wait <= 0 || this.#hurries) return this.#draw(race)
    if (race.isTimed) return
    race.isTimed = true
    this.#plan.later(wait, () => {
      race.isTimed = false
      this.#goOn(channel, race)
    })
  }

  #draw(race: Race<T>): void {
    const { waiting } = race
    race.waiting = []
    race.isBeingJudged = true
    for (const ticket of waiting) this.#release(ticket)
    const order = [...race.taken]
    // One lot for each account, however many commits and connections it has.
    const lots = new Map<string, number>()
    for (const { account } of waiting) if (!lots.has(account)) lots.set(account, this.#lot())
    const place = ({ account }: T): number => order.indexOf(account) + lots.get(account)!
    this.#plan.drawn(waiting.toSorted((a, b) => place(a) - place(b)))
  }

  /** From 0 up to, but not, 1. */
  #lot(): number {
    const bytes = this.#plan.random(4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32
  }

  #recent({ recent, at }: Race<T>, now: number): number {
    return Math.max(0, recent - (now - at) / this.#plan.limits.commitRest)
  }

  /** Grows while commits come one after another, so that slow devices come in too; never beyond `commitRest`. */
  #distance(recent: number): number {
    const { commitInterval, commitsAtEase } = this.#plan.limits
    return commitInterval * Math.max(1, recent - commitsAtEase)
  }

  #release({ account, size }: T): void {
    const held = this.#held.get(account)! - size
    if (held > 0) this.#held.set(account, held)
    else this.#held.delete(account)
  }

  #raceOf(channel: string): Race<T> {
    let race = this.#races.get(channel)
    if (race === undefined) {
      const fresh = {
        recent: 0,
        at: 0,
        next: 0,
        n: 0,
        waiting: [],
        isBeingJudged: false,
        isTimed: false,
        isTooShort: false,
      }
      this.#races.set(channel, (race = { ...fresh, taken: new Set() }))
    }
    return race
  }
}
