/**
 * One connection as the server sees it: its nonce, whose it is once authenticated, what it has open, and what waits to
 * be sent. It knows nothing of sockets, so a simulation can hand in its own peer.
 */
import { encodeTell, type AccountId, type DeviceKey, type EpochKey, type Refusal } from '@ebb/protocol'
import type { Subscription } from '../steps/fan-out.ts'
import type { TokenBucket } from './limits.ts'

/** The other side. `send` takes one whole message; `close` sends what is queued first, and may be called twice. */
export interface Peer {
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
export interface OpenChannel {
  readonly n: number
  readonly publicKey: EpochKey
  /** What its account does in this channel is counted under that. Undefined until it does something. */
  counted?: string
  /** Undefined once the segment has ended. */
  subscription: Subscription | undefined
}

export interface ConnectionParts {
  /** 32 bytes. */
  readonly nonce: Uint8Array
  /** Seconds since 1970. */
  readonly since: number
  readonly rate: TokenBucket
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
  readonly behind = new Set<Subscription>()
  readonly lettersTold = new Set<string>()
  /** Requests whose answer later requests on this connection may build upon. */
  readonly pending = {
    registrations: 0,
    writes: 0,
    opens: 0,
    /** Channels in which a commit of this connection waits for its turn. */
    commits: [] as string[],
  }
  session: Session | undefined
  closed = false
  /** Invitations that it named and that nobody made. */
  wrongInvitations = 0
  reading = false
  newestRequest = 0
  readonly #peer: Peer
  readonly #outgoing: number
  readonly #refused: (why: Refusal) => void
  #outbox: Uint8Array[] = []
  #outboxBytes = 0

  constructor(peer: Peer, of: ConnectionParts) {
    this.#peer = peer
    this.#outgoing = of.outgoing
    this.#refused = of.refused
    this.nonce = of.nonce
    this.since = of.since
    this.rate = of.rate
  }

  /** Queues a frame, or its head and its body. Frames of one stretch of work leave joined in one message. */
  tell(frame: Uint8Array, body?: Uint8Array): void {
    if (this.closed) return
    if (this.#outbox.length === 0) queueMicrotask(this.#flush)
    this.#outbox.push(frame)
    this.#outboxBytes += frame.length
    if (body !== undefined) {
      this.#outbox.push(body)
      this.#outboxBytes += body.length
    }
    if (this.#outboxBytes > joinedMessage) this.#flush()
  }

  get address(): string {
    return this.#peer.address ?? ''
  }

  /** Whether more may be queued. */
  hasRoom(): boolean {
    return this.#outboxBytes + this.#peer.bufferedAmount < this.#outgoing
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
    this.#flush()
    this.closed = true
    this.#peer.close()
  }

  readonly #flush = (): void => {
    const frames = this.#outbox
    if (frames.length === 0 || this.closed) return
    this.#outbox = []
    this.#outboxBytes = 0
    this.#peer.send(frames.length === 1 ? frames[0]! : Buffer.concat(frames))
  }
}

const joinedMessage = 1_048_576

/** Bytes as a key for maps in memory: cheaper than hex. */
export const keyOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
