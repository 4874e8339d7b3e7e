/** Typing notices: told to whoever tells others too, while it is true, and of no weight for anything that is kept. */
import { accountId, decodeCanonical, encodeCanonical, limits, type Body, type Cbor, type Content } from '@ebb/protocol'
import { describe, expect, test } from 'vitest'
import { decodeProfile, encodeProfile } from '../src/records/profile.ts'
import { takeWriting } from '../src/steps/typing.ts'
import { Turn } from '../src/turn.ts'
import { random, type Bench } from './bench.ts'
import { forge } from './forge.ts'
import { Many } from './many-people.ts'
import { twoStrangers, twoTalking, type Two } from './two-people.ts'

const typing: Body = { kind: 'typing' }

async function talking(wants: { readonly alice: boolean; readonly bob: boolean }): Promise<Two> {
  const two = await twoTalking()
  await two.alice.command({ do: 'typing', on: wants.alice })
  await two.bob.command({ do: 'typing', on: wants.bob })
  return two
}
let once: Promise<Many> | undefined
async function newsroom(...wanting: readonly string[]): Promise<Many> {
  const many = (await (once ??= Many.newsroom('bob', 'carol'))).clone()
  for (const name of wanting) await many.get(name).command({ do: 'typing', on: true })
  return many
}

/** Alice strikes a key, and whatever comes of it arrives. */
async function strikes({ script, alice, bob }: Two): Promise<void> {
  await alice.command({ do: 'writing', to: 'bob' })
  await script.play(alice)
  await script.fanOut(bob)
  await script.play(bob)
}
const said = (bench: Bench): Omit<Content, 'body'> => ({
  salt: random(16),
  replaces: null,
  inReplyTo: null,
  sent: bench.now,
  count: 70,
  ceiling: 30,
  afterRead: null,
})
const writingAt = async (bench: Bench, conversation = 1) => (await bench.view().chat(conversation))!.writing
const lengthOf = ({ script, alice }: Two): number => script.segment(alice.state.rooms.get(1)!.channel, 1).length

describe('where both want them', () => {
  test('somebody is seen to write for some seconds, and no longer than they say so', async () => {
    const two = await talking({ alice: true, bob: true })
    await strikes(two)
    expect(await writingAt(two.bob)).toEqual(['alice'])
    expect(two.bob.events.at(-1)).toEqual({ kind: 'writing', conversation: 1, handle: 'alice' })
    expect(await writingAt(two.alice)).toEqual([])
    await two.bob.tick(11)
    expect(await writingAt(two.bob)).toEqual(['alice'])
    await two.bob.tick(1)
    expect(await writingAt(two.bob)).toEqual([])
    expect(two.bob.events.at(-1)).toEqual({ kind: 'chat', conversation: 1 })
    expect([...two.alice.warnings(), ...two.bob.warnings()]).toEqual([])
  })

  test('however fast somebody writes, others are told every eight seconds', async () => {
    const two = await talking({ alice: true, bob: true })
    const before = lengthOf(two)
    for (let i = 0; i < 40; i++) {
      for (let key = 0; key < 5; key++) await strikes(two)
      for (const bench of [two.alice, two.bob]) await bench.tick(1)
      expect(await writingAt(two.bob), `after ${i} s`).toEqual(['alice'])
    }
    expect(lengthOf(two)).toBe(before + 5)
  })

  test('what they have said ends it', async () => {
    const two = await talking({ alice: true, bob: true })
    await strikes(two)
    await two.alice.command({ do: 'send', to: 'bob', text: 'here it is' })
    await two.script.play(two.alice)
    await two.script.fanOut(two.bob)
    expect(await writingAt(two.bob)).toEqual([])
  })

  test('nothing of it is kept at either side, nothing is unread, and no conversation moves', async () => {
    const two = await talking({ alice: true, bob: true })
    const before = (await two.bob.view().chat(1))!
    const [mine, theirs] = [new Map(two.alice.kept), new Map(two.bob.kept)]
    await two.bob.tick(5)
    await strikes(two)
    expect(await writingAt(two.bob), 'the control').toEqual(['alice'])
    expect(two.bob.kept).toEqual(theirs)
    expect(two.alice.kept).toEqual(mine)
    expect(await two.bob.view().chat(1)).toEqual({ ...before, writing: ['alice'] })
    expect(two.bob.events.filter(({ kind }) => kind === 'message')).toEqual([])
  })

  test('it ends half a minute later at the server, or with the shortest clock', async () => {
    const two = await talking({ alice: true, bob: true })
    await two.alice.command({ do: 'writing', to: 'bob' })
    const waiting = (): number => [...two.alice.kept.values()].at(-1)!.message.ceiling
    expect(waiting()).toBe(30)
    await two.script.play(two.alice)
    await two.alice.command({ do: 'timer', to: 'bob', ceiling: 5 })
    await two.script.play(two.alice)
    await two.alice.tick(8)
    await two.alice.command({ do: 'writing', to: 'bob' })
    expect(waiting()).toBe(5)
  })
})

