/**
 * Step 4, append: an envelope becomes an entry. What needs no state is checked at once; the rest is decided by the log,
 * in order of arrival, in one group commit per turn of the event loop. Commit point: only what is durable is answered
 * and fanned out.
 */
import {
  AppendedFrame,
  bucketOf,
  commitProof,
  commitSizes,
  createProof,
  entryIdOf,
  isBucket,
  messageSizes,
  type Ask,
  type Limits,
} from '@ebb/protocol'
import { keyOf, type Connection, type OpenChannel } from '../door/connection.ts'
import type { Quotas } from '../door/limits.ts'
import type { CountFlood } from '../floods/kinds.ts'
import { GroupCommit } from '../group-commit.ts'
import { LogFull, type Log, type Write, type WriteOutcome } from '../log/log.ts'
import type { StepMetrics } from '../metrics.ts'
import { halfSha256, verifies } from '../signatures.ts'
import { Draw, type Ticket } from './draw.ts'
import type { FanOut } from './fan-out.ts'

type AskOf<K extends Ask['kind']> = Extract<Ask, { kind: K }>

interface Asked {
  readonly connection: Connection
  readonly req: number
}
interface AskedOpen extends Asked {
  readonly open: OpenChannel
}
/** A write, and who asked for it by which request: one object, because there is one for each message that waits. */
type Item = (Extract<Write, { kind: 'create' }> & Asked) | Message | Commit
type Message = Extract<Write, { kind: 'message' }> & AskedOpen
/** `ticket`: of one that was drawn among those that waited. */
type Commit = Extract<Write, { kind: 'commit' }> & AskedOpen & { readonly ticket: Ticket | undefined }

/** A commit that waits for its turn. */
interface Waiting extends Ticket {
  readonly commit: Commit
}

export interface AppendNeeds {
  readonly log: Log
  readonly fanOut: FanOut
  readonly origin: string
  readonly limits: Limits
  readonly flood: CountFlood
  readonly quotas: Quotas
  readonly metrics: StepMetrics
  readonly now: () => number
  readonly soon: (run: () => void) => void
  /** Seconds of a clock that only runs forwards, for measuring. */
  readonly elapsed: () => number
  readonly later: (seconds: number, run: () => void) => void
  readonly random: (length: number) => Uint8Array
  /** The connection has an answer less to wait for. */
  readonly settled: (connection: Connection) => void
  readonly full: (writes: number) => void
  readonly hasRoom: () => void
  readonly broken: (error: unknown) => void
}

export class Append {
  readonly #needs: AppendNeeds
  readonly #group: GroupCommit<Item, WriteOutcome>
  readonly #draw: Draw<Waiting>

