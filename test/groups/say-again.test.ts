/** A group moves to another channel: what some wrote to each other meanwhile reaches the others, whatever kind it is. */
import { channelId, epochKey, type Ask } from '@ebb/protocol'
import { tsMls } from '@ebb/seal'
import { describe, expect, test } from 'vitest'
import { badCommits } from '../../packages/seal/test/bad-commits.ts'
import { deriveEpochPair } from '../../packages/engine/src/rooms/epoch-pair.ts'
import type { Command } from '../../packages/engine/src/events.ts'
import { Many } from '../../packages/engine/test/many-people.ts'

const culprit = 'carol'
const honest = ['alice', 'bob', 'dave', 'erin'] as const

let made: Promise<Many> | undefined
async function group(): Promise<Many> {
  made ??= Many.newsroom('bob', culprit, 'dave', 'erin')
  return (await made).clone()
}

/** A commit that Alice cannot follow, who leads; Dave and Erin go on until she has opened another channel. */
async function partAlice(many: Many): Promise<void> {
  const bench = many.get(culprit)
  const [room] = bench.state.rooms.values()
  const own = bench.state.groups.get(room!.number)!
  const alice = many.get('alice').state.profile!.account
  const victim = own.leaves.find(({ account }) => Buffer.from(account).equals(alice))!
  const { bytes: body, next } = await badCommits.partial(own, victim.index)
  const key = epochKey((await deriveEpochPair(tsMls, next!)).public)
  const ask = { kind: 'commit', req: 0, channel: channelId(room!.channel), n: own.epoch, next: key, body }
  many.script.append(ask as unknown as Extract<Ask, { kind: 'commit' }>)
  await many.settle()
  expect(many.get('alice').warnings()).toEqual(['conversation-lost'])
  // Bob sits beside her in the tree.
  for (const name of ['dave', 'erin']) expect(many.get(name).warnings()).toEqual([])
}

type Told<C> = C extends unknown ? Omit<C, 'to'> : never
async function tell(many: Many, name: string, command: Told<Extract<Command, { to: string }>>): Promise<void> {
  expect(await many.get(name).command({ ...command, to: many.group(name) }), name).toMatchObject({
    ok: true,
  })
  await many.settle()
}
const say = (many: Many, name: string, text: string) => tell(many, name, { do: 'send', text })

const shown = async (many: Many, name: string, text: string) =>
  (await many.shown(name)).find((message) => message.text === text)
const numberOf = async (many: Many, name: string, text: string): Promise<number> =>
  (await shown(many, name, text))!.number

/** Alice opens another channel, and everybody is in it. */
async function meetAgain(many: Many): Promise<void> {
  await many.pass(10)
  expect(new Set(many.authenticators(...honest)).size).toBe(1)
  for (const name of honest) expect(many.members(name), name).toHaveLength(4)
}

const reactionsOf = async (many: Many, name: string, text: string) =>
  (await shown(many, name, text))?.reactions.map(({ emoji, from, mine }) => `${mine ? name : from} ${emoji}`).toSorted()

