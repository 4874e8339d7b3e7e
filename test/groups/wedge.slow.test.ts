/** A member ends an epoch with a commit that others cannot follow: the group goes on, and loses nobody but the culprit. */
import { channelId, encodePolicy, encodeRejoin, entryIdOf, epochKey, type Ask } from '@ebb/protocol'
import { packLetter, sha256, tsMls } from '@ebb/seal'
import { describe, expect, test } from 'vitest'
import { badCommits } from '../../packages/seal/test/bad-commits.ts'
import { deriveEpochPair } from '../../packages/engine/src/rooms/epoch-pair.ts'
import { groupPolicy } from '../../packages/engine/src/groups/policy.ts'
import { random } from '../../packages/engine/test/bench.ts'
import { Many } from '../../packages/engine/test/many-people.ts'
import { computeSignaturesOnce } from './once-for-all.ts'

const culprit = 'carol'
/** Seconds of simulated time. */
const patience = 60

computeSignaturesOnce()

/** Each size is made once, and copied for each test. */
const made = new Map<number, Promise<Many>>()

async function group(size: number): Promise<Many> {
  const first = made.get(size) ?? make(size)
  made.set(size, first)
  return (await first).clone()
}

async function make(size: number): Promise<Many> {
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

const honestIn = (many: Many): readonly string[] => [...many.people.keys()].filter((name) => name !== culprit)
const roomOf = (many: Many, name: string) =>
  [...many.get(name).state.rooms.values()].find(({ stage }) => stage === 'standing')!

/** In a large group not everybody has something to say. */
const writersIn = (many: Many): readonly string[] => honestIn(many).slice(0, 29)

async function sayAll(many: Many, names: readonly string[]): Promise<readonly string[]> {
  for (const name of names) await many.get(name).command({ do: 'send', to: many.group(name), text: `by ${name}` })
  await many.settle()
  return names.map((name) => `by ${name}`)
}

describe.each([3, 30, 200])('in a group of %i', (size) => {
  test.each(kinds)('$kind', { timeout: 600_000 }, async ({ kind, named }) => {
    const many = await group(size)
    await many.get('alice').command({ do: 'send', to: many.group('alice'), text: 'before' })
    await many.settle()
    const honest = honestIn(many)
    await wedge(many, kind)
    const said = ['before', ...(await sayAll(many, writersIn(many)))]
    await many.pass(patience)
    for (const name of honest) expect((await many.texts(name)).toSorted(), name).toEqual(said.toSorted())
    expect(new Set(many.authenticators(...honest)).size).toBe(1)
    for (const name of honest) expect(many.members(name), name).toHaveLength(named ? size - 1 : size)
    if (named) expect((await many.notes('bob')).at(-1)).toBe(`alice removed ${culprit}`)
    // Whoever had read it already knows it by the name that it has now.
    const own = (await many.shown('bob')).find(({ text }) => text === 'by bob')!
    await many.get('bob').command({ do: 'delete', to: many.group('bob'), message: own.number, forEveryone: true })
    await many.settle()
    for (const name of honest) expect(await many.texts(name), name).not.toContain('by bob')
  })
})

describe.each([30, 200])('of %i people', (size) => {
  test(
    'one is handed a garbled commit by the server: that one is added again, and nobody is blamed',
    { timeout: 600_000 },
    async () => {
      const many = await group(size)
      const victim = 'guest-0'
      const { seq } = roomOf(many, 'alice')
      many.script.shows = (to, entry) => {
        if (to !== many.get(victim) || entry.seq !== seq + 1) return entry
        const body = entry.body.with(entry.body.length >> 1, entry.body[entry.body.length >> 1]! ^ 1)
        return { ...entry, body, id: entryIdOf(body, sha256) }
      }
      await many.get('bob').command({ do: 'shape', to: many.group('bob'), name: 'Night desk' })
      await many.settle()
      expect(many.get(victim).warnings()).toEqual(['conversation-lost'])
      await many.pass(patience)
      const said = await sayAll(many, [...writersIn(many), culprit])
      for (const name of many.people.keys()) {
        expect((await many.texts(name)).toSorted(), name).toEqual(said.toSorted())
        expect(many.members(name), name).toHaveLength(size)
      }
      expect(new Set(many.authenticators(...many.people.keys())).size).toBe(1)
      expect(many.script.channels.size).toBe(1)
    },
  )

  test(
    'one is handed garbled bytes under the id of others: nothing is taken, and read once the server is honest',
    { timeout: 600_000 },
    async () => {
      const many = await group(size)
      const victim = many.get('guest-0')
      many.script.shows = (to, entry) =>
        to === victim ? { ...entry, body: entry.body.with(0, entry.body[0]! ^ 1) } : entry
      const said = await sayAll(
        many,
        writersIn(many).filter((name) => name !== 'guest-0'),
      )
      expect(victim.warnings()).toEqual(['wrong-entry'])
      expect(await many.texts('guest-0')).toEqual([])
      for (const name of honestIn(many))
        if (name !== 'guest-0') expect(await many.texts(name), name).toHaveLength(said.length)
      many.script.shows = (_, entry) => entry
      await many.script.connect(victim)
      await many.pass(1)
      expect((await many.texts('guest-0')).toSorted()).toEqual(said.toSorted())
      expect(new Set(many.authenticators(...many.people.keys())).size).toBe(1)
    },
  )

  test(
    'one says again and again that they cannot follow: it costs a commit each time, and the group nothing else',
    { timeout: 600_000 },
    async () => {
      const many = await group(size)
      const commits = acceptedCommits(many)
      const reports = 2
      const said: string[] = []
      for (let i = 0; i < reports; i++) {
        await reportFalsely(many)
        said.push(...(await sayAll(many, writersIn(many).slice(i * 5, i * 5 + 5))))
        await many.pass(patience)
      }
      for (const name of honestIn(many)) {
        expect((await many.texts(name)).toSorted(), name).toEqual(said.toSorted())
        expect(many.members(name), name).toHaveLength(size)
        expect(many.get(name).warnings(), name).toEqual([])
        expect(
          (await many.notes(name)).filter((note) => note.includes('removed')),
          name,
        ).toEqual([])
      }
      expect(new Set(many.authenticators(...many.people.keys())).size).toBe(1)
      // Their own device changes its leaf where it was added by a key package that had served before.
      expect(commits.filter((name) => name !== culprit)).toHaveLength(reports)
      expect(commits.length).toBeLessThanOrEqual(2 * reports)
      expect(many.script.channels.size).toBe(1)
    },
  )
})

/** Who has changed the group from now on. */
function acceptedCommits({ script }: Many): readonly string[] {
  const commits: string[] = []
  const answer = script.answer.bind(script)
  script.answer = (from, ask) => {
    const tells = answer(from, ask)
    if (ask.kind === 'commit' && tells[0]?.kind === 'appended') commits.push(from.state.profile!.handle)
    return tells
  }
  return commits
}

/** The culprit, who can follow, tells six others that they cannot. */
async function reportFalsely(many: Many): Promise<void> {
  const { account: sender, device, devicePrivate } = many.get(culprit).state.profile!
  const { channel, seq } = roomOf(many, culprit)
  for (const name of writersIn(many).slice(0, 6)) {
    const { inbox } = many.get(name).state.profile!
    const content = encodeRejoin(seq)
    const body = await packLetter({ sender, device, devicePrivate, inbox, channel, n: 0, content }, random)
    await many.get(name).told({ kind: 'letter', id: sha256(body).slice(0, 16), body })
  }
}

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
