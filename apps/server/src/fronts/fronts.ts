/**
 * The owner's side: starts the fronts, stands behind their sockets with the core, starts another where one ends, and
 * stops them in order.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Core } from '../core.ts'
import { Arrivals } from '../floods/arrivals.ts'
import type { FloodKind } from '../floods/kinds.ts'
import { StartRefusal } from '../start-refusal.ts'
import { FrontPeers } from './front-peers.ts'
import type { Unpacker } from './packing.ts'
import { toFront, toOwner, Trunk, trunkFd, whole, type FrontBegins } from './trunk.ts'

/** Seconds in which a front that lives says something. */
const silence = 30
/** Milliseconds until another front is started, the first time and at most; one that lasted so long begins anew. */
const pause = { first: 100, most: 10_000, lasted: 60_000 }
/** Milliseconds that a front has to end when it is told to. */
const grace = 5000

export interface FrontsNeeds extends FrontBegins {
  readonly count: number
  readonly core: Core
  readonly health: () => Promise<boolean>
  readonly metrics: () => string
}

/** Throws StartRefusal where a front cannot begin. */
export async function openFronts(needs: FrontsNeeds): Promise<Fronts> {
  const fronts = new Fronts(needs)
  try {
    await fronts.begin()
  } catch (error) {
    await fronts.close()
    throw error
  }
  return fronts
}

export class Fronts {
  readonly #needs: FrontsNeeds
  readonly #arrivals: Arrivals
  readonly #fronts: (Front | undefined)[]
  #closing = false

  constructor(needs: FrontsNeeds) {
    this.#needs = needs
    this.#arrivals = new Arrivals(needs.core.limits, needs.core.flood)
    this.#fronts = Array.from({ length: needs.count }, () => undefined)
    const { metrics } = needs.core
    const each = (read: (front: Front) => number) => () =>
      this.#fronts.map((front, at): [string, number] => [String(at + 1), front === undefined ? 0 : read(front)])
    metrics.gauges(
      'ebb_front_connections',
      'Open lines of each front',
      'front',
      each((front) => front.connections),
    )
    metrics.gauges(
      'ebb_front_memory_bytes',
      'Memory of each front',
      'front',
      each((front) => front.memory),
    )
  }