describe('what was said between a bad commit and the move to another channel', () => {
  test('is another text: everybody has it once', async () => {
    const many = await group()
    await say(many, 'erin', 'before')
    await partAlice(many)
    await tell(many, 'erin', { do: 'edit', message: await numberOf(many, 'erin', 'before'), text: 'after' })
    expect(await many.texts('dave')).toEqual(['after'])
    expect(await many.texts('alice')).toEqual(['before'])
    await meetAgain(many)
    for (const name of honest) expect(await many.texts(name), name).toEqual(['after'])
    for (const name of honest) expect((await shown(many, name, 'after'))!.earlier, name).toHaveLength(1)
  })

  test('is a reaction, and taking one back', async () => {
    const many = await group()
    await say(many, 'erin', 'before')
    await tell(many, 'erin', { do: 'react', message: await numberOf(many, 'erin', 'before'), emoji: '❤️' })
    await partAlice(many)
    await tell(many, 'dave', { do: 'react', message: await numberOf(many, 'dave', 'before'), emoji: '👍' })
    await tell(many, 'erin', { do: 'react', message: await numberOf(many, 'erin', 'before'), emoji: '' })
    expect(await reactionsOf(many, 'alice', 'before')).toEqual(['erin ❤️'])
    await meetAgain(many)
    for (const name of honest) expect(await reactionsOf(many, name, 'before'), name).toEqual(['dave 👍'])
  })

  test('is a deletion for everyone', async () => {
    const many = await group()
    await say(many, 'erin', 'before')
    await partAlice(many)
    await tell(many, 'erin', { do: 'delete', message: await numberOf(many, 'erin', 'before'), forEveryone: true })
    expect(await many.texts('alice')).toEqual(['before'])
    await meetAgain(many)
    for (const name of honest) expect(await many.texts(name), name).toEqual([])
  })

  test('is a vote, the end of a poll, or a pin', async () => {
    const many = await group()
    const poll = { do: 'poll', question: 'When?', options: ['now', 'later'], multiple: false } as const
    await tell(many, 'erin', poll)
    await say(many, 'erin', 'before')
    await partAlice(many)
    await tell(many, 'dave', { do: 'vote', message: await numberOf(many, 'dave', 'When?'), options: [1] })
    await tell(many, 'erin', { do: 'close', message: await numberOf(many, 'erin', 'When?') })
    await tell(many, 'dave', { do: 'pin', message: await numberOf(many, 'dave', 'before'), on: true })
    expect((await shown(many, 'alice', 'When?'))!.poll).toMatchObject({ closed: false })
    await meetAgain(many)
    for (const name of honest) {
      const { poll: counted } = (await shown(many, name, 'When?'))!
      expect(counted, name).toMatchObject({ closed: true, options: [{ votes: 0 }, { votes: 1 }] })
      const [chat] = await many.get(name).view().chats()
      expect(
        chat!.pins.map(({ text }) => text),
        name,
      ).toEqual(['before'])
    }
  })

  test('is about a message that was sent then, too, by its author or by others', async () => {
    const many = await group()
    await partAlice(many)
    await say(many, 'erin', 'meanwhile')
    await tell(many, 'erin', { do: 'edit', message: await numberOf(many, 'erin', 'meanwhile'), text: 'corrected' })
    await tell(many, 'dave', { do: 'react', message: await numberOf(many, 'dave', 'corrected'), emoji: '👍' })
    expect(await many.texts('alice')).toEqual([])
    await meetAgain(many)
    for (const name of honest) expect(await many.texts(name), name).toEqual(['corrected'])
    for (const name of honest) expect(await reactionsOf(many, name, 'corrected'), name).toEqual(['dave 👍'])
    // The message; of the text and of the reaction each two, under both of its names.
    const said = [...many.script.channels.values()].at(-1)!.log.filter(({ of }) => of === 'message')
    expect(said).toHaveLength(5)
  })

  test('can be taken back, changed and reacted to afterwards, also where it was read twice', async () => {
    const many = await group()
    await partAlice(many)
    for (const text of ['one', 'two', 'three']) await say(many, 'erin', text)
    expect(await many.texts('dave')).toEqual(['one', 'two', 'three'])
    await meetAgain(many)
    for (const name of honest) expect((await many.texts(name)).toSorted(), name).toEqual(['one', 'three', 'two'])
    await tell(many, 'erin', { do: 'delete', message: await numberOf(many, 'erin', 'one'), forEveryone: true })
    await tell(many, 'erin', { do: 'edit', message: await numberOf(many, 'erin', 'two'), text: 'second' })
    await tell(many, 'alice', { do: 'react', message: await numberOf(many, 'alice', 'three'), emoji: '👍' })
    await tell(many, 'dave', { do: 'react', message: await numberOf(many, 'dave', 'three'), emoji: '❤️' })
    for (const name of honest) {
      expect((await many.texts(name)).toSorted(), name).toEqual(['second', 'three'])
      expect(await reactionsOf(many, name, 'three'), name).toEqual(['alice 👍', 'dave ❤️'])
    }
  })

  test('quotes what it answers, by whatever name that has', async () => {
    const many = await group()
    await partAlice(many)
    await say(many, 'erin', 'meanwhile')
    await tell(many, 'dave', { do: 'send', text: 'so it is', replyTo: await numberOf(many, 'dave', 'meanwhile') })
    await meetAgain(many)
    for (const name of honest)
      expect((await shown(many, name, 'so it is'))!.quote, name).toEqual({ from: 'erin', text: 'meanwhile' })
  })

  test('is here once, however often its author says it again', async () => {
    const many = await group()
    await partAlice(many)
    await say(many, 'erin', 'meanwhile')
    await meetAgain(many)
    const erin = many.get('erin')
    // As after a new start.
    for (const bench of honest.map((name) => many.get(name))) {
      expect(bench.state.names.size).toBeGreaterThan(0)
      bench.state = { ...bench.state, names: new Map() }
    }
    const [key] = [...erin.kept].find(([, { message }]) => message.state === 'sent')!
    for (let i = 0; i < 2; i++) {
      const { number } = [...erin.state.conversations.values()][0]!
      const queue = [key % 2 ** 32]
      const conversations = new Map(erin.state.conversations)
      conversations.set(number, { ...conversations.get(number)!, queue })
      erin.state = { ...erin.state, conversations }
      await say(many, 'erin', `and ${i}`)
    }
    for (const name of honest)
      expect((await many.texts(name)).toSorted(), name).toEqual(['and 0', 'and 1', 'meanwhile'])
  })

  test('is said again of what lives only', async () => {
    const many = await group()
    await say(many, 'erin', 'before')
    await partAlice(many)
    await tell(many, 'erin', { do: 'edit', message: await numberOf(many, 'erin', 'before'), text: 'after' })
    await tell(many, 'dave', { do: 'react', message: await numberOf(many, 'dave', 'after'), emoji: '👍' })
    await tell(many, 'erin', { do: 'delete', message: await numberOf(many, 'erin', 'after'), forEveryone: true })
    const before = many.script.channels.size
    await meetAgain(many)
    expect(many.script.channels.size).toBe(before + 1)
    const said = [...many.script.channels.values()].at(-1)!.log.filter(({ of }) => of === 'message')
    // The deletion, and nothing of what is gone with it.
    expect(said).toHaveLength(1)
    for (const name of honest) expect(await many.texts(name), name).toEqual([])
  })

  test('is remembered as long as what it is about lives', async () => {
    const many = await group()
    const erin = many.get('erin')
    const about = () => [...erin.state.sentAt.values()].flat().filter((sent) => sent.about !== undefined)
    for (const [text, ceiling] of [
      ['for long', 3600],
      ['not for long', 60],
    ] as const) {
      await tell(many, 'erin', { do: 'send', text, ceiling })
      await tell(many, 'erin', { do: 'react', message: await numberOf(many, 'erin', text), emoji: '👍' })
      await tell(many, 'erin', { do: 'edit', message: await numberOf(many, 'erin', text), text: `${text}!` })
    }
    expect(about()).toHaveLength(4)
    await erin.tick(60)
    expect(about()).toHaveLength(2)
    await tell(many, 'erin', { do: 'delete', message: await numberOf(many, 'erin', 'for long!'), forEveryone: false })
    expect(about()).toEqual([])
  })
})
