/**
 * Fault lanes: whoever proves the key of epoch `n` of a channel, also long after that epoch has ended, puts sealed reports
 * into its lane and reads what lies there. Touches a store of blobs of its own (in-core.ts): a report is a blob of which
 * the id follows from channel, epoch and one of 64 places, drawn at random from those that are free, so that nothing at
 * rest says which came first; it ends with its bucket, seven days later. Who reported what is counted in memory only.
 */
import {
  bucketOf,
  encodeAs,
  encodeTell,
  laneProof,
  sameBytes,
  sealedReports,
  type Ask,
  type ChannelId,
  type Limits,
  type Refusal,
} from '@ebb/protocol'
import { BlobsFull, type BlobStore } from '../blobs/blob-store.ts'
import { keyOf, type Connection } from '../door/connection.ts'
import type { Quotas } from '../door/limits.ts'
import type { Log } from '../log/log.ts'
import type { StepMetrics } from '../metrics.ts'
import { sha256, verifies } from '../signatures.ts'

export interface FaultLaneNeeds {
  readonly log: Log
  readonly lanes: BlobStore
  readonly origin: string
  readonly limits: Limits
  readonly quotas: Quotas
  readonly metrics: StepMetrics
  readonly now: () => number
  readonly random: (length: number) => Uint8Array
  readonly broken: (error: unknown) => void
}

type LaneAsk = Extract<Ask, { kind: 'report' | 'reports' }>
type ReportAsk = Extract<Ask, { kind: 'report' }>

/** Requests of one connection that wait for their turn. */
const mostWaiting = 1000

export class FaultLane {
  readonly #needs: FaultLaneNeeds
  readonly #lines = new WeakMap<Connection, LaneAsk[]>()
  readonly #busy = new Set<Promise<void>>()

  constructor(needs: FaultLaneNeeds) {
    this.#needs = needs
  }

  /** One at a time of each connection: a lane costs up to 64 reads. */
  ask(connection: Connection, ask: LaneAsk): void {
    const waiting = this.#lines.get(connection)
    if (waiting !== undefined) {
      if (waiting.length >= mostWaiting) connection.refuse(ask.req, 'too-many')
      else waiting.push(ask)
      return
    }
    const mine = [ask]
    this.#lines.set(connection, mine)
    const run = this.#run(connection, mine).finally(() => this.#busy.delete(run))
    this.#busy.add(run)
  }

  /** Resolves when everything that was asked is answered. */
  async idle(): Promise<void> {
    await Promise.all(this.#busy)
  }

  async #run(connection: Connection, waiting: LaneAsk[]): Promise<void> {
    for (let ask = waiting[0]; ask !== undefined && !connection.closed; ask = waiting[0]) {
      try {
        await this.#take(connection, ask)
      } catch (error) {
        if (!(error instanceof BlobsFull)) this.#needs.broken(error)
        connection.refuse(ask.req, 'server-full')
      }
      waiting.shift()
    }
    this.#lines.delete(connection)
  }

  async #take(connection: Connection, ask: LaneAsk): Promise<void> {
    const { log, origin } = this.#needs
    const { req, channel, n, proof } = ask
    const epoch = await log.epoch(channel, n)
    if (typeof epoch === 'string') return connection.refuse(req, epoch)
    if (!verifies(epoch.publicKey, laneProof(origin, connection.nonce, channel, n), proof))
      return connection.refuse(req, 'wrong-signature')
    if (ask.kind === 'report') {
      const outcome = await this.#put(connection, ask)
      this.#needs.metrics.reports.add(1, outcome)
      return outcome === 'done' ? connection.done(req) : connection.refuse(req, outcome)
    }
    if (!connection.hasRoom()) return connection.refuse(req, 'too-many')
    const held = await this.#held(channel, n)
    connection.tell(encodeTell({ kind: 'reports', req, body: encodeAs(sealedReports, [...held.values()]) }))
  }

  async #put(connection: Connection, { channel, n, body }: ReportAsk): Promise<'done' | Refusal> {
    const { lanes, limits, quotas, now, random } = this.#needs
    if (body.length > limits.report) return 'too-large'
    const account = keyOf(connection.session!.account)
    if (!quotas.reports.take(account, 1, { most: limits.reportsPerHour, now: now() })) return 'too-many'
    const held = await this.#held(channel, n)
    if ([...held.values()].some((other) => sameBytes(other, body))) return 'done'
    const lane = `${keyOf(channel)}${n} ${account}`
    const free = places(limits).filter((place) => !held.has(place))
    if (free.length === 0) return 'too-many'
    if (!quotas.reportsInLane.take(lane, 1, { most: limits.reportsPerAccount, now: now() })) return 'too-many'
    const bucket = bucketOf(now() + limits.reportLife, now())
    for (const place of shuffled(free, random)) {
      const outcome = await lanes.put(placeId(channel, n, place), bucket, body)
      // Somebody else's report may have come to lie there meanwhile.
      if (outcome !== 'blob-exists') return 'done'
    }
    return 'too-many'
  }

  /** What lies in a lane, by its place. */
  async #held(channel: ChannelId, n: number): Promise<ReadonlyMap<number, Uint8Array>> {
    const { lanes, limits } = this.#needs
    const held = new Map<number, Uint8Array>()
    for (const place of places(limits)) {
      const body = await lanes.get(placeId(channel, n, place))
      if (body !== undefined) held.set(place, body)
    }
    return held
  }
}

const places = ({ reportsInLane }: Limits): readonly number[] => Array.from({ length: reportsInLane }, (_, i) => i)

/** 16 bytes: the same for everybody, and no blob that anybody may get or put lies in this store. */
function placeId(channel: ChannelId, n: number, place: number): Uint8Array {
  const name = Buffer.from(`ebb fault lane v1 ${n} ${place} `)
  return sha256(Buffer.concat([name, channel])).slice(0, 16)
}

function shuffled<T>(list: readonly T[], random: (length: number) => Uint8Array): readonly T[] {
  const dice = list.map((one) => ({ one, at: new DataView(random(4).buffer).getUint32(0) }))
  return dice.toSorted((a, b) => a.at - b.at).map(({ one }) => one)
}
