/**
 * A server without sockets: its stores, its steps and its door, wired once. `server.ts` puts HTTP and WebSockets in
 * front of it; a simulation connects its own peers and turns its own clock.
 */
import {
  helloProof,
  invitationLink,
  encodeTell,
  limits as protocolLimits,
  type Limits,
  type Refusal,
} from '@ebb/protocol'
import { groupChanges, inTransaction, openAccountsDatabase } from './accounts/accounts.ts'
import { Chains } from './accounts/chains.ts'
import { Inboxes } from './accounts/inboxes.ts'
import { Invitations } from './accounts/invitations.ts'
import { KeyPackages } from './accounts/key-packages.ts'
import { LettersOut } from './accounts/letters-out.ts'
import { Undo } from './accounts/undo.ts'
import { answerBackups } from './backup/request.ts'
import { refuseHalfRestored, wasRestored } from './backup/restored.ts'
import type { BlobsTools, BlobStore } from './blobs/blob-store.ts'
import { blobRoom, moveOldBlobs, openBlobs, openLanes } from './blobs/in-core.ts'
import { Sessions } from './door/admit.ts'
import { Connection, type Peer } from './door/connection.ts'
import { Door } from './door/door.ts'
import { quotas as freshQuotas, TokenBucket } from './door/limits.ts'
import { CoreLine, type BehindLines, type Line } from './door/line.ts'
import { Departures } from './door/outbox.ts'
import { Renewal } from './door/renewal.ts'
import { TicketKeys } from './door/ticket-keys.ts'
import { Tickets } from './door/tickets.ts'
import type { FloodKind } from './floods/kinds.ts'
import type { Disk } from './log/disk.ts'
import { openSqliteLog } from './log/sqlite-log.ts'
import { logLines, type LogLines } from './log-lines.ts'
import { Metrics, stepMetrics } from './metrics.ts'
import { isFull } from './sqlite.ts'
import { openServerKey } from './server-key.ts'
import { sha256 } from './signatures.ts'
import { Append } from './steps/append.ts'
import { Expire } from './steps/expire.ts'
import { FanOut } from './steps/fan-out.ts'
import { FaultLane } from './steps/fault-lane.ts'
import { GetBlob } from './steps/get-blob.ts'
import { PutBlob } from './steps/put-blob.ts'

export interface CoreConfig {
  /** The data directory; it exists. */
  readonly data: string
  /** `https://host[:port]`, or `http:` on loopback. In every proof and every chain. */
  readonly origin: string
  /** The organisation's longest ceiling, in seconds. */
  readonly ceiling: number
  /** Seconds since 1970. */
  readonly now: () => number
  /** Seconds of a clock that only runs forwards. */
  readonly elapsed: () => number
  readonly random: (length: number) => Uint8Array
  /** Runs a function at the end of this turn of the event loop. */
  readonly soon: (run: () => void) => void
  /** Runs a function so many seconds from now, unless this process has ended. */
  readonly later: (seconds: number, run: () => void) => void
  /** Takes one log line with its end. */
  readonly write: (line: string) => void
  /** A store failed in a way that only a new start can judge. Called once. */
  readonly broken: () => void
  readonly limits?: Partial<Limits>
  /** Every operation is done in turn where one is given. */
  readonly disk?: Disk
  /** Where the keys of tickets lie. Without it, in the data directory. */
  readonly ticketKeys?: string
  /** Where blobs lie. Without it, in files in the data directory. */
  readonly blobs?: (tools: BlobsTools) => BlobStore
}

export type Core = ReturnType<typeof openCore>

