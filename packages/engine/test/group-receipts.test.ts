/** Receipts in groups: who has an own message, told to whoever tells others too, and nothing of it longer than the message. */
import { accountId, decodeCanonical, encodeCanonical, limits, type Body, type Cbor } from '@ebb/protocol'
import { describe, expect, test } from 'vitest'
import { decodeMessage, encodeMessage, type KeptMessage } from '../src/records/message.ts'
import { awaiting, receiptsIn, withReceipt } from '../src/records/receipts.ts'
import { takeReceipts } from '../src/steps/receipts.ts'
import { Turn } from '../src/turn.ts'
import type { ShownMessage } from '../src/view.ts'
import { random, type Bench } from './bench.ts'
import { forge } from './forge.ts'
import { Many } from './many-people.ts'
import { readable } from './vault-attacker.ts'
import { freshVault, passphrase } from './vault-stand.ts'

let once: Promise<Many> | undefined
/** A group of Alice, Bob and Carol, of whom these want receipts. */
async function newsroom(...wanting: readonly string[]): Promise<Many> {
  const many = (await (once ??= Many.newsroom('bob', 'carol'))).clone()
  for (const name of wanting) await many.get(name).command({ do: 'receipts', on: true })
  return many
}

/** Longer than anything is collected for. */
const collected = 16

async function says(many: Many, name: string, text: string): Promise<void> {
  await many.get(name).command({ do: 'send', to: many.group(name), text })
  await many.settle()
}
async function sees(many: Many, name: string, text: string): Promise<void> {
  const messages = [(await found(many, name, text)).number]
  await many.get(name).command({ do: 'seen', to: many.group(name), messages })
}
const found = async (many: Many, name: string, text: string): Promise<ShownMessage> =>
  (await many.shown(name)).find((message) => message.text === text)!
const whoHas = async (many: Many, text: string) =>
  many
    .get('alice')
    .view()
    .receipts(many.group('alice'), (await found(many, 'alice', text)).number)
const keptOf = (bench: Bench): KeptMessage => [...bench.kept.values()].at(-1)!.message
const lengthOf = (many: Many): number =>
  [...many.script.channels.values()].reduce((sum, { log }) => sum + log.length, 0)

describe('where all want them', () => {
  test('a message is delivered when everybody has it, and read when everybody has read it', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await says(many, 'alice', 'who is there?')
    expect(await found(many, 'alice', 'who is there?')).toMatchObject({
      state: 'sent',
      receipts: { of: 2, delivered: 0, read: 0 },
    })
    await many.pass(collected)
    expect(await found(many, 'alice', 'who is there?')).toMatchObject({
      state: 'delivered',
      receipts: { of: 2, delivered: 2, read: 0 },
    })
    await sees(many, 'bob', 'who is there?')
    await many.pass(collected)
    expect(await found(many, 'alice', 'who is there?')).toMatchObject({
      state: 'delivered',
      receipts: { of: 2, delivered: 2, read: 1 },
    })
    expect(await whoHas(many, 'who is there?')).toEqual({ read: ['bob'], delivered: ['carol'], none: [] })
    await sees(many, 'carol', 'who is there?')
    await many.pass(collected)
    const own = await found(many, 'alice', 'who is there?')
    expect(own).toMatchObject({ state: 'read', receipts: { of: 2, delivered: 2, read: 2 } })
    expect(await whoHas(many, 'who is there?')).toEqual({ read: ['bob', 'carol'], delivered: [], none: [] })
    const told = many.get('alice').events.filter(({ kind }) => kind === 'receipt')
    expect(told).toEqual(Array.from({ length: 4 }, () => ({ kind: 'receipt', conversation: 1, message: own.number })))
  })

  test('they come together, after a time that is drawn, and nobody acknowledges them', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    const bob = many.get('bob')
    const waits = new Set<number>()
    for (let i = 0; i < 40; i++) {
      await bob.command({ do: 'receipts', on: true })
      await says(many, 'alice', `number ${i}`)
      waits.add(bob.state.owed.get(1)!.due - bob.now)
    }
    expect([...waits].every((wait) => wait >= 5 && wait <= 15)).toBe(true)
    expect(waits.size).toBeGreaterThan(3)
    const before = lengthOf(many)
    const reads = async (i: number) => (await found(many, 'bob', `number ${i}`)).number
    await bob.command({ do: 'receipts', on: true })
    const messages = await Promise.all(Array.from({ length: 40 }, (_, i) => reads(i)))
    await bob.command({ do: 'seen', to: many.group('bob'), messages })
    await many.pass(4)
    expect(lengthOf(many)).toBe(before)
    await many.pass(2 * collected)
    expect(lengthOf(many)).toBe(before + 2)
    expect(await found(many, 'alice', 'number 39')).toMatchObject({ receipts: { of: 2, delivered: 2, read: 1 } })
  })

  test('whoever has come afterwards is not waited for, and whoever has gone neither', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await says(many, 'alice', 'before')
    await many.get('bob').command({ do: 'leave', to: many.group('bob') })
    await sees(many, 'carol', 'before')
    await many.pass(collected)
    await many.settle()
    expect(many.members('alice')).toEqual(['alice*', 'carol'])
    expect(await found(many, 'alice', 'before')).toMatchObject({ state: 'read', receipts: { of: 1, read: 1 } })
    await many.get('alice').command({ do: 'add', to: many.group('alice'), members: ['bob'] })
    await many.pass(3)
    expect(many.members('alice')).toEqual(['alice*', 'bob', 'carol'])
    await many.get('alice').command({ do: 'remove', to: many.group('alice'), member: 'carol' })
    await many.pass(3)
    expect(many.members('alice')).toEqual(['alice*', 'bob'])
    // What somebody had said stays said.
    expect(await whoHas(many, 'before')).toMatchObject({ read: ['carol'] })
  })

  test('where only administrators write, everybody else says how far it got', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await many.get('alice').command({ do: 'shape', to: many.group('alice'), announcements: true })
    await many.pass(3)
    await says(many, 'alice', 'hear, hear')
    await many.pass(collected)
    expect(await found(many, 'alice', 'hear, hear')).toMatchObject({ state: 'delivered' })
  })
})

