/** Everything that one seed brings forth: a server, a network, people, one time, and what was written down about them. */
import { decodeAsks, decodeTells, encodeTell, type Tell } from '@ebb/protocol'
import type { EngineEvent } from '@ebb/engine'
import type { Suite } from '@ebb/seal'
import { worldTime, type WorldTime } from './clock.ts'
import { judge, momentInvariants, type Violation } from './invariants/all.ts'
import { noWarnings } from './invariants/device.ts'
import type { Moment } from './invariants/invariant.ts'
import { Ledger, type Glimpse } from './ledger.ts'
import { createNetwork, type Network } from './network.ts'
import { Person } from './person.ts'
import { chanceOf, type Chance } from './random.ts'
import { createServer, turn, type WorldServer } from './server.ts'
import type { DiskOptions } from './disk/forgetting-disk.ts'

export interface WorldOptions {
  readonly seed: number
  readonly people: number
  readonly suite: Suite
  /** The invariant whose violation is planted. */
  readonly plant?: string
  /** People's disks. */
  readonly disk?: DiskOptions
  /** Takes each line of the trace as it is written. */
  readonly print?: (line: string) => void
}

/** Seconds by which a device's clock may go wrong: below what a server's grain of times allows. */
export const mostAhead = 600
/** Seconds: a little less than what a server keeps. */
const longestAway = 28 * 86_400
const beginning = 1_790_000_000
const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi']

export class World {
  readonly options: WorldOptions
  readonly chance: Chance
  readonly time: WorldTime = worldTime(beginning)
  readonly server: WorldServer
  readonly network: Network
  readonly people: readonly Person[]
  readonly ledger = new Ledger()
  readonly trace: string[] = []
  violation: Violation | undefined
  /** Invitations by who is to use them. */
  readonly links = new Map<string, string>()
  readonly #heard = new Map<string, EngineEvent[]>()
  readonly #caughtUpAt = new Map<string, number>()
  readonly #letters = new Map<string, string>()

  constructor(options: WorldOptions) {
    this.options = options
    this.chance = chanceOf(`${options.seed} events`)
    this.server = createServer(this.time, chanceOf(`${options.seed} server`))
    const { server } = this
    this.network = createNetwork({
      accept: (peer, nonce) => server.connect(peer, nonce),
      reachable: (owner) => this.person(owner).reachable,
      leaving: (message) => this.#inAnOrder(message),
      asked: (owner, message) => this.#noteLetters(owner, message),
    })
    this.people = names.slice(0, options.people).map((name) => {
      const ahead = chanceOf(`${options.seed} clock of ${name}`).below(2 * mostAhead + 1) - mostAhead
      const heard = (event: EngineEvent): void => this.#hear(name, event)
      const { time, network } = this
      const disk = options.disk === undefined ? {} : { disk: options.disk }
      return new Person({
        name,
        seed: String(options.seed),
        time,
        network,
        suite: options.suite,
        ahead,
        heard,
        ...disk,
      })
    })
  }

  person(name: string): Person {
    return this.people.find((person) => person.name === name)!
  }

  say(line: string): void {
    const written = `${clockText(this.time.now() - beginning)}  ${line}`
    this.trace.push(written)
    this.options.print?.(written)
  }

