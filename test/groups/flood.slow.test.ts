/**
 * A member changes their own leaf as fast as the server answers, nearest to it: an administrator can remove them all the
 * same, and what others write meanwhile arrives.
 */
import { afterEach, expect, test } from 'vitest'
import { limits, type Limits } from '@ebb/protocol'
import type { Bench } from '../../packages/engine/test/bench.ts'
import { chanceOf } from '../../world/src/random.ts'
import { DistantPeople } from './distant-people.ts'

let world: DistantPeople
afterEach(() => world.server.end())

/** The nearest first, where several are equally near. */
const bad = ['mallory', 'mandy', 'moritz']
const honest = ['alice', 'bob', 'carol']
const most = 10

/** Nobody is kept from committing by how much they have committed: only the order decides. */
async function open(other: Partial<Limits> = {}): Promise<void> {
  world = new DistantPeople('flood', { commitsPerChannelAndMinute: 1_000_000, ...other })
  await world.join(...bad, ...honest)
}

/** The newest. */
const groupOf = (name: string): string => `#${Math.max(...world.get(name).state.rosters.keys())}`
const epochOf = (name: string): number => [...world.get(name).state.groups.values()].at(-1)!.epoch

async function newsroom(): Promise<void> {
  for (const one of world.people.values()) one.delay = 0
  const others = [...bad, ...honest].filter((name) => name !== 'alice')
  await world.get('alice').command({ do: 'create', name: 'Newsroom', members: others })
  await world.pass(5)
  for (const name of others) await world.get(name).command({ do: 'accept', to: groupOf(name) })
  // The channel rests.
  await world.pass(60)
}

/** Whenever nothing of theirs is under way, they want their leaf changed. */
function flood(bench: Bench): void {
  const rooms = new Map(bench.state.rooms)
  const room = [...rooms.values()].at(-1)!
  if (room.stage !== 'standing' || room.staged !== null || room.mustUpdate) return
  rooms.set(room.number, { ...room, mustUpdate: true })
  bench.state = { ...bench.state, rooms }
}

interface Drill {
  /** Epochs before the administrator has had enough. */
  readonly suffered: number
  /** Commits that she has made since. */
  readonly tries: number
  readonly removed: boolean
  readonly said: readonly string[]
}

/** `patience`: seconds after which she gives up. */
async function drill(seed: string, patience: number): Promise<Drill> {
  const chance = chanceOf(seed)
  await newsroom()
  const flooders = bad.slice(0, 1 + chance.below(bad.length))
  for (const [name, one] of world.people) {
    const isFlooder = flooders.includes(name)
    one.delay = isFlooder ? 0.001 : (20 + chance.below(600)) / 1000
    one.reacts = isFlooder ? flood : () => undefined
    one.commits.clear()
    one.sealed.clear()
  }
  const { bench, commits } = world.people.get('alice')!
  const quiet = epochOf('mallory')
  const said: string[] = []
  const talk = async (seconds: number, until?: () => boolean): Promise<void> => {
    for (let i = 0; i < seconds && until?.() !== true; i++) {
      for (const name of honest) {
        said.push(`${seed}: ${said.length} by ${name}`)
        await world.get(name).command({ do: 'send', to: groupOf(name), text: said.at(-1)! })
      }
      await world.pass(1, until)
    }
  }
  await talk(3 + chance.below(20))
  const suffered = epochOf('mallory') - quiet
  const group = groupOf('alice')
  for (const member of flooders) await bench.command({ do: 'remove', to: group, member })
  const isDone = (): boolean => bench.state.rosters.get(Number(group.slice(1)))!.removing.length === 0
  await talk(patience, () => isDone() || commits.size > most)
  const outcome = { suffered, removed: isDone(), tries: commits.size, said }
  for (const one of world.people.values()) one.reacts = () => undefined
  await world.pass(20)
  return outcome
}

async function textsOf(name: string): Promise<readonly string[]> {
  const shown = (await world.get(name).view().messages(groupOf(name)))!
  return shown.flatMap(({ text }) => text ?? [])
}

test('an administrator removes up to three who flood a group with commits within ten tries, and what is said meanwhile arrives', async () => {
  await open()
  const tries: number[] = []
  for (let i = 0; i < 20; i++) {
    const seed = `seed ${i}`
    const outcome = await drill(seed, 200)
    expect(outcome, seed).toMatchObject({ removed: true })
    expect(outcome.suffered, seed).toBeGreaterThan(1)
    tries.push(outcome.tries)
    for (const name of honest) {
      expect((await textsOf(name)).toSorted(), `${seed}: ${name}`).toEqual(outcome.said.toSorted())
      for (const [message, sealed] of world.people.get(name)!.sealed) {
        // Once in an epoch, and in no more epochs than it takes until they last long enough for whoever is far away.
        expect(new Set(sealed.values()).size, `${seed}: ${name} ${message}`).toBe(sealed.size)
        expect(sealed.size, `${seed}: ${name} ${message}`).toBeLessThanOrEqual(limits.commitsAtEase + limits.commitRest)
      }
    }
  }
  expect(Math.max(...tries)).toBeLessThanOrEqual(most)
  // They do get in the way.
  expect(Math.max(...tries)).toBeGreaterThan(1)
}, 600_000)

test('where each commit is taken as it comes, the nearest one keeps the administrator out, and hardly anybody hears another', async () => {
  await open({ commitInterval: 0 })
  const outcome = await drill('seed 0', 6)
  expect(outcome).toMatchObject({ removed: false })
  expect(outcome.suffered).toBeGreaterThan(10)
  // Bob has heard what was said before it began.
  const others = outcome.said.filter((text) => !text.endsWith('by bob'))
  const heard = await textsOf('bob')
  expect(others.filter((text) => heard.includes(text)).length).toBeLessThan(others.length / 10)
}, 600_000)
