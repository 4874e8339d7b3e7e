/** Receipts: off until both want them, about what others wrote and nothing else, and no reason to live longer or shorter. */
import { describe, expect, test } from 'vitest'
import { decodeContent, encodeContent, encodePayload, entryIdOf, type Body } from '@ebb/protocol'
import { sha256, tsMls } from '@ebb/seal'
import { random, type Bench } from './bench.ts'
import { twoStrangers, twoTalking, type Two } from './two-people.ts'

/** Both talk, and want receipts where it says so. */
async function talking(wants: { alice: boolean; bob: boolean }): Promise<Two> {
  const two = await twoTalking()
  await two.alice.command({ do: 'receipts', on: wants.alice })
  await two.bob.command({ do: 'receipts', on: wants.bob })
  return two
}

/** Some seconds later everything has come to its end. */
async function later({ script, alice, bob }: Two, seconds = 4): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    for (const bench of [alice, bob]) {
      await bench.tick(1)
      await script.play(bench)
    }
    for (const bench of [alice, bob]) await script.fanOut(bench)
  }
}

const stateOf = async (bench: Bench, other: string, text: string) =>
  (await bench.view().messages(other))!.find((message) => message.text === text)!.state
const lengthOf = ({ script, alice }: Two): number => script.segment(alice.state.rooms.get(1)!.channel, 1).length

async function aliceSays(two: Two, text: string): Promise<number> {
  await two.alice.command({ do: 'send', to: 'bob', text })
  await two.script.play(two.alice)
  await two.script.fanOut(two.bob)
  return two.bob.state.conversations.get(1)!.next - 1
}

describe('where both want them', () => {
  test('a message is delivered, then read', async () => {
    const two = await talking({ alice: true, bob: true })
    const number = await aliceSays(two, 'there?')
    expect(await stateOf(two.alice, 'bob', 'there?')).toBe('sent')
    await later(two)
    expect(await stateOf(two.alice, 'bob', 'there?')).toBe('delivered')
    const message = two.alice.state.conversations.get(1)!.next - 1
    expect(two.alice.events).toContainEqual({ kind: 'receipt', conversation: 1, message })
    await two.bob.command({ do: 'seen', to: 'alice', messages: [number] })
    expect(two.bob.events).toContainEqual({ kind: 'read', conversation: 1, message: number })
    await later(two)
    expect(await stateOf(two.alice, 'bob', 'there?')).toBe('read')
    expect([...two.alice.warnings(), ...two.bob.warnings()]).toEqual([])
  })

  test('many go in one message, and nobody acknowledges a receipt', async () => {
    const two = await talking({ alice: true, bob: true })
    const before = lengthOf(two)
    for (let i = 0; i < 10; i++) await aliceSays(two, `number ${i}`)
    expect(lengthOf(two)).toBe(before + 10)
    await later(two, 20)
    expect(lengthOf(two)).toBe(before + 11)
    expect(await stateOf(two.alice, 'bob', 'number 9')).toBe('delivered')
    expect(two.bob.state.conversations.get(1)!.queue).toEqual([])
  })

  test('more than fit into one message go in several', async () => {
    const two = await talking({ alice: true, bob: true })
    await aliceSays(two, 'there?')
    const ids = Array.from({ length: 1200 }, () => random(32))
    const owed = { delivered: [...two.bob.state.owed.get(1)!.delivered, ...ids], read: [], due: two.bob.now + 3 }
    two.bob.state = { ...two.bob.state, owed: new Map([[1, owed]]) }
    const before = lengthOf(two)
    await later(two, 8)
    expect(lengthOf(two)).toBe(before + 3)
    expect(two.bob.state.owed.size).toBe(0)
  })

  test('no life is longer or shorter for them', async () => {
    const two = await talking({ alice: true, bob: true })
    const number = await aliceSays(two, 'there?')
    const ends = async (): Promise<number> =>
      (await two.alice.view().messages('bob'))!.find(({ text }) => text === 'there?')!.expires
    const before = await ends()
    await two.bob.command({ do: 'seen', to: 'alice', messages: [number] })
    await later(two)
    expect(await stateOf(two.alice, 'bob', 'there?')).toBe('read')
    expect(await ends()).toBe(before)
  })

  test('a message that was read can still be taken back', async () => {
    const two = await talking({ alice: true, bob: true })
    const number = await aliceSays(two, 'oops')
    await two.bob.command({ do: 'seen', to: 'alice', messages: [number] })
    await later(two)
    const message = two.alice.state.conversations.get(1)!.next - 1
    await two.alice.command({ do: 'delete', to: 'bob', message, forEveryone: true })
    await later(two)
    expect(two.bob.texts().some((text) => text.startsWith('oops'))).toBe(false)
  })
})