describe('where some do not want them', () => {
  test('the ticks wait for whoever sends none, and nobody says why', async () => {
    const many = await newsroom('alice', 'carol')
    await says(many, 'alice', 'who is there?')
    for (const name of ['bob', 'carol']) await sees(many, name, 'who is there?')
    await many.pass(collected)
    expect(await found(many, 'alice', 'who is there?')).toMatchObject({
      state: 'sent',
      receipts: { of: 2, delivered: 1, read: 1 },
    })
    expect(await whoHas(many, 'who is there?')).toEqual({ read: ['carol'], delivered: [], none: ['bob'] })
  })

  test('whoever sends none is shown none, of what came before either', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await says(many, 'alice', 'one')
    await many.pass(collected)
    expect(await found(many, 'alice', 'one')).toMatchObject({ state: 'delivered' })
    await many.get('alice').command({ do: 'receipts', on: false })
    expect(await found(many, 'alice', 'one')).toMatchObject({ state: 'sent', receipts: undefined })
    expect(await whoHas(many, 'one')).toBeUndefined()
    await says(many, 'alice', 'two')
    // She takes none meanwhile, of what came before either.
    await sees(many, 'bob', 'one')
    await many.pass(collected)
    await many.get('alice').command({ do: 'receipts', on: true })
    expect(await whoHas(many, 'one')).toMatchObject({ read: [], delivered: ['bob', 'carol'] })
    await many.pass(collected)
    // What was written meanwhile waits for nobody's.
    expect(await found(many, 'alice', 'two')).toMatchObject({ state: 'sent', receipts: undefined })
    expect(keptOf(many.get('alice')).receipts).toHaveLength(0)
  })

  test('whom somebody has blocked they tell nothing', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await many.get('bob').command({ do: 'send', to: 'alice', text: 'hello' })
    await many.settle()
    await says(many, 'alice', 'can you see me?')
    await many.pass(collected)
    await many.get('bob').command({ do: 'block', to: 'alice' })
    for (const name of ['bob', 'carol']) await sees(many, name, 'can you see me?')
    await many.pass(collected)
    expect(await whoHas(many, 'can you see me?')).toEqual({ read: ['carol'], delivered: ['bob'], none: [] })
  })
})

describe('a group of many', () => {
  /** As if so many were in it, as far as this device knows. */
  function crowded(bench: Bench, size: number): void {
    const roster = bench.state.rosters.get(1)!
    const others = Array.from({ length: size - 1 - roster.members.length }, () => accountId(random(32)))
    const members = [...roster.members, ...others]
    bench.state = { ...bench.state, rosters: new Map([[1, { ...roster, members }]]) }
  }

  test.each([
    [limits.receiptAccounts, true],
    [limits.receiptAccounts + 1, false],
  ])('of %i has receipts: %s', async (size, has) => {
    const many = await newsroom('alice', 'bob', 'carol')
    for (const name of ['alice', 'bob']) crowded(many.get(name), size)
    await says(many, 'alice', 'who is there?')
    expect(many.get('bob').state.owed.size).toBe(has ? 1 : 0)
    expect((await found(many, 'alice', 'who is there?')).receipts).toEqual(
      has ? { of: limits.receiptAccounts - 1, delivered: 0, read: 0 } : undefined,
    )
  })

  test('that has become one meanwhile is told nothing more', async () => {
    const many = await newsroom('alice', 'bob')
    await says(many, 'alice', 'who is there?')
    crowded(many.get('bob'), limits.receiptAccounts + 1)
    const before = lengthOf(many)
    await many.pass(collected)
    expect(lengthOf(many)).toBe(before)
    expect(many.get('bob').state.owed.size).toBe(0)
  })
})

