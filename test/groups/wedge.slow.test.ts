/** A member ends an epoch with a commit that others cannot follow: the group goes on, and loses nobody but the culprit. */
import { channelId, encodePolicy, epochKey, type Ask } from '@ebb/protocol'
import { tsMls } from '@ebb/seal'
import { describe, expect, test } from 'vitest'
import { badCommits } from '../../packages/seal/test/bad-commits.ts'
import { deriveEpochPair } from '../../packages/engine/src/rooms/epoch-pair.ts'
import { groupPolicy } from '../../packages/engine/src/groups/policy.ts'
import { random } from '../../packages/engine/test/bench.ts'
import { Many } from '../../packages/engine/test/many-people.ts'

const culprit = 'carol'
/** Seconds of simulated time. */
const patience = 60

async function group(size: number): Promise<Many> {
  const others = ['bob', culprit, ...Array.from({ length: size - 3 }, (_, i) => `guest-${i}`)]
  const many = await Many.newsroom(...others)
  await many.get('alice').command({ do: 'appoint', to: many.group('alice'), member: 'bob', admin: true })
  await many.settle()
  return many
}

/** What the culprit puts into the channel. */
async function wedge(many: Many, kind: keyof typeof badCommits): Promise<void> {
  const bench = many.get(culprit)
  const [room] = [...bench.state.rooms.values()].filter(({ stage }) => stage === 'standing')
  const own = bench.state.groups.get(room!.number)!
  const victim = own.leaves.find(({ account }) =>
    Buffer.from(account).equals(many.get('alice').state.profile!.account),
  )!
  const policy = encodePolicy({ ...groupPolicy(own.policy)!, name: 'Mine' })
  const { bytes: body, next } = await badCommits[kind](own, victim.index, bench.now, policy)
  const key = next === undefined ? epochKey(random(32)) : (await deriveEpochPair(tsMls, next)).public
  const ask = {
    kind: 'commit',
    req: 0,
    channel: channelId(room!.channel),
    n: own.epoch,
    next: key,
    body,
  }
  expect(many.script.append(ask as unknown as Extract<Ask, { kind: 'commit' }>)).toMatchObject({ kind: 'appended' })
}

const kinds = [
  { kind: 'partial', named: true },
  { kind: 'undecryptable', named: false },
  { kind: 'wrong next key', named: false },
  { kind: 'wrong tree', named: true },
  { kind: 'credential change', named: true },
  { kind: 'role violation', named: true },
] as const

describe.each([3, 30])('in a group of %i', (size) => {
  test.each(kinds)('$kind', { timeout: 300_000 }, async ({ kind, named }) => {
    const many = await group(size)
    await many.get('alice').command({ do: 'send', to: many.group('alice'), text: 'before' })
    await many.settle()
    const honest = [...many.people.keys()].filter((name) => name !== culprit)
    await wedge(many, kind)
    for (const name of honest) await many.get(name).command({ do: 'send', to: many.group(name), text: `by ${name}` })
    await many.settle()
    await many.pass(patience)
    const said = ['before', ...honest.map((name) => `by ${name}`)]
    for (const name of honest) expect((await many.texts(name)).toSorted(), name).toEqual(said.toSorted())
    expect(new Set(many.authenticators(...honest)).size).toBe(1)
    for (const name of honest) expect(many.members(name), name).toHaveLength(named ? size - 1 : size)
    if (named) expect((await many.notes('bob')).at(-1)).toBe(`alice removed ${culprit}`)
  })
})

test('a commit that is bad for one member only is no reason to leave the channel: that one is added again', async () => {
  const many = await group(4)
  const bench = many.get(culprit)
  const [room] = [...bench.state.rooms.values()]
  const own = bench.state.groups.get(room!.number)!
  const guest = many.get('guest-0').state.profile!.account
  const victim = own.leaves.find(({ account }) => Buffer.from(account).equals(guest))!
  const { bytes, next } = await badCommits.partial(own, victim.index)
  const key = (await deriveEpochPair(tsMls, next!)).public
  const ask = { kind: 'commit', req: 0, channel: channelId(own.channel), n: own.epoch, next: key, body: bytes }
  many.script.append(ask as unknown as Extract<Ask, { kind: 'commit' }>)
  await many.settle()
  expect(many.get('guest-0').warnings()).toContain('conversation-lost')
  expect(many.get('bob').warnings()).toEqual([])
  await many.pass(30)
  for (const name of ['bob', 'guest-0'])
    await many.get(name).command({ do: 'send', to: many.group(name), text: `by ${name}` })
  await many.settle()
  for (const name of ['alice', 'bob', 'guest-0']) {
    expect((await many.texts(name)).slice(-2).toSorted()).toEqual(['by bob', 'by guest-0'])
    expect(many.members(name)).toHaveLength(4)
  }
  expect(many.script.channels.size).toBe(1)
})
