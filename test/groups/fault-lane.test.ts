/** Who cannot follow a commit reports it in the fault lane, which does not depend on letters. */
import { describe, expect, test } from 'vitest'
import { channelId, entryIdOf, hex, limits, type AccountId, type EntryId } from '@ebb/protocol'
import { createDevice, packReport, sealAtRest, sha256, type Lane } from '@ebb/seal'
import { random } from '../../packages/engine/test/bench.ts'
import { Many } from '../../packages/engine/test/many-people.ts'
import { origin, type Script } from '../../packages/engine/test/script.ts'
import { join } from '../../packages/engine/test/two-people.ts'

const names = ['alice', 'bob', 'carol', 'dave'] as const

/** Every inbox is full of strangers’ letters, but for one. */
function refuseLetters({ script, people }: Many, but: string): void {
  const answer = script.answer.bind(script)
  const open = hex(people.get(but)!.state.profile!.device)
  script.answer = (from, ask) =>
    ask.kind === 'post-letter' && hex(ask.device) !== open
      ? [{ kind: 'refused', req: ask.req, why: 'inbox-full' }]
      : answer(from, ask)
}

/** The server has no lanes. */
function refuseLanes(script: Script): void {
  const answer = script.answer.bind(script)
  script.answer = (from, ask) =>
    ask.kind === 'report' || ask.kind === 'reports'
      ? [{ kind: 'refused', req: ask.req, why: 'server-full' }]
      : answer(from, ask)
}

/** Somebody is handed the next commit with a bit turned. */
async function garbleFor(many: Many, name: string): Promise<void> {
  const { seq } = roomOf(many, 'alice')
  const victim = many.get(name)
  many.script.shows = (to, entry) => {
    if (to !== victim || entry.seq !== seq + 1) return entry
    const body = entry.body.with(entry.body.length >> 1, entry.body[entry.body.length >> 1]! ^ 1)
    return { ...entry, body, id: entryIdOf(body, sha256) }
  }
  await rename(many, 'Night desk')
}

async function rename(many: Many, name: string): Promise<void> {
  await many.get('alice').command({ do: 'shape', to: many.group('alice'), name })
  await many.settle()
}

const roomOf = (many: Many, name: string) => [...many.get(name).state.rooms.values()].at(-1)!
const isIn = (many: Many, name: string): boolean => roomOf(many, name).stage === 'standing'

test.each([true, false])('where letters reach nobody the group is whole again, with the lane: %s', async (lane) => {
  const many = await newsroom()
  refuseLetters(many, 'dave')
  if (!lane) refuseLanes(many.script)
  await garbleFor(many, 'dave')
  expect(isIn(many, 'dave')).toBe(false)
  await many.pass(60)
  expect(isIn(many, 'dave')).toBe(lane)
  if (!lane) return
  await many.get('dave').command({ do: 'send', to: many.group('dave'), text: 'back' })
  await many.settle()
  for (const name of names) expect((await many.texts(name)).at(-1), name).toBe('back')
  expect(new Set(many.authenticators(...names)).size).toBe(1)
  for (const name of names) expect(many.members(name), name).toHaveLength(4)
  // The server has handed out two commits for one place, and whoever hears of it is told.
  expect(many.get('alice').warnings()).toContain('history-differs')
})

/** Four in a group, and Erin, who is not. Made once. */
let made: Promise<Many> | undefined
async function newsroom(): Promise<Many> {
  made ??= make()
  return (await made).clone()
}
async function make(): Promise<Many> {
  const many = await Many.newsroom('bob', 'carol', 'dave')
  many.people.set('erin', await join(many.script, 'erin'))
  return many
}

/** A group in which an epoch has just ended, and its lane. */
async function ended(): Promise<{ many: Many; lane: Lane; commit: EntryId }> {
  const many = await newsroom()
  await rename(many, 'Night desk')
  return { many, ...laneOf(many, 'alice') }
}

/** The newest. */
function laneOf(many: Many, name: string): { lane: Lane; commit: EntryId } {
  const { state } = many.get(name)
  const { channel, lanes } = state.lanes.get(roomOf(many, name).number)!
  const { n, key, commit } = lanes.at(-1)!
  return { lane: { origin, channel, n, key }, commit }
}

interface Told {
  readonly by?: string
  readonly of?: Partial<Lane>
  readonly commit?: EntryId
  readonly account?: AccountId
  readonly devicePrivate?: Uint8Array
}

/** What somebody would put into a lane. */
function reportBy(many: Many, lane: Lane, told: Told & { readonly commit: EntryId }): Uint8Array {
  const { by = 'dave', of = {} } = told
  const { account, device, devicePrivate } = many.get(by).state.profile!
  return packReport({ ...lane, ...of }, { account, device, devicePrivate, fault: 'unreadable', ...told })
}

function put({ script }: Many, { channel, n }: Lane, ...bodies: readonly Uint8Array[]): void {
  script.lanes.set(`${hex(channel)} ${n}`, bodies)
}