describe('nobody is told', () => {
  test.each([
    ['whoever writes does not want it', { alice: false, bob: true }, 0],
    ['whoever would be told tells nobody', { alice: true, bob: false }, 1],
  ])('where %s', async (_, wants, entries) => {
    const two = await talking(wants)
    const before = lengthOf(two)
    await strikes(two)
    expect(lengthOf(two)).toBe(before + entries)
    expect(await writingAt(two.bob)).toEqual([])
  })

  test('from the moment on in which somebody turns them off', async () => {
    const two = await talking({ alice: true, bob: true })
    await strikes(two)
    await two.bob.command({ do: 'typing', on: false })
    expect(await writingAt(two.bob)).toEqual([])
    await two.bob.command({ do: 'typing', on: true })
    expect(await writingAt(two.bob)).toEqual([])
  })

  test('as a stranger, of whoever answers them', async () => {
    const two = await twoStrangers()
    for (const bench of [two.alice, two.bob]) await bench.command({ do: 'typing', on: true })
    await two.alice.command({ do: 'send', to: 'bob', text: 'hello' })
    for (const bench of [two.alice, two.bob]) await two.script.play(bench)
    const before = lengthOf(two)
    await two.bob.command({ do: 'writing', to: 'alice' })
    await two.script.play(two.bob)
    expect(lengthOf(two)).toBe(before)
    await strikes(two)
    expect(lengthOf(two), 'the control').toBe(before + 1)
    expect(await writingAt(two.bob)).toEqual([])
  })

  test('without a line, nor later when there is one', async () => {
    const two = await talking({ alice: true, bob: true })
    const kept = new Map(two.alice.kept)
    await two.alice.input({ kind: 'line-closed' })
    await two.alice.command({ do: 'writing', to: 'bob' })
    expect(two.alice.kept).toEqual(kept)
  })

  test('behind something that waits', async () => {
    const two = await talking({ alice: true, bob: true })
    const queued = (): number => two.alice.state.conversations.get(1)!.queue.length
    await two.alice.command({ do: 'send', to: 'bob', text: 'on its way' })
    await two.alice.command({ do: 'writing', to: 'bob' })
    expect(queued()).toBe(1)
    await two.script.play(two.alice)
    await two.alice.command({ do: 'writing', to: 'bob' })
    expect(queued(), 'the control').toBe(1)
  })

  test('of somebody who is not the other side', async () => {
    const { alice, bob } = await talking({ alice: true, bob: true })
    const turn = new Turn(bob.state, bob.at())
    const room = bob.state.rooms.get(1)!
    const content = { ...said(bob), body: typing }
    takeWriting(turn, room, { sender: accountId(random(32)), content })
    expect(turn.state.writing.size).toBe(0)
    takeWriting(turn, room, { sender: alice.state.profile!.account, content })
    expect(turn.state.writing.size, 'the control').toBe(1)
  })

  test('of what has ended on its way, or came while they were away', async () => {
    const two = await talking({ alice: true, bob: true })
    await forge({ from: two.alice, to: two.bob }, { body: typing, ceiling: 30, sent: two.bob.now - 30 })
    expect(await writingAt(two.bob)).toEqual([])
    await forge({ from: two.alice, to: two.bob }, { body: typing, ceiling: 30, sent: two.bob.now - 29 })
    expect(await writingAt(two.bob), 'the control').toEqual(['alice'])
    await two.bob.tick(12)
    const readings = new Map(two.bob.state.readings)
    readings.set(1, { at: 'reading', from: 1, looks: 1, last: 99 })
    two.bob.state = { ...two.bob.state, readings }
    await forge({ from: two.alice, to: two.bob }, { body: typing, ceiling: 30 })
    expect(await writingAt(two.bob)).toEqual([])
  })
})

