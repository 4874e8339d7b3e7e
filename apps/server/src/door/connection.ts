/**
 * One connection as the server sees it: its nonce, whose it is once authenticated, what it has open, and what waits to
 * be sent. It knows nothing of sockets, so a simulation can hand in its own peer.
 */
import {
  encodeTell,
  type AccountId,
  type Ask,
  type DeviceKey,
  type EpochKey,
  type LaidFrame,
  type Refusal,
} from '@ebb/protocol'
import type { LiveChannel, Subscription } from '../steps/fan-out.ts'
import type { Count, OftenCounted, TokenBucket } from './limits.ts'
import { Outbox, WholeFrame, type Departures } from './outbox.ts'

/** The other side. `send` takes one whole message, often the same object as others are sent; `close` sends what is queued first, and may be called twice. */
export interface Peer {
  /** Somebody has authenticated, and may say more than a stranger. */
  known?(): void
  send(message: Uint8Array): void
  close(): void
  /** Bytes given to `send` that have not left yet. */
  readonly bufferedAmount: number
  /** Where it comes from, to count by; in memory while the line is open. */
  readonly address?: string
}

export interface Session {
  readonly account: AccountId
  readonly device: DeviceKey
  /** The device as a map key; never logged. */
  readonly name: string
}

/** A channel whose epoch key this connection has proved. */
export class OpenChannel implements OftenCounted {
  readonly live: LiveChannel
  readonly n: number
  readonly publicKey: EpochKey
  readonly account: AccountId
  /** Bytes that its account has appended lately. */
  count: Count | undefined
  /** Undefined once the segment has ended. */
  subscription: Subscription | undefined

  constructor(subscription: Subscription, publicKey: EpochKey, account: AccountId) {
    this.live = subscription.live
    this.n = subscription.n
    this.publicKey = publicKey
    this.account = account
    this.count = undefined
    this.subscription = subscription
  }

  /** What one account does in one channel, so that nobody uses up what is there for others. */
  countedAs(): string {
    return this.live.key + keyOf(this.account)
  }
}

export interface ConnectionParts {
  /** 32 bytes. */
  readonly nonce: Uint8Array
  /** Seconds since 1970. */
  readonly since: number
  readonly rate: TokenBucket
  readonly departures: Departures
  /** Bytes that may be queued. */
  readonly outgoing: number
  /** Counts refusals. */
  readonly refused: (why: Refusal) => void
}

export class Connection {
  /** 32 random bytes, in every proof of this connection, so that a proof is worth nothing elsewhere. */
  readonly nonce: Uint8Array
  /** When it began, in seconds. */
  readonly since: number
  readonly rate: TokenBucket
  readonly channels = new Map<string, OpenChannel>()
  /** Subscriptions that read from the log because they are behind. */
  behind: Set<Subscription> | undefined
  /** Undefined until there are some: most connections wait. */
  lettersTold: Set<string> | undefined
  /** Requests whose answer later requests on this connection may build upon. */
  readonly pending = {
    registrations: 0,
    writes: 0,
    opens: 0,
    /** Channels in which a commit of this connection waits for its turn. */
    commits: [] as string[],
  }
  /** Requests that wait for the answer to an earlier one, in their order. */
  waiting: Ask[] | undefined
  #session: Session | undefined
  /** Until when the tickets hold that it was given, seconds since 1970. */
  ticketsEnd = 0
  closed = false
  /** Invitations that it named and that nobody made. */
  wrongInvitations = 0
  reading = false
  newestRequest = 0
  readonly #peer: Peer
  readonly #outgoing: number
  readonly #refused: (why: Refusal) => void
  readonly #departures: Departures
  #outbox: Outbox | undefined

  constructor(peer: Peer, of: ConnectionParts) {
    this.#peer = peer
    this.#outgoing = of.outgoing
    this.#refused = of.refused
    this.#departures = of.departures
    this.nonce = of.nonce
    this.since = of.since
    this.rate = of.rate
  }

  /** Undefined until a device has proved its key. */
  get session(): Session | undefined {
    return this.#session
  }

  authenticated(session: Session): void {
    this.#session = session
    this.#peer.known?.()
  }

  /** Queues a frame. Those of one stretch of work leave joined in one message. */
  tell(frame: Uint8Array): void {
    this.tellLaid(new WholeFrame(frame))
  }

  /** The same, of one that is no bytes yet. */
  tellLaid(frame: LaidFrame): void {
    if (!this.closed) this.#queue(new Outbox(this.#outbox, frame))
  }

  /** The same, of one that others are told too: whoever is told nothing else is sent the same message. */
  tellAlike(frame: LaidFrame): void {
    if (!this.closed) this.#queue(this.#outbox?.with(frame) ?? this.#departures.begin(frame))
  }

  #queue(outbox: Outbox): void {
    if (this.#outbox === undefined) this.#departures.add(this)
    this.#outbox = outbox
    if (outbox.size > joinedMessage) this.leave()
  }

  get address(): string {
    return this.#peer.address ?? ''
  }

  /** Whether more may be queued. */
  hasRoom(): boolean {
    return (this.#outbox?.size ?? 0) + this.#peer.bufferedAmount < this.#outgoing
  }

  done(req: number): void {
    this.tell(encodeTell({ kind: 'done', req }))
  }

  refuse(req: number, why: Refusal): void {
    this.#refused(why)
    this.tell(encodeTell({ kind: 'refused', req, why }))
  }

  /** Says why to the connection as a whole, and closes. */
  end(why: Refusal): void {
    if (this.closed) return
    this.refuse(0, why)
    this.leave()
    this.closed = true
    this.#peer.close()
  }

  /** Sends what waits. */
  leave(): void {
    const outbox = this.#outbox
    if (outbox === undefined || this.closed) return
    this.#outbox = undefined
    this.#peer.send(outbox.joined())
  }
}

const joinedMessage = 1_048_576

/** Bytes as a key for maps in memory: a character for each. Ids have 16 of them and are asked for most, and so cost half. */
export const keyOf = (bytes: Uint8Array): string =>
  bytes.length === 16 ? keyOfId(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

// prettier-ignore
const keyOfId = (b: Uint8Array): string =>
  String.fromCharCode(
    b[0]!, b[1]!, b[2]!, b[3]!, b[4]!, b[5]!, b[6]!, b[7]!,
    b[8]!, b[9]!, b[10]!, b[11]!, b[12]!, b[13]!, b[14]!, b[15]!,
  )