/** The accounts come first, because their database holds the lock on the data directory. */
function openStores(
  config: CoreConfig,
  { say, missing }: { say: LogLines; missing: () => void },
  { tombstoneLife }: Limits,
) {
  const { data, origin, random, disk } = config
  refuseHalfRestored(data)
  const db = openAccountsDatabase(data)
  try {
    const chains = new Chains(db, origin)
    const key = openServerKey(data, chains.isEmpty())
    const log = openSqliteLog({
      directory: data,
      random,
      tombstoneLife,
      missing,
      ...(disk && { disk }),
    })
    const lost = (): void => say('blob-missing', {})
    return { db, chains, key, log, blobs: openBlobs(config, lost), lanes: openLanes(config, lost) }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Throws StartRefusal. */
export function openCore(config: CoreConfig) {
  const { origin, ceiling, now, elapsed, random, soon, later } = config
  const limits: Limits = { ...protocolLimits, ...config.limits }
  const say: LogLines = logLines(config.write)
  let damaged = 0
  const bucketMissing = (): void => {
    damaged += 1
    say('bucket-missing', {})
  }
  const { db, chains, key, log, blobs, lanes } = openStores(config, { say, missing: bucketMissing }, limits)
  let full = false
  const metrics = new Metrics()
  const counted = stepMetrics(metrics)
  const flood = (kind: FloodKind): void => counted.flood.add(1, kind)
  const quotas = freshQuotas()
  const connections = new Set<Connection>()
  const departures = new Departures()
  metrics.gauge('ebb_buckets_missing', 'Buckets that should be there and are not, since the start', () => damaged)
  metrics.gauge('ebb_connections', 'Open lines', () => connections.size)

  let failed = false
  const brokenStore = (store: 'accounts' | 'channels' | 'blobs') => (error: unknown) => {
    if (failed) return
    failed = true
    const code = Number((error as { errcode?: unknown } | null)?.errcode ?? 0)
    say('store-failed', { store, code })
    config.broken()
  }

  const invitations = new Invitations(db)
  const keyPackages = new KeyPackages(db)
  const undo = new Undo()
  const inboxes = new Inboxes(db, limits, { random, undo })
  const sessions = new Sessions()
  const ticketKeys = new TicketKeys({
    directory: config.ticketKeys ?? config.data,
    random,
    unwritten: () => say('ticket-keys-unwritten', {}),
    ...(config.disk && { disk: config.disk }),
  })
  const tickets = new Tickets({ keys: ticketKeys, origin, now })
  const renewal = new Renewal(tickets)
  const lettersOut = new LettersOut({ inboxes, sessions, now })
  const changes = groupChanges(db, {
    soon,
    committed: () => undo.committed(),
    rolledBack() {
      undo.rolledBack()
      chains.forget()
    },
    broken: brokenStore('accounts'),
  })
  const settled = (connection: Connection): void => door.settled(connection)
  const broken = brokenStore('channels')
  const fanOut = new FanOut(log, counted, broken)
  const append = new Append({
    log,
    fanOut,
    origin,
    limits,
    quotas,
    metrics: counted,
    now,
    soon,
    elapsed,
    later,
    random,
    settled,
    broken,
    flood,
    full(writes) {
      if (!full) say('disk-full', { writes })
      full = true
    },
    hasRoom() {
      if (full) say('disk-has-room', {})
      full = false
    },
  })
  const room = blobRoom(say)
  const ofBlobs = { blobs, limits, quotas, metrics: counted, now, blobsAre: room.are, broken: brokenStore('blobs') }
  const putBlob = new PutBlob(ofBlobs)
  const getBlob = new GetBlob(ofBlobs)
  const ofLanes = { log, lanes, origin, limits, quotas, metrics: counted, now, random }
  const faultLane = new FaultLane({ ...ofLanes, broken: brokenStore('blobs') })
  const accounts = {
    origin,
    limits,
    quotas,
    now,
    changes,
    chains,
    invitations,
    keyPackages,
    inboxes,
    sessions,
    tickets,
    lettersOut,
    settled,
    flood,
  }
  const unknown = wasRestored(db) ? 'rolled-back' : 'unknown-channel'
  const open = { log, fanOut, origin, limits, tickets, metrics: counted, unknown } as const
  const backups = answerBackups(config.data, chains, soon)
  const door = new Door({ accounts, open, append, putBlob, getBlob, faultLane, fanOut, limits, now, broken })
  const expire = new Expire({ log, blobs, lanes, sweepAccounts, metrics: counted, say })

  function sweepAccounts(at: number): void {
    const sweep = (): void => {
      inboxes.sweep(at)
      invitations.sweep(at)
    }
    changes.add({ run: sweep, reply: () => {}, full: () => {} })
  }

  const behind: BehindLines = {
    receive: (connection, message) => door.receive(connection, message),
    failed: () => say('request-failed', {}),
    drained(connection) {
      fanOut.drained(connection)
      lettersOut.drained(connection)
    },
    leave,
  }
  const refused = (why: Refusal): void => counted.refused.add(1, why)
  /** `clientNonce`: the 32 bytes from the address. Says hello at once. */
  function connect(peer: Peer, clientNonce: Uint8Array): Line {
    const nonce = random(32)
    const at = now()
    // The burst lets a client open all its channels at once when it comes back.
    const rate = new TokenBucket(
      limits.requestsPerSecond,
      Math.max(limits.requestsPerSecond, limits.opensPerConnection),
      at,
    )
    const connection = new Connection(peer, { nonce, since: at, rate, departures, outgoing: limits.outgoing, refused })
    connections.add(connection)
    const proof = key.sign(helloProof(origin, clientNonce, { nonce, now: at, ceiling }))
    connection.tell(
      encodeTell({ kind: 'hello', version: 1, origin, nonce, now: at, ceiling, server: key.publicKey, proof }),
    )
    return new CoreLine(behind, connection)
  }

  function leave(connection: Connection): void {
    connection.closed = true
    connections.delete(connection)
    sessions.leave(connection)
    lettersOut.leave(connection)
    for (const { subscription } of connection.channels.values())
      if (subscription !== undefined) fanOut.leave(subscription)
    connection.channels.clear()
  }

  /** Once a second: what has ended goes, and so do lines that did not authenticate in time. */
  let ticking: Promise<void> | undefined
  function tick(): Promise<void> {
    for (const connection of connections) {
      if (connection.session === undefined && now() - connection.since > limits.handshake)
        connection.end('not-authenticated')
    }
    ticketKeys.turn(now())
    renewal.tick(connections)
    append.forget()
    void backups.tick()
    for (const window of Object.values(quotas)) window.forget(now())
    ticking ??= expire
      .run(now())
      .catch((error: unknown) => (isFull(error) ? undefined : broken(error)))
      .finally(() => (ticking = undefined))
    return ticking
  }

  /** A link for the first account, which is the first administrator's; null once there is one. Made anew at every start. */
  function firstInvitation(): string | null {
    if (!chains.isEmpty()) return null
    const secret = random(16)
    inTransaction(db, () => {
      invitations.removeAll()
      invitations.add(sha256(secret), now())
    })
    const ends = now() + limits.invitationLife
    return invitationLink(origin, { version: 1, secret, server: sha256(key.publicKey), by: null, ceiling, ends })
  }

  /** Tells everybody, finishes what was asked, closes the stores. */
  async function close(): Promise<void> {
    door.close()
    if (!failed) {
      await Promise.all([append.finish(), putBlob.idle(), faultLane.idle(), changes.idle()])
      await ticking
    }
    for (const connection of connections) {
      connection.end('closing')
      leave(connection)
    }
    await blobs.close()
    await lanes.close()
    await log.close()
    db.close()
  }

  /** Before anybody comes: finds the blobs. Throws StartRefusal. */
  async function begin(): Promise<void> {
    await blobs.begin()
    await lanes.begin()
    await moveOldBlobs(log, blobs, now())
  }

  /** Rejects unless all stores answer. Resolves to whether nothing is missing that should be there. */
  async function check(): Promise<boolean> {
    chains.isEmpty()
    await log.check()
    await blobs.check()
    await lanes.check()
    if (failed || full || room.full()) throw new Error('a store cannot write')
    return damaged === 0
  }

  /** Whether accounts here were made under another origin, whose clients would not accept this one. */
  function originChanged(): boolean {
    const before = db.prepare("SELECT value FROM meta WHERE name = 'origin'").get()?.['value']
    db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('origin', ?)").run(origin)
    return before !== undefined && before !== origin && !chains.isEmpty()
  }

  if (originChanged()) say('origin-changed', {})
  return { begin, connect, tick, firstInvitation, close, check, metrics, limits, flood, say, invite: firstInvitation() }
}
