/**
 * The four figures seal is built to, one JSON object a line: messages (encrypted and opened) per second between two
 * members of each suite, and in a group of 100 the milliseconds to process an update (the median over its members) and
 * to join. Each is the best of several runs, because other programs on the machine only ever add to the time.
 */
import { tsMls } from '../src/mls/ts-mls.ts'
import type { Group, Suite } from '../src/mls.ts'
import { everybody, guest, now, opened, party, welcome } from './people.ts'

export interface Figure {
  readonly figure: string
  readonly value: number
  readonly unit: '1/s' | 'ms'
}

/** Messages of 100 bytes from one member to another, encrypted and opened one after the other. */
export async function messagesPerSecond(suite: Suite, { rounds = 5, messages = 500 } = {}): Promise<Figure> {
  let [sender, receiver] = pair((await party(tsMls, suite, 2)).groups)
  const content = new Uint8Array(100).fill(7)
  let best = Infinity
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    for (let i = 0; i < messages; i++) {
      const sent = await tsMls.encrypt(sender, content)
      sender = sent.group
      receiver = (await opened(tsMls, 'message', receiver, sent.bytes)).group
    }
    best = Math.min(best, performance.now() - start)
  }
  return { figure: `messages_per_second_${suite}`, value: Math.round((messages * 1000) / best), unit: '1/s' }
}

/** A group in which every second member has made a commit, so that its tree is neither blank nor fresh. */
export async function groupFigures(suite: Suite, { members = 100, rounds = 5 } = {}): Promise<Figure[]> {
  const { guests, groups } = await party(tsMls, suite, members - 1)
  let all: Group[] = groups
  for (let author = 1; author < all.length; author += Math.ceil(members / 8)) all = (await commit(all, author)).groups
  let update = Infinity
  for (let round = 0; round < rounds; round++) {
    const made = await commit(all, (round * 13 + 1) % all.length)
    all = made.groups
    update = Math.min(update, median(made.times))
  }
  const late = await guest(tsMls, suite)
  const staged = await tsMls.stage(at(all, 0), { add: [late.keyPackage.public] }, now)
  let joining = Infinity
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    await welcome(tsMls, staged, late)
    joining = Math.min(joining, performance.now() - start)
  }
  return [
    { figure: `process_update_${guests.length}_${suite}`, value: rounded(update), unit: 'ms' },
    { figure: `join_${guests.length + 1}_${suite}`, value: rounded(joining), unit: 'ms' },
  ]
}

async function commit(groups: readonly Group[], author: number): Promise<{ groups: Group[]; times: number[] }> {
  const staged = await tsMls.stage(at(groups, author), {}, now)
  const times: number[] = []
  const next: Group[] = []
  for (const [i, group] of groups.entries()) {
    const start = performance.now()
    const result = i === author ? undefined : await tsMls.open(group, staged.commit, everybody, now)
    if (result !== undefined) times.push(performance.now() - start)
    if (result !== undefined && result.kind !== 'commit') throw new Error('an update was not accepted')
    next.push(result?.group ?? staged.next)
  }
  return { groups: next, times }
}

const median = (times: readonly number[]): number =>
  at(
    times.toSorted((a, b) => a - b),
    Math.floor(times.length / 2),
  )

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10

function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new RangeError(`nothing at ${index}`)
  return item
}

const pair = <T>(list: readonly T[]): [T, T] => [at(list, 0), at(list, 1)]

/** All figures; `say` gets each as soon as it is there. */
export async function measure(say: (figure: Figure) => void): Promise<void> {
  say(await messagesPerSecond('classic'))
  say(await messagesPerSecond('hybrid'))
  for (const figure of await groupFigures('classic')) say(figure)
}

if (import.meta.main) await measure((figure) => console.log(JSON.stringify(figure)))
