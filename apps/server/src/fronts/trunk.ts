/**
 * What connects the owner with one front: a pair of sockets without a name, made when the front is. Both directions carry
 * batches of records; what comes up in one turn of the event loop leaves as one.
 */
import type { Duplex } from 'node:stream'
import type { Limits } from '@ebb/protocol'
import { Misshapen, Packer, Unpacker } from './packing.ts'

/** From a front to the owner. */
export const toOwner = {
  /** number of the front's own, 32 bytes of nonce, address: may somebody come in? */
  ask: 1,
  message: 2,
  malformed: 3,
  gone: 4,
  /** Bytes of one connection that have not left. Said where there are some, and again when they have become fewer. */
  held: 5,
  /** One batch has been handed to its sockets. */
  done: 6,
  /** number, path: what does a page have to say? */
  look: 7,
  /** It listens; or the code of why it cannot. */
  listening: 8,
  failed: 9,
  /** connections, bytes of memory. */
  state: 10,
  /** What was refused or cut, to be counted. */
  flood: 11,
} as const

/** From the owner to a front. */
export const toFront = {
  /** What it is to be, as JSON. */
  begin: 1,
  /** Somebody may come in, or their address has too many. */
  enter: 2,
  full: 3,
  /** The same bytes to so many connections: their numbers, each as its distance from the one before. */
  send: 4,
  close: 5,
  seen: 6,
  /** Nobody comes in any more. */
  closing: 7,
  end: 8,
  /** Somebody has authenticated. */
  known: 9,
} as const

/** What the owner says of its health where nothing is missing. */
export const whole = 'whole'

export interface TrunkEnds {
  /** One batch came. Where it is misshapen, the trunk ends. */
  readonly batch: (batch: Unpacker) => void
  /** Before a batch leaves; may add to it. */
  readonly leaving?: (packer: Packer) => void
  /** What was written has left, after a stretch in which it did not. */
  readonly drained?: () => void
  readonly closed: () => void
}

export class Trunk {
  readonly #stream: Duplex
  readonly #ends: TrunkEnds
  readonly #packer = new Packer()
  #scheduled = false
  #chunks: Buffer[] = []
  #have = 0

  constructor(stream: Duplex, ends: TrunkEnds) {
    this.#stream = stream
    this.#ends = ends
    stream.on('data', (chunk: Buffer) => this.#read(chunk))
    stream.on('error', () => stream.destroy())
    stream.on('close', () => ends.closed())
    if (ends.drained !== undefined) stream.on('drain', ends.drained)
  }

  /** Bytes that wait here. */
  get waiting(): number {
    return this.#stream.writableLength + this.#packer.size
  }

  /** Begins a record of this turn's batch. */
  add(kind: number): Packer {
    this.leaveSoon()
    return this.#packer.number(kind)
  }

  leaveSoon(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => this.leave())
  }

  cut(): void {
    this.#stream.destroy()
  }

  /** Now. */
  leave(): void {
    this.#scheduled = false
    this.#ends.leaving?.(this.#packer)
    if (this.#packer.size === 0 || this.#stream.destroyed) return
    this.#stream.cork()
    for (const part of this.#packer.take()) this.#stream.write(part)
    this.#stream.uncork()
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#have += chunk.length
    // Joined only when a whole batch is there, so that a long one is not copied over and over.
    while (this.#have >= 4) {
      if (this.#chunks[0]!.length < 4) this.#join()
      const size = this.#chunks[0]!.readUInt32BE(0)
      if (this.#have < size + 4) return
      this.#join()
      const all = this.#chunks[0]!
      this.#have -= size + 4
      this.#chunks = this.#have > 0 ? [all.subarray(size + 4)] : []
      try {
        this.#ends.batch(new Unpacker(all.subarray(4, size + 4)))
      } catch (error) {
        if (!(error instanceof Misshapen)) throw error
        return this.cut()
      }
    }
  }

  #join(): void {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)]
  }
}

/** Of a front's first record. */
export interface FrontBegins {
  readonly host: string
  readonly port: number
  readonly origin: string
  /** Folder of the built phone app. */
  readonly app: string | null
  readonly limits: Limits
}

/** Where a front finds its end. */
export const trunkFd = 3
