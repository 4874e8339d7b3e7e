/**
 * Lines that lose: within one connection messages arrive in order or it closes; they wait until somebody lets them
 * go; a cut loses what is under way in both directions, acknowledgements too; between connections there is no order.
 */
import type { Line as ClientPort, LineEvents, OpenLine } from '@ebb/engine/ports'
import type { Line as ServerSide, Peer } from '@ebb/server'
import { asksText, tellsText } from './wire-text.ts'

/** One thing that can happen next on a connection. */
type Delivery = 'dial' | 'to-server' | 'to-client'

interface Connection {
  readonly number: number
  readonly owner: string
  /** What can be delivered now. */
  deliveries(): readonly Delivery[]
  /** Says in a few words what it was. */
  deliver(what: Delivery): string
  /** Both ends learn of it, or neither in time. What was under way is lost. */
  cut(): void
  readonly over: boolean
}

export interface Network {
  lineOf(owner: string): ClientPort
  /** Those that are not over, oldest first. */
  connections(): readonly Connection[]
  /** The device is without power: its end is silent from now on. */
  ownerDied(owner: string): void
  /** The same for the server. */
  serverDied(): void
}

/** `accept` undefined: nobody answers. `reachable` false: this person has no network. */
export interface Surroundings {
  accept(peer: Peer, nonce: Uint8Array): ServerSide | undefined
  reachable(owner: string): boolean
  /** A message as it leaves towards the client. */
  leaving(message: Uint8Array): Uint8Array
  /** A message as it leaves towards the server. */
  asked(owner: string, message: Uint8Array): void
}

export function createNetwork(world: Surroundings): Network {
  let all: RunningConnection[] = []
  let count = 0
  const living = (): readonly RunningConnection[] => (all = all.filter((connection) => !connection.over))
  return {
    lineOf: (owner) => ({
      open(_origin, nonce, events) {
        const connection = new RunningConnection(world, { number: ++count, owner, nonce, events })
        all.push(connection)
        return connection.clientEnd
      },
    }),
    connections: living,
    ownerDied(owner) {
      for (const connection of living()) if (connection.owner === owner) connection.clientGone()
    },
    serverDied() {
      for (const connection of living()) connection.serverGone()
    },
  }
}

interface Opening {
  readonly number: number
  readonly owner: string
  readonly nonce: Uint8Array
  readonly events: LineEvents
}

const farewell = new Uint8Array()

class RunningConnection implements Connection {
  readonly number: number
  readonly owner: string
  readonly clientEnd: OpenLine
  over = false
  readonly #world: Surroundings
  readonly #opening: Opening
  #server: ServerSide | undefined
  #dialing = true
  #clientListens = true
  #toServer: Uint8Array[] = []
  #toClient: Uint8Array[] = []

  constructor(world: Surroundings, opening: Opening) {
    this.#world = world
    this.#opening = opening
    this.number = opening.number
    this.owner = opening.owner
    this.clientEnd = {
      send: (message) => {
        if (this.over || this.#dialing || !this.#clientListens) return
        world.asked(this.owner, message)
        this.#toServer.push(message)
      },
      close: () => {
        if (!this.#clientListens) return
        this.#clientListens = false
        this.#toClient = []
        if (this.#dialing) this.#end()
        else this.#toServer.push(farewell)
      },
    }
  }

  deliveries(): readonly Delivery[] {
    if (this.over) return []
    if (this.#dialing) return ['dial']
    return [
      ...(this.#toServer.length > 0 ? (['to-server'] as const) : []),
      ...(this.#toClient.length > 0 ? (['to-client'] as const) : []),
    ]
  }

  deliver(what: Delivery): string {
    if (what === 'dial') return this.#dial()
    const message = what === 'to-server' ? this.#toServer.shift()! : this.#toClient.shift()!
    if (message === farewell) {
      this.cut()
      return `${what}: closed`
    }
    if (what === 'to-server') {
      this.#server!.receive(message)
      return `${what}: ${asksText(message)}`
    }
    this.#opening.events.arrived(message)
    this.#server?.drained()
    return `${what}: ${tellsText(message)}`
  }

  #dial(): string {
    this.#dialing = false
    this.#server = this.#world.reachable(this.owner) ? this.#world.accept(this.#peer(), this.#opening.nonce) : undefined
    if (this.#server === undefined) {
      this.cut()
      return 'dials in vain'
    }
    this.#opening.events.opened(this.#opening.nonce)
    return 'dials'
  }

  #peer(): Peer {
    const queued = (): number => this.#toClient.reduce((sum, message) => sum + message.length, 0)
    return {
      send: (message) => {
        if (!this.over && this.#clientListens) this.#toClient.push(this.#world.leaving(message))
      },
      close: () => {
        if (!this.over && this.#clientListens) this.#toClient.push(farewell)
      },
      get bufferedAmount() {
        return queued()
      },
    }
  }

  cut(): void {
    if (this.over) return
    const listens = this.#clientListens
    this.#end()
    if (listens) this.#opening.events.closed()
  }

  clientGone(): void {
    this.#clientListens = false
    this.#end()
  }

  serverGone(): void {
    this.#server = undefined
    this.cut()
  }

  #end(): void {
    this.over = true
    this.#toServer = []
    this.#toClient = []
    this.#server?.gone()
    this.#server = undefined
  }
}