describe('in a group', () => {
  const writes = async (many: Many, name: string): Promise<void> => {
    await many.get(name).command({ do: 'writing', to: many.group(name) })
    await many.settle()
  }

  test('everybody who wants them sees who is writing', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await writes(many, 'bob')
    await writes(many, 'carol')
    expect(await writingAt(many.get('alice'))).toEqual(['bob', 'carol'])
    expect(await writingAt(many.get('bob'))).toEqual(['carol'])
    await many.get('bob').command({ do: 'send', to: many.group('bob'), text: 'there' })
    await many.settle()
    expect(await writingAt(many.get('alice'))).toEqual(['carol'])
  })

  test('nobody sees it of whom they have blocked', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await many.get('bob').command({ do: 'send', to: 'alice', text: 'hello' })
    await many.settle()
    await many.get('bob').command({ do: 'block', to: 'alice' })
    await writes(many, 'alice')
    expect(await writingAt(many.get('carol')), 'the control').toEqual(['alice'])
    expect(await writingAt(many.get('bob'))).toEqual([])
  })

  test('where only administrators write, nobody else is seen to, nor says so', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await many.get('alice').command({ do: 'shape', to: many.group('alice'), announcements: true })
    await many.pass(3)
    const length = (): number => [...many.script.channels.values()].reduce((sum, { log }) => sum + log.length, 0)
    const before = length()
    await writes(many, 'bob')
    expect(length()).toBe(before)
    await forge({ from: many.get('bob'), to: many.get('alice') }, { body: typing, ceiling: 30 })
    expect(await writingAt(many.get('alice'))).toEqual([])
    await writes(many, 'alice')
    expect(await writingAt(many.get('carol')), 'the control').toEqual(['alice'])
  })

  test.each([
    [limits.receiptAccounts, ['bob']],
    [limits.receiptAccounts + 1, []],
  ])('of %i others see %j', async (size, seen) => {
    const many = await newsroom('alice', 'bob')
    for (const name of ['alice', 'bob']) {
      const bench = many.get(name)
      const roster = bench.state.rosters.get(1)!
      const others = Array.from({ length: size - 1 - roster.members.length }, () => accountId(random(32)))
      const members = [...roster.members, ...others]
      bench.state = { ...bench.state, rosters: new Map([[1, { ...roster, members }]]) }
    }
    await writes(many, 'bob')
    expect(await writingAt(many.get('alice'))).toEqual(seen)
  })
})

test('who joined before there were any wants none', async () => {
  const { alice } = await talking({ alice: true, bob: false })
  const profile = alice.state.profile!
  expect(decodeProfile(encodeProfile(profile))).toEqual({ value: profile })
  const decoded = decodeCanonical(encodeProfile(profile)) as { value: readonly Cbor[] }
  const old = encodeCanonical([1, ...decoded.value.slice(1, -1)])
  expect(decodeProfile(old)).toEqual({ value: { ...profile, typing: false } })
})