  /** Waits until nobody has anything to do before something else happens; then looks at whoever has done something. */
  async settle(): Promise<void> {
    for (const person of this.people) await person.engine?.settled()
    await turn()
    for (const person of this.people) {
      if (!person.broken) continue
      this.say(`${person.name}’s disk fails and the device goes out`)
      person.losePower()
      person.broken = false
    }
    const heard = [...this.#heard]
    this.#heard.clear()
    for (const [name, events] of heard) {
      const person = this.person(name)
      if (person.engine !== undefined) await this.look(person, events)
      else
        this.#judge([noWarnings], person, {
          glimpse: { who: name, now: person.clock.now(), chats: new Map(), counts: new Map() },
          heard: events,
        })
    }
  }

  /** Looks at one device; what is wrong there ends the run. */
  async look(person: Person, heard: readonly EngineEvent[] = []): Promise<Glimpse> {
    const glimpse = await glimpseOf(person)
    this.#judge(momentInvariants, person, { glimpse, heard })
    this.ledger.see(glimpse)
    return glimpse
  }

  #judge(
    invariants: typeof momentInvariants,
    { name, disk, engine }: Person,
    seen: Pick<Moment, 'glimpse' | 'heard'>,
  ): void {
    const { ledger, options } = this
    const away = this.time.now() - this.#caughtUp(name)
    this.violation ??= judge(invariants, { ...seen, away, ledger, disk: disk.snapshot() }, options.plant)
    if (engine?.view.caughtUp() === true) this.#caughtUpAt.set(name, this.time.now())
  }

  async lookAtAll(): Promise<void> {
    for (const person of this.people) if (person.engine !== undefined) await this.look(person)
  }

  /** Time passes everywhere, and everybody's second comes. */
  async pass(seconds: number): Promise<void> {
    this.time.pass(seconds)
    for (const { name } of this.people)
      if (this.time.now() - this.#caughtUp(name) > longestAway) this.ledger.absentees.add(name)
    await this.server.tick()
    for (const person of this.people) person.clock.tick()
    await this.settle()
  }

  #caughtUp(name: string): number {
    return this.#caughtUpAt.get(name) ?? beginning
  }

  #hear(name: string, event: EngineEvent): void {
    this.#heard.set(name, [...(this.#heard.get(name) ?? []), event])
    this.say(`  ${name} ${eventText(event)}`)
    if (event.kind === 'line') this.person(name).barred = event.at === 'barred'
    if (event.kind !== 'sent') return
    const { view } = this.person(name).engine!
    const peer = view.addressOf(event.conversation)
    const said = [...this.ledger.said.values()].find(
      (s) => s.from === name && s.to === peer && this.numbers.get(s.text) === event.message,
    )
    if (said !== undefined) said.acknowledged = true
  }

  /** By text: its number at its sender's device. */
  readonly numbers = new Map<string, number>()

  /**
   * Letters lie at a server by the hash of their ciphertext, which no seed decides; they are told in the order of their
   * posting, so that the same seed goes the same way.
   */
  #inAnOrder(message: Uint8Array): Uint8Array {
    const tells = decodeTells(message)
    if (tells === 'malformed') throw new Error('the server says what is no frame')
    if (tells.filter(({ kind }) => kind === 'letter').length < 2) return message
    const letters = tells
      .filter((tell) => tell.kind === 'letter')
      .toSorted((a, b) => (this.#posted(a) < this.#posted(b) ? -1 : 1))
    const parts = tells.map((tell) => encodeTell(tell.kind === 'letter' ? letters.shift()! : tell))
    return Buffer.concat(parts)
  }

  #posted(letter: Extract<Tell, { kind: 'letter' }>): string {
    return this.#letters.get(Buffer.from(letter.body).toString('base64')) ?? ''
  }

  #noteLetters(owner: string, message: Uint8Array): void {
    const asks = decodeAsks(message)
    if (asks === 'malformed') throw new Error('a client says what is no frame')
    for (const ask of asks) {
      if (ask.kind !== 'post-letter') continue
      const key = Buffer.from(ask.body).toString('base64')
      if (!this.#letters.has(key)) this.#letters.set(key, `${owner} ${String(this.#letters.size).padStart(6, '0')}`)
    }
  }
}

async function glimpseOf({ name, engine, clock }: Person): Promise<Glimpse> {
  const { view } = engine!
  const chats = new Map<string, Glimpse['chats'] extends ReadonlyMap<string, infer M> ? M : never>()
  const counts = new Map<string, { unread: number; queued: number }>()
  if (view.me() !== undefined) {
    for (const { with: peer, unread, queued } of await view.chats()) {
      // Nobody has written the lines about clocks.
      chats.set(
        peer,
        (await view.messages(peer))!.filter(({ note }) => note === undefined),
      )
      counts.set(peer, { unread, queued })
    }
  }
  return { who: name, now: clock.now(), chats, counts }
}

function eventText(event: EngineEvent): string {
  const { kind, ...rest } = event
  const details = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`)
  return [kind, ...details].join(' ')
}

/** `3d 04:05:06` since the beginning. */
function clockText(seconds: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
  return `${Math.floor(seconds / 86_400)}d ${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`
}