describe('a receipt means nothing', () => {
  const receipts = (part: Partial<Extract<Body, { kind: 'receipts' }>>): Body => ({
    kind: 'receipts',
    delivered: [],
    read: [],
    ...part,
  })

  test('for what its reader has not written, for an unknown one, and a second time', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await says(many, 'carol', 'of somebody else')
    const others = keptOf(many.get('alice')).id
    await says(many, 'alice', 'who is there?')
    const [alice, bob] = [many.get('alice'), many.get('bob')]
    const own = keptOf(alice).id
    const kept = new Map(alice.kept)
    await forge({ from: bob, to: alice }, { body: receipts({ read: [others, random(32)], delivered: [others] }) })
    expect(alice.kept).toEqual(kept)
    await forge({ from: bob, to: alice }, { body: receipts({ read: [own, own, own], delivered: [own] }) })
    expect(await whoHas(many, 'who is there?'), 'the control').toMatchObject({ read: ['bob'] })
    const told = (): number => alice.events.filter(({ kind }) => kind === 'receipt').length
    expect(told(), 'delivered, then read').toBe(2)
    await forge({ from: bob, to: alice }, { body: receipts({ read: [own], delivered: [own] }) })
    expect(told()).toBe(2)
    expect(await whoHas(many, 'who is there?')).toMatchObject({ read: ['bob'] })
    expect(alice.warnings()).toEqual([])
  })

  test('of somebody to whom the message did not go', async () => {
    const many = await newsroom('alice', 'bob', 'carol')
    await says(many, 'alice', 'who is there?')
    const alice = many.get('alice')
    const body = receipts({ read: [keptOf(alice).id] }) as Extract<Body, { kind: 'receipts' }>
    const turn = new Turn(alice.state, alice.at())
    await takeReceipts(turn, 1, { sender: accountId(random(32)), body })
    expect(turn.messages.size).toBe(0)
    await takeReceipts(turn, 1, { sender: many.get('bob').state.profile!.account, body })
    expect(turn.messages.size, 'the control').toBe(1)
  })
})

test('what is kept of them ends with the message', async () => {
  const many = await newsroom('alice', 'bob', 'carol')
  const { disk, vault } = await freshVault()
  many.get('alice').vault = vault
  await says(many, 'alice', 'not for long')
  await sees(many, 'bob', 'not for long')
  await many.pass(collected)
  const mark = Buffer.from([...many.get('bob').state.profile!.account, 2]).toString()
  const reads = async (): Promise<boolean> =>
    [...(await readable(disk.copy(), passphrase))].some((text) => text.includes(mark))
  expect(await reads(), 'the control').toBe(true)
  const message = (await found(many, 'alice', 'not for long')).number
  await many.get('alice').command({ do: 'delete', to: many.group('alice'), message, forEveryone: false })
  expect(await reads()).toBe(false)
})

test('no life is longer or shorter for them', async () => {
  const many = await newsroom('alice', 'bob', 'carol')
  await says(many, 'alice', 'as long as it lives')
  const { expires } = await found(many, 'alice', 'as long as it lives')
  await sees(many, 'bob', 'as long as it lives')
  await many.pass(collected)
  expect(await found(many, 'alice', 'as long as it lives')).toMatchObject({ expires, receipts: { read: 1 } })
})

test('what goes out a second time keeps what was said of it', () => {
  const [bob, carol, dave] = [random(32), random(32), random(32)].map(accountId)
  const first = withReceipt(awaiting([bob!, carol!], new Uint8Array()), { account: carol!, reached: 'read' })
  expect(receiptsIn(awaiting([carol!, dave!], first!))).toEqual([
    { account: carol, reached: 'read' },
    { account: dave, reached: 'none' },
  ])
})

test('a message that was kept before there were any reads as one without', async () => {
  const many = await newsroom('alice', 'bob', 'carol')
  await says(many, 'alice', 'who is there?')
  const kept = keptOf(many.get('alice'))
  expect(decodeMessage(encodeMessage(kept))).toEqual({ value: kept })
  const decoded = decodeCanonical(encodeMessage(kept)) as { value: readonly Cbor[] }
  const old = encodeCanonical([3, ...decoded.value.slice(1, -1)])
  expect(decodeMessage(old)).toEqual({ value: { ...kept, receipts: new Uint8Array() } })
})
