/** Edits and reactions: who may, what is shown, and that they end with what they are about. */
import { describe, expect, test } from 'vitest'
import { messageNumberOf, messagesOf } from '../src/records/keys.ts'
import { decodeMessage, encodeMessage, type KeptMessage } from '../src/records/message.ts'
import { mostEdits } from '../src/steps/revise.ts'
import type { ShownMessage } from '../src/view.ts'
import { random, type Bench } from './bench.ts'
import { forge as forgeTo } from './forge.ts'
import { freshVault, passphrase } from './vault-stand.ts'
import { readable } from './vault-attacker.ts'
import { twoTalking, type Two } from './two-people.ts'

/** As it is shown on this device. */
const shown = (bench: Bench, number: number): Promise<ShownMessage | undefined> =>
  bench.view().message([...bench.state.conversations.values()][0]!.handle, number)

/** What Alice does arrives at Bob. */
async function delivered({ alice, bob, script }: Two): Promise<void> {
  await script.play(alice)
  await script.fanOut(bob)
}

/** What Bob's engine would not have written. */
const forge = ({ alice, bob }: Two, content: Parameters<typeof forgeTo>[1]): Promise<void> =>
  forgeTo({ from: bob, to: alice }, content)

const keptOf = (bench: Bench): readonly KeptMessage[] => [...bench.kept.values()].map(({ message }) => message)
/** Each side has one of each, and what only the devices tell each other has taken numbers too. */
const numberOf = (bench: Bench, state: KeptMessage['state']): number =>
  messageNumberOf([...bench.kept].find(([, { message }]) => message.state === state)![0])
const idOf = (bench: Bench, state: KeptMessage['state']): Uint8Array => keptOf(bench).find((m) => m.state === state)!.id

describe('an edit', () => {
  test('is shown at both sides, with what stood there before, and its author’s alone', async () => {
    const two = await twoTalking()
    expect(await two.alice.command({ do: 'edit', to: 'bob', message: 1, text: 'hullo' })).toMatchObject({ ok: true })
    expect(await shown(two.alice, 1)).toMatchObject({ text: 'hullo', earlier: ['hello'] })
    await delivered(two)
    expect(await shown(two.bob, 1)).toMatchObject({ text: 'hullo', earlier: ['hello'], mine: false })
    await two.alice.command({ do: 'edit', to: 'bob', message: 1, text: 'hi there' })
    await delivered(two)
    expect(await shown(two.bob, 1)).toMatchObject({ text: 'hi there', earlier: ['hello', 'hullo'] })
    expect(two.bob.events).toContainEqual({ kind: 'revised', conversation: 1, message: 1 })
    // It is no message of its own, at either side, and nothing of it waits.
    expect([two.alice.kept.size, two.bob.kept.size]).toEqual([2, 2])
    expect(two.alice.state.conversations.get(1)!.queue).toEqual([])
    expect([...two.alice.warnings(), ...two.bob.warnings()]).toEqual([])
  })

  test.each([
    ['another’s', { message: 2, text: 'mine' }, 'unknown-message'],
    ['nothing that is here', { message: 9, text: 'mine' }, 'unknown-message'],
    ['to nothing', { message: 1, text: ' \n' }, 'too-long'],
    ['to far too much', { message: 1, text: 'x'.repeat(60_001) }, 'too-long'],
  ])('of %s is refused', async (_, what, why) => {
    const { alice } = await twoTalking()
    expect(await alice.command({ do: 'edit', to: 'bob', ...what })).toEqual({ ok: false, why })
  })

  test('by somebody else means nothing when it comes; by its author it does', async () => {
    const two = await twoTalking()
    await forge(two, { body: { kind: 'text', text: 'forged' }, replaces: idOf(two.alice, 'sent') })
    expect(await shown(two.alice, 1)).toMatchObject({ text: 'hello', earlier: [] })
    await forge(two, { body: { kind: 'text', text: 'to nothing' }, replaces: random(32) })
    await forge(two, { body: { kind: 'text', text: 'his own' }, replaces: idOf(two.alice, 'received') })
    expect(await shown(two.alice, numberOf(two.alice, 'received'))).toMatchObject({ text: 'his own', earlier: ['hi'] })
    expect(two.alice.kept.size).toBe(2)
  })

  test('after many is the one that was written last, whichever comes last', async () => {
    const two = await twoTalking()
    const replaces = idOf(two.alice, 'received')
    for (let i = 0; i < mostEdits + 5; i++) {
      const count = 100 + ((i * 7) % (mostEdits + 5))
      await forge(two, { body: { kind: 'text', text: `text ${count}` }, replaces, count })
    }
    const { text, earlier } = (await shown(two.alice, numberOf(two.alice, 'received')))!
    expect(text).toBe(`text ${100 + mostEdits + 4}`)
    expect(earlier).toHaveLength(mostEdits)
    expect(earlier[0]).toBe('hi')
  })

  test('does not lengthen its life, and ends with it', async () => {
    const two = await twoTalking()
    const ends = (await shown(two.bob, 1))!.expires
    await two.alice.tick(100)
    two.bob.now += 100
    await two.alice.command({ do: 'edit', to: 'bob', message: 1, text: 'later' })
    await delivered(two)
    expect(await shown(two.bob, 1)).toMatchObject({ text: 'later', expires: ends })
    await two.alice.command({ do: 'delete', to: 'bob', message: 1, forEveryone: true })
    await delivered(two)
    expect(two.bob.texts()).toEqual(['hi (sent)'])
    expect([...two.bob.kept.values()].some(({ message }) => message.edits.length > 0)).toBe(false)
  })
})

