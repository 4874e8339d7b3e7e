/**
 * The door: every message comes through here, is parsed, limited and admitted, and goes to the one function of its
 * kind. What does not fit is answered from the closed list of refusals; bytes that are no frame close the connection.
 */
import type { Ask, Limits } from '@ebb/protocol'
import type { Append } from '../steps/append.ts'
import type { FanOut } from '../steps/fan-out.ts'
import type { FaultLane } from '../steps/fault-lane.ts'
import type { GetBlob } from '../steps/get-blob.ts'
import { closeChannel, openChannel, type OpenAsk, type OpenNeeds } from '../steps/open.ts'
import type { PutBlob } from '../steps/put-blob.ts'
import { accountRequests, type AccountParts } from './account-requests.ts'
import { beforeAuthentication } from './admit.ts'
import { keyOf, type Connection } from './connection.ts'
import { parseMessage } from './parse.ts'

export interface DoorNeeds {
  readonly accounts: AccountParts
  readonly open: OpenNeeds
  readonly append: Append
  readonly putBlob: PutBlob
  readonly getBlob: GetBlob
  readonly faultLane: FaultLane
  readonly fanOut: FanOut
  readonly limits: Limits
  readonly now: () => number
  readonly broken: (error: unknown) => void
}

/** Nearly all that is asked is an append, which is not looked for in a table. */
type Other = Exclude<Ask, { kind: 'append' }>
/** One function for each kind of request; a missing one does not compile. */
type Requests = { readonly [K in Other['kind']]: (connection: Connection, ask: Extract<Other, { kind: K }>) => void }

export class Door {
  readonly #needs: DoorNeeds
  readonly #requests: Requests
  #closing = false

  constructor(needs: DoorNeeds) {
    this.#needs = needs
    this.#requests = this.#table()
  }

  /** One WebSocket message. */
  receive(connection: Connection, message: Uint8Array): void {
    if (connection.closed) return
    const asks = parseMessage(message, connection.newestRequest)
    if (asks === 'malformed') return connection.end('malformed')
    connection.newestRequest = asks.at(-1)!.req
    for (const ask of asks) this.#admit(connection, ask)
  }

  /** The connection waits for an answer less: what stood behind it goes on. */
  settled(connection: Connection): void {
    const { waiting } = connection
    if (waiting === undefined) return
    while (waiting.length > 0 && !mustWait(connection, waiting[0]!)) this.#perform(connection, waiting.shift()!)
    if (waiting.length === 0) connection.waiting = undefined
  }

  /** From now on everything is refused as `closing`. */
  close(): void {
    this.#closing = true
  }

  #admit(connection: Connection, ask: Ask): void {
    if (connection.closed) return
    const { now } = this.#needs
    if (this.#closing) return connection.refuse(ask.req, 'closing')
    if (!connection.rate.take(now())) return connection.refuse(ask.req, 'too-many')
    if (connection.waiting !== undefined) connection.waiting.push(ask)
    else if (mustWait(connection, ask)) connection.waiting = [ask]
    else this.#perform(connection, ask)
  }

  #perform(connection: Connection, ask: Ask): void {
    if (connection.closed) return
    if (connection.session === undefined && !beforeAuthentication.has(ask.kind)) {
      return connection.refuse(ask.req, 'not-authenticated')
    }
    if (ask.kind === 'append') this.#needs.append.append(connection, ask)
    else this.#ask(connection, ask)
  }

  #ask<K extends Other['kind']>(connection: Connection, ask: Extract<Other, { kind: K }>): void {
    this.#requests[ask.kind](connection, ask)
  }

  #table(): Requests {
    const { accounts, append, fanOut, putBlob, getBlob, faultLane } = this.#needs
    return {
      ...accountRequests(accounts),
      create: (connection, ask) => append.create(connection, ask),
      commit: (connection, ask) => append.commit(connection, ask),
      close: (connection, ask) => closeChannel(fanOut, connection, ask),
      'put-blob': (connection, ask) => putBlob.put(connection, ask),
      'get-blob': (connection, ask) => getBlob.get(connection, ask),
      report: (connection, ask) => faultLane.ask(connection, ask),
      reports: (connection, ask) => faultLane.ask(connection, ask),
      open: (connection, ask) => this.#open(connection, ask),
      reopen: (connection, ask) => this.#open(connection, ask),
    }
  }

  #open(connection: Connection, ask: OpenAsk): void {
    const { open, broken } = this.#needs
    connection.pending.opens += 1
    openChannel(open, connection, ask)
      .catch(broken)
      .finally(() => {
        connection.pending.opens -= 1
        this.settled(connection)
      })
  }
}

/**
 * Requests may be sent without waiting for answers. Those that build upon an earlier one's outcome wait here for it,
 * and everything after them keeps its order.
 */
function mustWait({ pending }: Connection, ask: Ask): boolean {
  switch (ask.kind) {
    case 'authenticate':
      return pending.registrations > 0
    case 'open':
    case 'reopen':
      return pending.writes > 0 || (pending.commits.length > 0 && pending.commits.includes(keyOf(ask.channel)))
    case 'append':
    case 'commit':
    case 'close':
      return pending.opens > 0
    default:
      return pending.registrations > 0
  }
}