  constructor(needs: AppendNeeds) {
    this.#needs = needs
    const { limits, elapsed, later, random } = needs
    this.#draw = new Draw<Waiting>({
      limits,
      elapsed,
      later,
      random,
      drawn: (tickets) => tickets.forEach((ticket) => this.#handOn(ticket, ticket)),
      late: (ticket) => this.#handOn(ticket),
    })
    this.#group = new GroupCommit<Item, WriteOutcome>({
      soon: needs.soon,
      write: (items) => this.#write(items),
      settle: (items, outcomes) => this.#settle(items, outcomes),
      fail: (items, error) => this.#fail(items, error),
    })
  }

  create(connection: Connection, ask: AskOf<'create'>): void {
    const { origin, quotas, limits, now } = this.#needs
    const { req, channel, publicKey, proof } = ask
    if (!verifies(publicKey, createProof(origin, channel, publicKey), proof))
      return this.#refuse(connection, req, 'wrong-signature')
    const within = quotas.channels.take(connection.session!.name, 1, { most: limits.channelsPerHour, now: now() })
    if (!within) return this.#refuse(connection, req, 'too-many')
    this.#add({ kind: 'create', channel, publicKey, connection, req })
  }

  append(connection: Connection, ask: AskOf<'append'>): void {
    const { limits, now } = this.#needs
    const { req, n, bucket, body } = ask
    const open = connection.channels.get(keyOf(ask.channel))
    if (open === undefined) return this.#refuse(connection, req, 'not-open')
    if (body.length > messageSizes.at(-1)! + limits.sealOverhead) return this.#refuse(connection, req, 'too-large')
    if (!isBucket(bucket, now(), limits.bucketAhead)) return this.#refuse(connection, req, 'bad-bucket')
    if (!this.#withinBytes(open, body)) return this.#refuse(connection, req, 'too-many')
    const id = entryIdOf(body, halfSha256)
    const { channel } = open.live
    this.#add({ kind: 'message', channel, n, id, bucket, body, proven: open.n === n, connection, req, open })
  }

  commit(connection: Connection, ask: AskOf<'commit'>): void {
    const { limits, now, origin, quotas } = this.#needs
    const { req, n, next, body } = ask
    const open = connection.channels.get(keyOf(ask.channel))
    if (open === undefined) return this.#refuse(connection, req, 'not-open')
    if (body.length > commitSizes.at(-1)! + limits.sealOverhead) return this.#refuse(connection, req, 'too-large')
    // Before the signatures, which cost more than all the rest: whoever makes too many is not worth them.
    const { channel, key } = open.live
    const within = quotas.commits.take(open.countedAs(), 1, {
      most: limits.commitsPerChannelAndMinute,
      now: now(),
    })
    if (!within) return this.#tooMany(connection, req)
    const id = entryIdOf(body, halfSha256)
    const proof = commitProof(origin, { channel, n, id, next })
    // Of an epoch that this connection has not proved, only a repeat can be accepted, and that shows nothing new.
    const proven = open.n === n
    const signed = verifies(next, proof, ask.newProof) && (!proven || verifies(open.publicKey, proof, ask.oldProof))
    if (!signed) return this.#refuse(connection, req, 'wrong-signature')
    if (!this.#withinBytes(open, body)) return this.#refuse(connection, req, 'too-many')
    const bucket = bucketOf(now() + limits.commitLife, now())
    const write = { kind: 'commit', channel, n, id, bucket, body, next, proven } as const
    const commit = { ...write, connection, req, open, ticket: undefined }
    if (!proven) return this.#add(commit)
    const account = keyOf(connection.session!.account)
    connection.pending.commits.push(key)
    if (this.#draw.enter({ commit, channel: key, account, n, size: body.length })) return
    this.#waitsNoMore(connection, key)
    this.#tooMany(connection, req)
  }

  /** Commits of one account. */
  #tooMany(connection: Connection, req: number): void {
    this.#needs.flood('commits')
    this.#refuse(connection, req, 'too-many')
  }

  /** Commits wait no longer. Resolves when everything that was asked is durable and answered. */
  finish(): Promise<void> {
    this.#draw.hurry()
    return this.#group.idle()
  }

  /** What happened lately in channels that rest is forgotten. */
  forget(): void {
    this.#draw.forget()
  }

  #withinBytes(open: OpenChannel, body: Uint8Array): boolean {
    const { quotas, limits, now } = this.#needs
    const most = limits.bytesPerChannelAndMinute
    return quotas.bytes.takeOften(open, body.length, { most, now: now() })
  }

  #add(item: Item): void {
    item.connection.pending.writes += 1
    this.#group.add(item)
  }

  #handOn({ commit, channel }: Waiting, ticket?: Ticket): void {
    this.#waitsNoMore(commit.connection, channel)
    this.#add({ ...commit, ticket })
  }

  #waitsNoMore({ pending }: Connection, channel: string): void {
    pending.commits.splice(pending.commits.indexOf(channel), 1)
  }

  async #write(items: readonly Item[]): Promise<readonly WriteOutcome[]> {
    const { log, metrics, elapsed } = this.#needs
    const begun = elapsed()
    const outcomes = await log.write(items)
    metrics.groupSeconds.observe(elapsed() - begun)
    metrics.groupEntries.observe(items.length)
    return outcomes
  }

  #settle(items: readonly Item[], outcomes: readonly WriteOutcome[]): void {
    // By place: an object for each message would cost as much as the rest.
    for (let i = 0; i < items.length; i++) this.#answer(items[i]!, outcomes[i]!)
    this.#judged(items, outcomes)
    for (const { connection } of items) this.#release(connection)
    this.#needs.hasRoom()
  }

  /** Whoever waits for the outcome of a draw hears of it. */
  #judged(items: readonly Item[], outcomes: readonly WriteOutcome[]): void {
    const taken = new Map<string, Ticket | undefined>()
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!
      if (item.kind !== 'commit' || item.ticket === undefined) continue
      const { ticket } = item
      const outcome = outcomes[i]
      const isTaken = typeof outcome === 'object' && outcome.fresh
      taken.set(ticket.channel, isTaken ? ticket : taken.get(ticket.channel))
    }
    for (const [channel, ticket] of taken) this.#draw.judged(channel, ticket)
  }

  #answer(item: Item, outcome: WriteOutcome): void {
    const { connection, req } = item
    if (typeof outcome === 'string') return this.#refuse(connection, req, outcome)
    if (item.kind === 'create') return connection.done(req)
    if (!outcome.fresh) return connection.tellLaid(new AppendedFrame(req, outcome.seq))
    this.#needs.metrics.append.add(1, item.kind)
    this.#needs.fanOut.tell(item, outcome.seq)
  }

  #fail(items: readonly Item[], error: unknown): void {
    if (error instanceof LogFull) this.#needs.full(items.length)
    else this.#needs.broken(error)
    for (const { connection, req } of items) this.#refuse(connection, req, 'server-full')
    this.#judged(items, [])
    for (const { connection } of items) this.#release(connection)
  }

  #release(connection: Connection): void {
    connection.pending.writes -= 1
    this.#needs.settled(connection)
  }

  #refuse(connection: Connection, req: number, why: Parameters<Connection['refuse']>[1]): void {
    this.#needs.metrics.appendRefused.add(1, why)
    connection.refuse(req, why)
  }
}
