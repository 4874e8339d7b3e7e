/**
 * The connections of one front, as the owner sees them. Bytes count as not having left from when they are given to a peer
 * until the front has handed them to its socket, and then as long as the front says that the socket holds them.
 */
import type { Core } from '../core.ts'
import type { Line } from '../door/line.ts'
import type { Peer } from '../door/connection.ts'
import type { Arrivals, Arrived } from '../floods/arrivals.ts'
import { Misshapen, type Packer } from './packing.ts'
import { toFront, type Trunk } from './trunk.ts'

/** Bytes on their way to one front from which on its connections count as having no room, so that a slow one costs no more. */
const most = 33_554_432
/** Bytes to one connection from which on it is told when they have left. */
const watched = 65_536

/** The same message to some of the front's connections; or the end of one. */
interface Send {
  /** Which one it is, of all. */
  readonly at: number
  readonly message: Uint8Array
  readonly to: FrontPeer[]
}
interface Close {
  readonly close: FrontPeer
}

export class FrontPeers {
  readonly #trunk: Trunk
  readonly #core: Core
  readonly #arrivals: Arrivals
  readonly #peers = new Map<number, FrontPeer>()
  /** Of this turn. */
  #leaving: (Send | Close)[] = []
  #sends = new Map<Uint8Array, Send>()
  #count = 0
  /** Batches that the front has not done yet. */
  readonly #under: Send[][] = []
  #bytes = 0
  #isFull = false

  constructor(of: { trunk: Trunk; core: Core; arrivals: Arrivals }) {
    this.#trunk = of.trunk
    this.#core = of.core
    this.#arrivals = of.arrivals
  }

  /** Throws Misshapen for what no front of ours says. */
  enter(id: number, nonce: Uint8Array, address: string): void {
    if (this.#peers.has(id) || nonce.length !== 32) throw new Misshapen()
    const peer = new FrontPeer(this, id, address)
    this.#peers.set(id, peer)
    peer.left = this.#arrivals.enter(address, (arrived) => {
      this.#trunk.add(arrived === undefined ? toFront.full : toFront.enter).number(id)
      if (arrived === undefined) return void this.#peers.delete(id)
      peer.arrived = arrived
      peer.line = this.#core.connect(peer, nonce)
    })
  }

  /** The line of one that has come in. */
  lineOf(id: number): Line | undefined {
    return this.#peers.get(id)?.line
  }

  held(id: number, bytes: number): void {
    this.#peers.get(id)?.held(bytes)
  }

  leave(id: number): void {
    const peer = this.#peers.get(id)
    if (peer === undefined) return
    this.#peers.delete(id)
    peer.left()
    peer.line?.gone()
  }

  leaveAll(): void {
    for (const id of this.#peers.keys()) this.leave(id)
  }

  get isFull(): boolean {
    return this.#isFull
  }

  send(peer: FrontPeer, message: Uint8Array): void {
    let send = this.#sends.get(message)
    // Whoever was sent something else since then must not be sent this before it.
    if (send === undefined || send.at < peer.newest) {
      send = { at: ++this.#count, message, to: [] }
      this.#sends.set(message, send)
      this.#leaving.push(send)
      this.#bytes += message.length
      this.#isFull ||= this.#bytes > most
    }
    send.to.push(peer)
    peer.newest = send.at
    this.#trunk.leaveSoon()
  }

  known(peer: FrontPeer): void {
    this.#trunk.add(toFront.known).number(peer.id)
  }

  close(peer: FrontPeer): void {
    this.#leaving.push({ close: peer })
    this.#trunk.leaveSoon()
  }

  /** Adds what this turn has brought to the batch that leaves. */
  pack(packer: Packer): void {
    const sends: Send[] = []
    for (const what of this.#leaving) {
      if ('close' in what) {
        packer.number(toFront.close).number(what.close.id)
        continue
      }
      sends.push(what)
      what.to.sort((a, b) => a.id - b.id)
      packer.number(toFront.send).number(what.to.length)
      let before = 0
      for (const { id } of what.to) {
        packer.number(id - before)
        before = id
      }
      packer.bytes(what.message)
    }
    this.#leaving = []
    this.#sends.clear()
    if (packer.size > 0) this.#under.push(sends)
  }

  /** The front has handed one batch to its sockets. */
  done(): void {
    const drained: FrontPeer[] = []
    for (const { message, to } of this.#under.shift() ?? []) {
      this.#bytes -= message.length
      for (const peer of to) if (peer.handed(message.length)) drained.push(peer)
    }
    if (this.#isFull && this.#bytes < most / 2) {
      this.#isFull = false
      for (const peer of this.#peers.values()) peer.line?.drained()
    } else for (const peer of drained) peer.line!.drained()
  }
}

/** Somebody at a front. */
export class FrontPeer implements Peer {
  readonly id: number
  /** Whose connections are counted. In memory while the line is open. */
  readonly address: string
  readonly #all: FrontPeers
  /** Undefined while it waits to come in. */
  line: Line | undefined
  arrived: Arrived | undefined
  left: () => void = () => undefined
  /** The newest of the sends to it. */
  newest = 0
  #underWay = 0
  #held = 0
  #isWatched = false

  constructor(all: FrontPeers, id: number, address: string) {
    this.#all = all
    this.id = id
    this.address = address
  }

  send(message: Uint8Array): void {
    this.#underWay += message.length
    this.#isWatched ||= this.bufferedAmount > watched
    this.#all.send(this, message)
  }

  known(): void {
    this.arrived?.known()
    this.#all.known(this)
  }

  close(): void {
    this.#all.close(this)
  }

  get bufferedAmount(): number {
    return this.#all.isFull ? Number.POSITIVE_INFINITY : this.#underWay + this.#held
  }

  /** Whether it should be told that there is room again. */
  handed(bytes: number): boolean {
    this.#underWay -= bytes
    if (!this.#isWatched || this.bufferedAmount > watched) return false
    this.#isWatched = false
    return true
  }

  held(bytes: number): void {
    this.#held = bytes
    this.line?.drained()
  }
}
