/** A whole run from one seed: people live for so many steps, then everything calms down, then all is compared. */
import { load, loadSecrets, openVault, type State } from '@ebb/engine'
import { tsMls, type Suite } from '@ebb/seal'
import { join } from './acts/arrive.ts'
import { delivering, somethingHappens } from './acts.ts'
import { endingInvariants, judge, type Violation } from './invariants/all.ts'
import type { DiskOptions } from './disk/forgetting-disk.ts'
import type { Ending } from './invariants/invariant.ts'
import type { Person } from './person.ts'
import { mostAhead, World } from './world.ts'

export interface SimulateOptions {
  readonly seed: number
  readonly steps: number
  readonly people?: number
  readonly suite?: Suite
  /** For the invariants' own proof: what is planted, and disks that forget to sync. */
  readonly plant?: string
  readonly disk?: DiskOptions
  readonly print?: (line: string) => void
}

export interface Simulated {
  readonly ok: boolean
  /** One line for everything that happened. */
  readonly trace: readonly string[]
  readonly failure?: Violation
}

export async function simulate({ steps, people = 3, suite = 'classic', ...rest }: SimulateOptions): Promise<Simulated> {
  const world = new World({ people, suite, ...rest })
  try {
    for (const person of world.people) await person.start()
    for (let step = 0; step < steps && world.violation === undefined; step++) {
      await somethingHappens(world)
      if (step % 50 === 0) await world.lookAtAll()
    }
    if (world.violation === undefined) await calmDown(world)
    if (world.violation === undefined) world.violation = judge(endingInvariants, await endingOf(world), rest.plant)
  } finally {
    await world.server.end()
  }
  const { trace, violation } = world
  return violation === undefined ? { ok: true, trace } : { ok: false, trace, failure: violation }
}

/** Seconds after which whatever waits has been tried often enough. */
const patience = 400

/** Everybody comes back and nothing breaks any more, until nobody has anything to do. */
async function calmDown(world: World): Promise<void> {
  world.say('everything calms down')
  for (const person of world.people) {
    person.reachable = true
    person.weakenDisk(Number.MAX_SAFE_INTEGER, 'not-done')
  }
  // The proof of this one: somebody who cannot come back.
  if (world.options.plant === 'calms-down') {
    world.people[0]!.reachable = false
    for (const connection of world.network.connections()) connection.cut()
  }
  for (let second = 0; second < patience && world.violation === undefined; second++) {
    await bringOnline(world)
    await deliverAll(world)
    if (second > 0 && world.people.every(isCalm)) return world.lookAtAll()
    await world.pass(1)
  }
  const restless = world.people.filter((person) => !isCalm(person)).map(({ name }) => name)
  world.violation ??= { invariant: 'calms-down', what: `${restless.join(' and ')} do not come to rest` }
}

/** Whoever has no invitation that still holds, never comes in. */
function isCalm({ engine, barred }: Person): boolean {
  const { view } = engine ?? {}
  const me = view?.me()
  if (view === undefined || me?.joined === false) return view !== undefined && barred
  return me === undefined || (view.online() && view.caughtUp() && view.idle())
}

async function bringOnline(world: World): Promise<void> {
  for (const person of world.people) {
    if (person.engine === undefined) await person.start()
    const { view } = person.engine!
    if (view.me()?.joined === false) join(world, person)
    if (view.me() !== undefined && !view.online()) void person.command({ do: 'connect' })
  }
  await world.settle()
}

async function deliverAll(world: World): Promise<void> {
  for (;;) {
    const act = world.chance.weighted(delivering(world))
    if (act === undefined || world.violation !== undefined) return
    await act(world)
    await world.settle()
  }
}

async function endingOf(world: World): Promise<Ending> {
  const joined = world.people.filter(({ engine }) => engine!.view.me()?.joined === true)
  const glimpses = []
  const chats = new Map<string, Map<string, { ceiling: number; afterRead: number | null; queued: number }>>()
  const states = new Map<string, State>()
  for (const person of joined) {
    glimpses.push(await world.look(person))
    const shown = await person.engine!.view.chats()
    chats.set(
      person.name,
      new Map(shown.map(({ with: peer, ceiling, afterRead, queued }) => [peer, { ceiling, afterRead, queued }])),
    )
  }
  for (const person of joined) states.set(person.name, await stateOf(person))
  return { ledger: world.ledger, now: world.time.now(), slack: 2 * mostAhead, glimpses, chats, states }
}

/** What the device has kept, read as its next start would read it. */
async function stateOf(person: Person): Promise<State> {
  await person.leave()
  const vault = await openVault({
    ...person.disk.open(),
    passphrase: 'open',
    random: (length) => new Uint8Array(length).fill(7),
  })
  if ('refused' in vault) throw new Error(`the vault is refused: ${vault.refused}`)
  const state = await load(vault)
  const { lost: _, ...secrets } = await loadSecrets(vault, tsMls, state)
  await vault.close()
  return { ...state, ...secrets }
}
