/** People at different distances from one real server core, on one clock turned by hand in hundredths of a second. */
import { encodeAsk, hex, sameBytes, type Ask, type Limits } from '@ebb/protocol'
import { Bench, start } from '../../packages/engine/test/bench.ts'
import { chanceOf } from '../../world/src/random.ts'
import { worldTime } from '../../world/src/clock.ts'
import { createServer, turn, type WorldServer } from '../../world/src/server.ts'

const step = 0.02

interface UnderWay {
  /** Seconds since 1970. */
  readonly at: number
  readonly arrive: () => void | Promise<void>
}

export class DistantPeople {
  readonly time = worldTime(start)
  readonly server: WorldServer
  /** Whoever comes first here is first where two are equally near. */
  readonly people = new Map<string, Distant>()

  constructor(seed: string, other: Partial<Limits> = {}) {
    this.server = createServer(this.time, chanceOf(seed), other)
  }

  async join(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const [host] = this.people.values()
      const link = host === undefined ? this.server.invitation()! : await this.#invitation(host)
      const one = new Distant(this.time.elapsed, this.server)
      this.people.set(name, one)
      await one.bench.command({ do: 'join', link, name })
      await this.pass(1)
    }
  }

  get(name: string): Bench {
    return this.people.get(name)!.bench
  }

  /** Lets time go on, so many seconds or until something has happened. */
  async pass(seconds: number, until: () => boolean = () => false): Promise<void> {
    for (const end = this.time.elapsed() + seconds; this.time.elapsed() < end && !until();) {
      const before = this.time.now()
      this.time.pass(step)
      if (this.time.now() > before) await this.#second()
      for (const one of this.people.values()) await one.go()
      while (this.server.hasWork()) {
        this.server.work()
        await turn()
      }
    }
  }

  async #second(): Promise<void> {
    await this.server.tick()
    for (const { bench } of this.people.values()) await bench.tick(this.time.now() - bench.now)
  }

  async #invitation(host: Distant): Promise<string> {
    const before = new Set(host.bench.answers.keys())
    await host.bench.command({ do: 'invite' })
    await this.pass(1)
    const [, answer] = [...host.bench.answers].find(([number]) => !before.has(number))!
    return answer.ok ? answer.value!.link! : ''
  }
}

export class Distant {
  readonly bench = new Bench()
  /** Seconds on the way, each way. */
  delay = 0
  /** What arrives in the place of what the server has sent. */
  hears: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes
  /** What is done whenever something has arrived. */
  reacts: (bench: Bench) => void = () => undefined
  /** Commits that were made, by their bytes. */
  readonly commits = new Set<string>()
  /** By message: what it was sealed as, with the epoch of each. */
  readonly sealed = new Map<number, Map<string, number>>()
  readonly #elapsed: () => number
  readonly #server: WorldServer
  #line: ReturnType<WorldServer['connect']> | undefined
  #ways: UnderWay[] = []

  constructor(elapsed: () => number, server: WorldServer) {
    this.#elapsed = elapsed
    this.#server = server
  }

  /** Whatever is due arrives; whatever is asked sets out. */
  async go(): Promise<void> {
    await this.#dial()
    this.#setOut()
    for (let due = this.#due(); due !== undefined; due = this.#due()) {
      this.#ways.splice(this.#ways.indexOf(due), 1)
      await due.arrive()
      this.#setOut()
    }
  }

  /** The device goes away, and with it what is under way to and from it. */
  async leave(): Promise<void> {
    await this.bench.command({ do: 'disconnect' })
    this.#line?.gone()
    this.#line = undefined
    this.#ways = []
  }

  async #dial(): Promise<void> {
    const { bench } = this
    if (bench.state.line.at !== 'opening') return
    const opening = bench.effects.findLast((effect) => effect.kind === 'open-line')!
    this.#line = this.#server.connect(
      {
        send: (message) => this.#onItsWay(() => this.#hear(message)),
        close: () => undefined,
        bufferedAmount: 0,
      },
      opening.nonce,
    )
    await bench.input({ kind: 'line-opened', nonce: opening.nonce })
  }

  async #hear(bytes: Uint8Array): Promise<void> {
    await this.bench.input({ kind: 'arrived', bytes: this.hears(bytes) })
    this.reacts(this.bench)
  }

  #setOut(): void {
    for (const ask of this.bench.asks.splice(0)) {
      this.#note(ask)
      this.#onItsWay(() => this.#line?.receive(encodeAsk(ask)))
    }
  }

  #note(ask: Ask): void {
    if (ask.kind === 'commit') this.commits.add(hex(ask.body))
    if (ask.kind !== 'append') return
    const { message } = [...this.bench.state.envelopes.values()].find(({ bytes }) => sameBytes(bytes, ask.body))!
    this.sealed.set(message, (this.sealed.get(message) ?? new Map<string, number>()).set(hex(ask.body), ask.n))
  }

  #onItsWay(arrive: UnderWay['arrive']): void {
    this.#ways.push({ at: this.#elapsed() + this.delay, arrive })
  }

  #due(): UnderWay | undefined {
    return this.#ways.find(({ at }) => at <= this.#elapsed())
  }
}