  /** The first one leaves behind what the others find. */
  async begin(): Promise<void> {
    await this.#start(0, pause.first)
    await Promise.all(this.#fronts.slice(1).map((_, at) => this.#start(at + 1, pause.first)))
  }

  /** Process ids, of those that live. */
  get pids(): readonly number[] {
    return this.#fronts.flatMap((front) => (front?.pid === undefined ? [] : [front.pid]))
  }

  /** Once a second. */
  tick(): void {
    this.#arrivals.forget()
    for (const front of this.#fronts) front?.tick()
  }

  async stopAdmitting(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    for (const front of this.#fronts) front?.stopAdmitting()
  }

  /** After their last message. Resolves when they have ended. */
  async close(): Promise<void> {
    await this.stopAdmitting()
    await Promise.all(this.#fronts.flatMap((front) => (front === undefined ? [] : [front.end()])))
  }

  #start(at: number, wait: number): Promise<void> {
    const begun = performance.now()
    const front = new Front(this.#needs, this.#arrivals, () => {
      this.#fronts[at] = undefined
      if (this.#closing) return
      if (front.hasListened) this.#needs.core.say('front-ended', {})
      const next = performance.now() - begun > pause.lasted ? pause.first : Math.min(wait * 2, pause.most)
      setTimeout(() => {
        if (!this.#closing) this.#start(at, next).catch(() => undefined)
      }, wait).unref()
    })
    this.#fronts[at] = front
    return front.listening
  }
}

class Front {
  readonly #needs: FrontsNeeds
  readonly #child: ChildProcess
  readonly #trunk: Trunk
  readonly #peers: FrontPeers
  readonly #ended: Promise<void>
  readonly listening: Promise<void>
  #listens: (code: string | undefined) => void = () => undefined
  hasListened = false
  connections = 0
  memory = 0
  #silent = 0

  constructor(needs: FrontsNeeds, arrivals: Arrivals, ended: () => void) {
    this.#needs = needs
    this.#child = spawn(process.execPath, [...flags, main], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      // Nothing else: what the owner was given for its stores is not for whoever takes over a front.
      env: { NODE_COMPILE_CACHE: compiled },
    })
    this.#trunk = new Trunk(this.#child.stdio[trunkFd] as Duplex, {
      batch: (batch) => this.#take(batch),
      leaving: (packer) => this.#peers.pack(packer),
      closed: () => this.#kill(),
    })
    this.#peers = new FrontPeers({ trunk: this.#trunk, core: needs.core, arrivals })
    this.listening = new Promise((resolve, reject) => {
      this.#listens = (code) => (code === undefined ? resolve() : reject(refusalFor(code)))
    })
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        this.#trunk.cut()
        this.#peers.leaveAll()
        this.#listens('')
        ended()
        resolve()
      }
      this.#child.once('error', end)
      this.#child.once('exit', end)
    })
    const { host, port, origin, app, limits } = needs
    this.#trunk.add(toFront.begin).text(JSON.stringify({ host, port, origin, app, limits } satisfies FrontBegins))
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** One that says nothing any more is ended: nobody else would notice, and its clients go to another. */
  tick(): void {
    if (++this.#silent > silence) this.#kill()
  }

  stopAdmitting(): void {
    this.#trunk.add(toFront.closing)
  }

  async end(): Promise<void> {
    // What was said before leaves before.
    this.#trunk.leave()
    this.#trunk.add(toFront.end)
    const timer = setTimeout(() => this.#kill(), grace)
    await this.#ended
    clearTimeout(timer)
  }

  #kill(): void {
    this.#child.kill('SIGKILL')
  }

  #take(batch: Unpacker): void {
    this.#silent = 0
    while (batch.more) this.#act(batch.number(), batch)
  }

  #act(kind: number, batch: Unpacker): void {
    switch (kind) {
      case toOwner.ask:
        return this.#peers.enter(batch.number(), batch.bytes(), batch.text())
      case toOwner.message: {
        const line = this.#peers.lineOf(batch.number())
        const message = batch.bytes()
        return line?.receive(message)
      }
      case toOwner.malformed:
        return this.#peers.lineOf(batch.number())?.malformed()
      case toOwner.gone:
        return this.#peers.leave(batch.number())
      case toOwner.held:
        return this.#peers.held(batch.number(), batch.number())
      case toOwner.done:
        return this.#peers.done()
      case toOwner.look:
        return void this.#look(batch.number(), batch.text())
      case toOwner.listening:
        this.hasListened = true
        return this.#listens(undefined)
      case toOwner.failed:
        this.#listens(batch.text())
        return this.#kill()
      case toOwner.state:
        this.connections = batch.number()
        this.memory = batch.number()
        return
      case toOwner.flood:
        // A front is this same program.
        return this.#needs.core.flood(batch.text() as FloodKind)
      default:
        return this.#kill()
    }
  }

  async #look(number: number, what: string): Promise<void> {
    let text = ''
    let isWell = true
    try {
      if (what === 'health') text = (await this.#needs.health()) ? whole : ''
      else text = this.#needs.metrics()
    } catch {
      isWell = false
    }
    this.#trunk
      .add(toFront.seen)
      .number(number)
      .number(isWell ? 1 : 0)
      .text(text)
  }
}

const main = fileURLToPath(new URL('front.ts', import.meta.url))
/**
 * What Node makes of the sources, kept beside what was installed. A front that finds it there does not load what strips
 * types, which would be half of its memory. Where nothing can be written, it does.
 */
const compiled = fileURLToPath(new URL('../../../../node_modules/.cache/ebb', import.meta.url))
/** Little is made in a front that lasts: a small nursery, whose pages are paid for by every front. */
const flags = ['--max-semi-space-size=1']

function refusalFor(code: string): StartRefusal {
  if (code === 'ENOTSUP' || code === 'EINVAL')
    return new StartRefusal(
      'Several processes cannot listen on one address here: that needs Linux. Start without --workers.',
    )
  return new StartRefusal('A process for connections could not begin. Try again, or start without --workers.')
}