/** How many commits follow within two minutes. */
async function commitsAfter(many: Many): Promise<number> {
  const { n } = [...many.script.channels.values()][0]!
  for (let i = 0; i < 8; i++) {
    for (const bench of many.people.values()) await bench.tick(15)
    await many.settle()
  }
  return [...many.script.channels.values()][0]!.n - n
}

describe('what lies in a lane', () => {
  test('is heard where a member has signed it for that lane: their device is added again, once', async () => {
    const { many, lane, commit } = await ended()
    put(many, lane, reportBy(many, lane, { commit }))
    expect(await commitsAfter(many)).toBeGreaterThanOrEqual(1)
    // The same again and again, as a server may hand it out, and whatever else that member puts there.
    put(
      many,
      lane,
      ...[commit, ...Array.from({ length: 20 }, () => random(16) as EntryId)].map((id) =>
        reportBy(many, lane, { commit: id }),
      ),
    )
    expect(await commitsAfter(many)).toBe(0)
    for (const name of ['alice', 'bob', 'carol']) {
      expect(many.members(name), name).toHaveLength(4)
      expect(
        (await many.notes(name)).filter((note) => note.includes('removed')),
        name,
      ).toEqual([])
      expect(many.get(name).warnings(), name).toEqual([])
    }
  })

  test.each<[string, (many: Many, lane: Lane, commit: EntryId) => readonly Uint8Array[]]>([
    ['noise', () => [new Uint8Array(), random(1), random(512), random(limits.report)]],
    ['for another epoch', (many, lane, commit) => [reportBy(many, lane, { commit, of: { n: lane.n - 1 } })]],
    [
      'for another channel',
      (many, lane, commit) => [reportBy(many, lane, { commit, of: { channel: channelId(random(16)) } })],
    ],
    [
      'for another server',
      (many, lane, commit) => [reportBy(many, lane, { commit, of: { origin: 'https://other.example' } })],
    ],
    ['under another lane’s key', (many, lane, commit) => [reportBy(many, lane, { commit, of: { key: random(32) } })]],
    [
      'signed by another key',
      (many, lane, commit) => [reportBy(many, lane, { commit, devicePrivate: createDevice(random).private })],
    ],
    [
      'by one member for another',
      (many, lane, commit) => [reportBy(many, lane, { commit, account: many.get('carol').state.profile!.account })],
    ],
    ['by somebody who is not in the group', (many, lane, commit) => [reportBy(many, lane, { commit, by: 'erin' })]],
    [
      'of a server that has changed it',
      (many, lane, commit) => {
        const sealed = reportBy(many, lane, { commit })
        return [sealed.with(100, sealed[100]! ^ 1), sealed.subarray(0, 500)]
      },
    ],
    [
      'that is well sealed and none',
      (_, { key }) => [sealAtRest(key, new Uint8Array(472), new TextEncoder().encode('ebb fault lane v1'), random)],
    ],
  ])('is not heard where it is %s', async (_, make) => {
    const { many, lane, commit } = await ended()
    put(many, lane, ...make(many, lane, commit))
    expect(await commitsAfter(many)).toBe(0)
    for (const name of names) expect(many.get(name).warnings(), name).toEqual([])
  })

  test('is not heard of who was removed by the commit that it reports, also when they are back', async () => {
    const many = await newsroom()
    await many.get('alice').command({ do: 'remove', to: many.group('alice'), member: 'dave' })
    await many.settle()
    const { lane, commit } = laneOf(many, 'alice')
    put(many, lane, reportBy(many, lane, { commit }))
    expect(await commitsAfter(many)).toBe(0)
    await many.get('alice').command({ do: 'add', to: many.group('alice'), members: ['dave'] })
    await many.settle()
    expect(many.members('alice')).toHaveLength(4)
    expect(await commitsAfter(many)).toBe(0)
  })

  test('may name another commit than the one that ended the epoch: that is told, and heard', async () => {
    const { many, lane } = await ended()
    put(many, lane, reportBy(many, lane, { commit: entryIdOf(random(100), sha256) }))
    expect(await commitsAfter(many)).toBeGreaterThanOrEqual(1)
    for (const name of ['alice', 'bob', 'carol']) expect(many.get(name).warnings(), name).toEqual(['history-differs'])
  })

  test('may be dropped or handed out in any order: letters are read all the same, and every report is heard', async () => {
    const { many, lane, commit } = await ended()
    put(many, lane, random(512), reportBy(many, lane, { commit, by: 'carol' }), reportBy(many, lane, { commit }))
    await many.pass(60)
    for (const name of ['carol', 'dave'])
      expect(
        many
          .get('alice')
          .state.lanes.get(roomOf(many, 'alice').number)!
          .lanes.find(({ n }) => n === lane.n)!
          .heard.map(hex),
      ).toContain(hex(many.get(name).state.profile!.account))
    const other = await newsroom()
    refuseLanes(other.script)
    await garbleFor(other, 'dave')
    await other.pass(60)
    expect(isIn(other, 'dave')).toBe(true)
  })
})
