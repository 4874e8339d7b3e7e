/** Several people on one scripted server who have not met yet. */
import { hex } from '@ebb/protocol'
import type { ShownMessage } from '../src/view.ts'
import type { Bench } from './bench.ts'
import { Script } from './script.ts'
import { join } from './two-people.ts'

export class Many {
  readonly script: Script
  readonly people = new Map<string, Bench>()

  constructor(script = new Script()) {
    this.script = script
  }

  static async join(...names: readonly string[]): Promise<Many> {
    const many = new Many()
    for (const name of names) many.people.set(name, await join(many.script, name))
    return many
  }

  /** A group that Alice leads, and that the others have accepted. */
  static async newsroom(this: void, ...others: readonly string[]): Promise<Many> {
    const many = await Many.join('alice', ...others)
    await many.get('alice').command({ do: 'create', name: 'Newsroom', members: others })
    await many.settle()
    for (const name of others) await many.get(name).command({ do: 'accept', to: many.group(name) })
    await many.settle()
    return many
  }

  /** One that goes on from here on its own. */
  clone(): Many {
    const copy = new Many(this.script.clone())
    for (const [name, bench] of this.people) copy.people.set(name, bench.clone())
    return copy
  }

  get(name: string): Bench {
    return this.people.get(name)!
  }

  /** Everything that is on its way arrives, a second at a time, until nothing is said any more. */
  async settle(...names: readonly string[]): Promise<void> {
    const these = names.length === 0 ? [...this.people.values()] : names.map((name) => this.get(name))
    for (let quiet = 0, rounds = 0; quiet < 3; rounds++) {
      if (rounds > 300) throw new Error('it never ends')
      const before = this.#said()
      for (const bench of these) {
        await this.script.play(bench)
        await this.script.fanOut(bench)
      }
      quiet = this.#said() === before ? quiet + 1 : 0
    }
  }

  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      this.script.now += 1
      for (const bench of this.people.values()) await bench.tick(1)
      await this.settle()
    }
  }

  /** Each of them begins to talk to the first, so that letters between them are no strangers'. */
  #said(): string {
    const logs = [...this.script.channels.values()].map(({ log }) => log.length)
    const places = [...this.people.values()].flatMap(({ state }) => [...state.rooms.values()].map(({ seq }) => seq))
    return [...logs, 'read', ...places, [...this.script.letters.values()].flat().length].join()
  }

  async shown(name: string, group = this.group(name)): Promise<readonly ShownMessage[]> {
    return (await this.get(name).view().messages(group))!
  }

  /** The group that somebody is in; the first one that they were in where they are in none. */
  group(name: string): string {
    const all = [...this.get(name).state.rosters.values()]
    return `#${(all.find(({ inside }) => inside) ?? all[0])?.number}`
  }

  async texts(name: string, group = this.group(name)): Promise<readonly string[]> {
    return (await this.shown(name, group)).flatMap(({ text }) => text ?? [])
  }

  /** What the lines say that nobody has sent, in short. */
  async notes(name: string): Promise<readonly string[]> {
    return (await this.shown(name)).flatMap(({ note }) => {
      if (note === undefined) return []
      const by = 'by' in note ? `${note.by} ` : ''
      const who = 'who' in note ? ` ${typeof note.who === 'string' ? note.who : note.who.join(' ')}` : ''
      return [`${by}${note.kind}${who}`]
    })
  }

  members(name: string): readonly string[] {
    return this.get(name)
      .view()
      .members(this.group(name))!
      .map((one) => `${one.name}${one.admin ? '*' : ''}`)
  }

  /** Everybody's view of who is in, which must be the same. */
  authenticators(...names: readonly string[]): readonly string[] {
    return names.map((name) => {
      const { rooms, groups, rosters } = this.get(name).state
      const [conversation] = rosters.keys()
      const standing = [...rooms.values()].filter((r) => r.conversation === conversation && r.stage === 'standing')
      const [room] = standing.toSorted((a, b) => (hex(a.channel) < hex(b.channel) ? -1 : 1))
      return room === undefined ? 'out' : hex(groups.get(room.number)!.authenticator)
    })
  }
}
