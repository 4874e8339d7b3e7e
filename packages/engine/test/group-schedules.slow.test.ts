/**
 * Random schedules: people come, go, write and lose the line in any order. At the end all agree, and everybody has read
 * exactly what was written while they were in.
 */
import { hex, isAdmin } from '@ebb/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Command } from '../src/events.ts'
import { policyOf } from '../src/groups/policy.ts'
import { messageKey } from '../src/records/keys.ts'
import { textOf } from '../src/records/message.ts'
import { Many } from './many-people.ts'

const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), who: fc.nat(), by: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add' as const), who: fc.nat(), by: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), who: fc.nat(), by: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('appoint' as const), who: fc.nat(), by: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), who: fc.nat(), by: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.nat(), by: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('line' as const), who: fc.nat(), by: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), who: fc.nat(), by: fc.nat() }) },
)
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

/** `npm run proof -- groups` takes many more. */
const times = Number(process.env['EBB_GROUP_SCHEDULES'] ?? 1)

const ofAdmins: ReadonlySet<Act['do']> = new Set(['add', 'remove', 'appoint', 'rename'])

class Schedule {
  readonly many: Many
  readonly names: readonly string[]
  /** By hex id of an entry: what it says. */
  readonly texts = new Map<string, string>()
  /** By epoch: who is in it, as everybody sees it. */
  readonly members = new Map<number, string>()
  readonly left = new Set<string>()
  readonly quarrels: string[] = []
  #said = 0

  private constructor(many: Many) {
    this.many = many
    this.names = [...many.people.keys()]
  }

  static async begin(size: number): Promise<Schedule> {
    const names = Array.from({ length: size }, (_, i) => `person-${i}`)
    const many = await Many.join(...names)
    const first = names.slice(1, Math.ceil(size / 2) + 1)
    await many.get(names[0]!).command({ do: 'create', name: 'Newsroom', members: first })
    await many.settle()
    return new Schedule(many)
  }

  async take({ do: what, who, by }: Act): Promise<void> {
    const able = ofAdmins.has(what) ? this.names.filter((one) => this.isAdmin(one)) : this.names
    const [name, other] = [able[who % able.length] ?? this.names[0]!, this.names[by % this.names.length]!]
    const bench = this.many.get(name)
    if (what === 'pass') return this.deliver(by % 3 === 0 ? this.names : [name, other])
    if (what === 'line') {
      if (bench.state.line.at === 'online') await bench.input({ kind: 'line-closed' })
      else await this.many.script.connect(bench)
      return
    }
    if (bench.state.rosters.size === 0) return
    const to = this.many.group(name)
    const commands: { readonly [K in typeof what]: Command } = {
      say: { do: 'send', to, text: `text ${this.#said++}` },
      add: { do: 'add', to, members: [other] },
      remove: { do: 'remove', to, member: other },
      appoint: { do: 'appoint', to, member: other, admin: by % 4 > 0 },
      rename: { do: 'shape', to, name: `name ${by}` },
      leave: { do: 'leave', to },
    }
    const answer = await bench.command(commands[what])
    if (what === 'leave' && answer?.ok === true) this.left.add(name)
    this.look()
  }

  isAdmin(name: string): boolean {
    const { rosters, profile } = this.many.get(name).state
    return [...rosters.values()].some((one) => one.inside && isAdmin(policyOf(one), profile!.account))
  }

  async deliver(names: readonly string[]): Promise<void> {
    for (let i = 0; i < 2; i++) {
      this.many.script.now += 1
      for (const name of names) {
        const bench = this.many.get(name)
        await bench.tick(1)
        this.look()
        await this.many.script.play(bench)
        this.look()
        await this.many.script.fanOut(bench)
        this.look()
      }
    }
  }

  /** Notes what is sealed, and that all who are in one epoch see the same people in it. */
  look(): void {
    for (const [name, { state, kept }] of this.many.people) {
      for (const { id, conversation, message } of state.envelopes.values()) {
        const said = kept.get(messageKey(conversation, message))?.message
        const text = said && textOf(said)
        if (text !== undefined) this.texts.set(hex(id), text)
      }
      for (const group of state.groups.values()) {
        const seen = `${hex(group.authenticator)} ${group.leaves.map(({ account }) => hex(account)).join()}`
        if ((this.members.get(group.epoch) ?? seen) !== seen)
          this.quarrels.push(`epoch ${group.epoch} as ${name} sees it`)
        this.members.set(group.epoch, seen)
      }
    }
  }

  async end(): Promise<void> {
    for (const name of this.names) {
      const bench = this.many.get(name)
      if (bench.state.line.at !== 'online') await this.many.script.connect(bench)
    }
    for (let i = 0; i < 40; i++) await this.deliver(this.names)
  }

  nameOf(account: string): string {
    return this.names.find((name) => hex(this.many.get(name).state.profile!.account) === account)!
  }

  membersIn(epoch: number): readonly string[] {
    const [, accounts] = this.members.get(epoch)?.split(' ') ?? []
    // In the last one everybody may have left.
    if (accounts === undefined) return []
    return accounts.split(',').map((account) => this.nameOf(account))
  }
}

async function holds(size: number, acts: readonly Act[]): Promise<void> {
  const schedule = await Schedule.begin(size)
  for (const one of acts) await schedule.take(one)
  await schedule.end()
  const { many, names } = schedule
  expect(many.script.channels.size).toBe(1)
  const { log, n } = [...many.script.channels.values()][0]!
  expect(schedule.quarrels).toEqual([])
  const inside = schedule.membersIn(n)
  const seen = new Map<string, readonly string[]>()
  for (const name of names) {
    expect(many.get(name).warnings(), name).toEqual([])
    const bench = many.get(name)
    const { rosters, rooms } = bench.state
    for (const { number, inside: isIn } of rosters.values()) {
      const standing = [...rooms.values()].some((room) => room.conversation === number && room.stage === 'standing')
      expect(standing, `${name} is ${isIn ? '' : 'not '}in #${number}`).toBe(isIn)
    }
    const read: string[] = []
    for (const group of bench.state.rosters.keys()) read.push(...(await many.texts(name, `#${group}`)))
    seen.set(name, read)
    if (!inside.includes(name) || schedule.left.has(name)) continue
    const roster = bench.state.rosters.get(Number(many.group(name).slice(1)))!
    const others = roster.members.map((account) => schedule.nameOf(hex(account)))
    expect([...others, name].toSorted(), `roster of ${name}`).toEqual([...inside].toSorted())
  }
  const stay = inside.filter((name) => !schedule.left.has(name))
  const policies = new Set(
    stay.map((name) => hex(many.get(name).state.rosters.get(Number(many.group(name).slice(1)))!.policy)),
  )
  expect(policies.size).toBeLessThanOrEqual(1)
  for (const { id, n: epoch } of log) {
    const text = schedule.texts.get(hex(id))
    if (text === undefined) continue
    const readers = names.filter((name) => seen.get(name)!.includes(text))
    const may = schedule.membersIn(epoch)
    // Who leaves by themselves reads no more, even what was written before the others knew.
    expect(
      readers.filter((name) => !may.includes(name)),
      `${text} in epoch ${epoch}`,
    ).toEqual([])
    expect(
      may.filter((name) => !readers.includes(name) && !schedule.left.has(name)),
      `${text}`,
    ).toEqual([])
  }
}

test.each([2, 3, 5, 8, 20, 50])('%i people, whatever they do', { timeout: 300_000 * times }, async (size) => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 80, size: 'max' }), (acts) => holds(size, acts)),
    { numRuns: Math.ceil((24 * times) / size), endOnFailure: true },
  )
})
