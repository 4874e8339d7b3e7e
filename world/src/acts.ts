/** What can happen next: a message comes through, somebody does something, something breaks, time passes. */
import type { Command } from '@ebb/engine'
import { failModes } from './disk/disk-state.ts'
import { invite, join } from './acts/arrive.ts'
import { arrangeOne, changeTimer, deleteOne, readAll, sendOne } from './acts/talk.ts'
import type { Person } from './person.ts'
import type { World } from './world.ts'

type Act = (world: World) => void | Promise<void>
type Weighted = readonly [weight: number, act: Act]

/** Nothing is done where nothing can be. */
export async function somethingHappens(world: World): Promise<void> {
  const act = world.chance.weighted([...delivering(world), ...personal(world), ...general])
  await act?.(world)
  await world.settle()
}

export function delivering(world: World): readonly Weighted[] {
  const ready = world.network.connections().filter((connection) => connection.deliveries().length > 0)
  const deliver: Act = () => {
    const connection = world.chance.pick(ready)
    const what = connection.deliver(world.chance.pick(connection.deliveries()))
    world.say(`connection ${connection.number} of ${connection.owner}: ${what}`)
  }
  const work: Act = () => {
    world.say('server: a turn')
    world.server.work()
  }
  return [
    [ready.length > 0 ? 60 : 0, deliver],
    [world.server.hasWork() ? 25 : 0, work],
  ]
}

const general: readonly Weighted[] = [
  [5, (world) => passing(world, 1 + world.chance.below(3))],
  [0.7, (world) => passing(world, 60 + world.chance.below(7200))],
  [0.12, (world) => passing(world, 86_400 + world.chance.below(3 * 86_400))],
  [0.02, (world) => passing(world, 7 * 86_400 + world.chance.below(14 * 86_400))],
  [1.2, cutSomeLine],
  [
    0.2,
    async (world) => {
      world.say('server: restarts')
      await world.server.restart()
    },
  ],
  [
    0.3,
    async (world) => {
      world.say('server: loses its power')
      world.network.serverDied()
      await world.server.loseThePower()
    },
  ],
]

async function passing(world: World, seconds: number): Promise<void> {
  world.say(`${seconds} s pass`)
  // No connection lives on through days.
  if (seconds > 3600) for (const connection of world.network.connections()) connection.cut()
  await world.pass(seconds)
}

function cutSomeLine(world: World): void {
  const connections = world.network.connections()
  if (connections.length === 0) return
  const connection = world.chance.pick(connections)
  world.say(`connection ${connection.number} of ${connection.owner}: cut`)
  connection.cut()
}

function personal(world: World): readonly Weighted[] {
  const person = world.chance.pick(world.people)
  const { engine } = person
  if (engine === undefined) return [[15, () => revive(world, person)]]
  const me = engine.view.me()
  const joined = me?.joined === true
  const talks = joined ? 1 : 0
  const others = world.people.filter((p) => p !== person && p.engine?.view.me()?.joined === true)
  const quiet = me !== undefined && !engine.view.online()
  return [
    [me === undefined ? 20 : joined ? 0 : 2, () => join(world, person)],
    [world.people.some((p) => !world.links.has(p.name)) && engine.view.online() ? 6 : 0, () => invite(world, person)],
    [others.length > 0 ? 9 * talks : 0, () => sendOne(world, person, others)],
    [4 * talks, () => readAll(world, person)],
    [1 * talks, () => changeTimer(world, person)],
    [1 * talks, () => deleteOne(world, person)],
    [1.5 * talks, () => arrangeOne(world, person)],
    [quiet ? 6 : 0, () => command(world, person, { do: 'connect' })],
    [joined ? 0.4 : 0, () => command(world, person, { do: 'disconnect' })],
    [1, () => toggleNetwork(world, person)],
    [0.6, () => crash(world, person)],
    [0.8, () => weaken(world, person)],
    [0.4, () => leave(world, person)],
  ]
}

/** Not waited for: many a command ends only when the server has answered. */
function command(world: World, person: Person, what: Command): void {
  world.say(`${person.name}: ${what.do}`)
  void person.command(what)
}

async function revive(world: World, person: Person): Promise<void> {
  const started = await person.start()
  world.say(`${person.name}: ${started ? 'starts again' : 'fails to start'}`)
  if (started && person.engine!.view.me() !== undefined && world.chance.happens(0.8))
    command(world, person, { do: 'connect' })
  if (started) await world.look(person)
}

function toggleNetwork(world: World, person: Person): void {
  person.reachable = !person.reachable
  world.say(`${person.name}: ${person.reachable ? 'finds' : 'loses'} the network`)
  if (person.reachable) return
  for (const connection of world.network.connections()) if (connection.owner === person.name) connection.cut()
}

function crash(world: World, person: Person): void {
  world.say(`${person.name}: loses power`)
  person.losePower()
}

function weaken(world: World, person: Person): void {
  const after = world.chance.below(6)
  const mode = world.chance.pick(failModes)
  world.say(`${person.name}: write ${after + 1} from now will be ${mode}`)
  person.weakenDisk(after, mode)
}

async function leave(world: World, person: Person): Promise<void> {
  world.say(`${person.name}: closes the app`)
  await person.leave()
}