test('what was still to be said about a message goes with it: it is neither kept nor sent', async () => {
  const two = await twoTalking()
  const { alice } = two
  const { disk, vault } = await freshVault()
  alice.vault = vault
  const reads = async (): Promise<boolean> =>
    [...(await readable(disk.copy(), passphrase))].some((text) => text.includes('worse than before'))
  await alice.input({ kind: 'line-closed' })
  await alice.command({ do: 'edit', to: 'bob', message: 1, text: 'worse than before' })
  expect(await reads(), 'the control').toBe(true)
  await alice.command({ do: 'delete', to: 'bob', message: 1, forEveryone: false })
  expect(await reads()).toBe(false)
  expect(alice.state.conversations.get(1)!.queue).toEqual([])
  expect(keptOf(alice)).toHaveLength(1)
})

describe('a reaction', () => {
  test('is one of each person, the last one; none takes it back', async () => {
    const two = await twoTalking()
    const { alice, bob } = two
    const { unread } = bob.state.conversations.get(1)!
    const [hers, his] = [numberOf(alice, 'received'), numberOf(bob, 'sent')]
    for (const emoji of ['👍', '🎉']) {
      expect(await alice.command({ do: 'react', to: 'bob', message: hers, emoji })).toMatchObject({ ok: true })
      await delivered(two)
      expect((await shown(alice, hers))!.reactions).toEqual([{ emoji, from: 'alice', mine: true }])
      expect((await shown(bob, his))!.reactions).toEqual([{ emoji, from: 'alice', mine: false }])
    }
    await bob.command({ do: 'react', to: 'alice', message: his, emoji: '❤️' })
    await two.script.play(bob)
    await two.script.fanOut(alice)
    expect((await shown(alice, hers))!.reactions.map(({ emoji, from }) => emoji + from)).toEqual(['🎉alice', '❤️bob'])
    await alice.command({ do: 'react', to: 'bob', message: hers, emoji: '' })
    await delivered(two)
    expect((await shown(alice, hers))!.reactions.map(({ emoji }) => emoji)).toEqual(['❤️'])
    expect((await shown(bob, his))!.reactions.map(({ emoji }) => emoji)).toEqual(['❤️'])
    expect([alice.kept.size, bob.kept.size, bob.state.conversations.get(1)!.unread]).toEqual([2, 2, unread])
  })

  test('to a stranger accepts them', async () => {
    const two = await twoTalking()
    const { bob } = two
    const conversation = bob.state.conversations.get(1)!
    bob.state = { ...bob.state, conversations: new Map([[1, { ...conversation, accepted: false }]]) }
    await bob.command({ do: 'react', to: 'alice', message: numberOf(bob, 'received'), emoji: '👋' })
    expect(bob.state.conversations.get(1)!.accepted).toBe(true)
    await two.script.play(bob)
    await two.script.fanOut(two.alice)
    expect((await shown(two.alice, numberOf(two.alice, 'sent')))!.reactions).toMatchObject([
      { emoji: '👋', from: 'bob' },
    ])
  })

  test.each([
    ['that is no emoji', { message: 1, emoji: 'ok' }, 'no-emoji'],
    ['to nothing that is here', { message: 9, emoji: '👍' }, 'unknown-message'],
  ])('%s is refused', async (_, what, why) => {
    const { alice } = await twoTalking()
    expect(await alice.command({ do: 'react', to: 'bob', ...what })).toEqual({ ok: false, why })
  })

  test('ten thousand of one person are one, and none of them is a message', async () => {
    const two = await twoTalking()
    const inReplyTo = idOf(two.alice, 'sent')
    // As many as this machine does in a moment; each is handled alike.
    for (let count = 0; count < 200; count++) {
      const emoji = count % 2 === 0 ? '👍' : '👎'
      await forge(two, { body: { kind: 'reaction', emoji }, inReplyTo, count: 100 + count })
    }
    expect((await shown(two.alice, 1))!.reactions).toEqual([{ emoji: '👎', from: 'bob', mine: false }])
    expect(two.alice.kept.size).toBe(2)
    await forge(two, { body: { kind: 'reaction', emoji: '🎉' }, inReplyTo: random(32), count: 999 })
    expect(two.alice.kept.size).toBe(2)
  })

  test('that comes late says less than the one that was written after it', async () => {
    const two = await twoTalking()
    const inReplyTo = idOf(two.alice, 'sent')
    await forge(two, { body: { kind: 'reaction', emoji: '🎉' }, inReplyTo, count: 101 })
    await forge(two, { body: { kind: 'reaction', emoji: '👍' }, inReplyTo, count: 100 })
    expect((await shown(two.alice, 1))!.reactions.map(({ emoji }) => emoji)).toEqual(['🎉'])
  })

  test('that was taken back cannot be read again by anybody, nor one that ended with its message', async () => {
    const two = await twoTalking()
    const { disk, vault } = await freshVault()
    two.alice.vault = vault
    const message = numberOf(two.alice, 'received')
    const reads = async (emoji: string): Promise<boolean> =>
      [...(await readable(disk.copy(), passphrase))].some((text) => text.includes(emoji))
    await two.alice.command({ do: 'react', to: 'bob', message, emoji: '🦑' })
    await two.script.play(two.alice)
    expect(await reads('🦑'), 'the control').toBe(true)
    await two.alice.command({ do: 'react', to: 'bob', message, emoji: '🐙' })
    await two.script.play(two.alice)
    expect(await reads('🦑')).toBe(false)
    expect(await reads('🐙'), 'the control').toBe(true)
    await two.alice.command({ do: 'delete', to: 'bob', message, forEveryone: false })
    expect(await reads('🐙')).toBe(false)
  })
})

test('what was kept before there were edits, reactions, polls and receipts of groups still reads', async () => {
  const { alice } = await twoTalking()
  const { from } = messagesOf(1)
  const kept = alice.kept.get(from + 1)!.message
  const packed = encodeMessage(kept)
  expect(decodeMessage(packed)).toEqual({ value: kept })
  // Version 1: the same array without the last four; version 2 without the last two; version 3 without the last.
  for (const [version, less] of [
    [1, 4],
    [2, 2],
    [3, 1],
  ] as const) {
    const old = packed.slice(0, -less)
    old[0] = packed[0]! - less
    old[1] = version
    expect(decodeMessage(old)).toEqual({ value: kept })
  }
})