describe('where one does not want them', () => {
  test('whoever sends none is shown none', async () => {
    const two = await talking({ alice: false, bob: true })
    const number = await aliceSays(two, 'there?')
    await two.bob.command({ do: 'seen', to: 'alice', messages: [number] })
    await later(two)
    expect(await stateOf(two.alice, 'bob', 'there?')).toBe('sent')
    expect(two.alice.events.some(({ kind }) => kind === 'receipt')).toBe(false)
  })

  test('whoever wants none sends none', async () => {
    const two = await talking({ alice: true, bob: false })
    const before = lengthOf(two)
    const number = await aliceSays(two, 'there?')
    await two.bob.command({ do: 'seen', to: 'alice', messages: [number] })
    await later(two, 20)
    expect(lengthOf(two)).toBe(before + 1)
    expect(await stateOf(two.alice, 'bob', 'there?')).toBe('sent')
  })

  test('whoever turns them off is shown none any more, and what was not sent yet is not', async () => {
    const two = await talking({ alice: true, bob: true })
    await aliceSays(two, 'one')
    await later(two)
    expect(await stateOf(two.alice, 'bob', 'one')).toBe('delivered')
    await aliceSays(two, 'two')
    await two.bob.command({ do: 'receipts', on: false })
    await later(two)
    expect(await stateOf(two.alice, 'bob', 'two')).toBe('sent')
    await two.alice.command({ do: 'receipts', on: false })
    expect(await stateOf(two.alice, 'bob', 'one')).toBe('sent')
    expect(two.alice.view().me()).toMatchObject({ receipts: false })
  })
})

test('a stranger is told nothing before somebody has answered', async () => {
  const two = await twoStrangers()
  await two.alice.command({ do: 'receipts', on: true })
  await two.bob.command({ do: 'receipts', on: true })
  await two.alice.command({ do: 'send', to: 'bob', text: 'hello' })
  await two.script.play(two.alice)
  await two.script.play(two.bob)
  await two.bob.command({ do: 'seen', to: 'alice', messages: [1] })
  await later(two, 8)
  expect(await stateOf(two.alice, 'bob', 'hello')).toBe('sent')
  await two.bob.command({ do: 'accept', to: 'alice' })
  await two.script.play(two.bob)
  await aliceSays(two, 'still there?')
  await later(two)
  expect(await stateOf(two.alice, 'bob', 'still there?')).toBe('delivered')
  // Nor afterwards of what was before.
  expect(await stateOf(two.alice, 'bob', 'hello')).toBe('sent')
})

test('they wait for a connection', async () => {
  const two = await talking({ alice: true, bob: true })
  await aliceSays(two, 'there?')
  await two.bob.input({ kind: 'line-closed' })
  for (let i = 0; i < 8; i++) await two.bob.tick(0.5)
  await two.script.connect(two.bob)
  await later(two)
  expect(await stateOf(two.alice, 'bob', 'there?')).toBe('delivered')
})

describe('a receipt means nothing', () => {
  /** Something that Bob's engine would not have written. */
  async function forged({ alice, bob }: Two, body: Body): Promise<void> {
    const group = bob.state.groups.get(1)!
    const room = alice.state.rooms.get(1)!
    const fields = { salt: random(16), inReplyTo: null, replaces: null, sent: bob.now, count: 7, ceiling: 60 }
    const content = encodeContent({ ...fields, afterRead: null, body })
    const authenticator = group.authenticator.slice(0, 16)
    const payload = encodePayload({ seq: room.seq, hash: room.hash, authenticator, content })
    const { bytes, group: next } = await tsMls.encrypt(group, payload)
    bob.state = { ...bob.state, groups: new Map([[1, next]]) }
    const { channel } = room
    const [of, id] = ['message', entryIdOf(bytes, sha256)] as const
    await alice.told({ kind: 'entry', channel, seq: room.seq + 1, id, of, bucket: 0, next: null, body: bytes })
  }
  const idOf = (bench: Bench, text: string): Uint8Array =>
    [...bench.kept.values()].find(({ message }) => {
      const content = decodeContent(message.content)
      return typeof content === 'object' && content.value.body.kind === 'text' && content.value.body.text === text
    })!.message.id

  test('for somebody else’s message, for an unknown one, and for one that has been read', async () => {
    const two = await talking({ alice: true, bob: true })
    const kept = new Map(two.alice.kept)
    await forged(two, { kind: 'receipts', delivered: [random(32)], read: [idOf(two.alice, 'hi'), random(32)] })
    expect(two.alice.kept).toEqual(kept)
    // The control.
    await forged(two, { kind: 'receipts', delivered: [], read: [idOf(two.alice, 'hello')] })
    expect(await stateOf(two.alice, 'bob', 'hello')).toBe('read')
    await forged(two, { kind: 'receipts', delivered: [idOf(two.alice, 'hello')], read: [] })
    expect(await stateOf(two.alice, 'bob', 'hello')).toBe('read')
    expect(two.alice.warnings()).toEqual([])
  })
})
