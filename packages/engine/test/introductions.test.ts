/** Introducing two people to each other: what each is told, what that is worth, and what it is not. */
import { accountId, type AccountId } from '@ebb/protocol'
import { describe, expect, test } from 'vitest'
import type { Command } from '../src/events.ts'
import { compose } from '../src/steps/compose.ts'
import { Turn } from '../src/turn.ts'
import { Many } from './many-people.ts'
import { join } from './two-people.ts'

/** Alice talks with both; they do not know each other. */
async function three(): Promise<Many> {
  const many = await Many.join('alice', 'bob', 'carol')
  for (const name of ['bob', 'carol']) {
    await many.get('alice').command({ do: 'send', to: name, text: 'hello' })
    await many.settle()
    await many.get(name).command({ do: 'accept', to: 'alice' })
    await many.settle()
  }
  return many
}

async function order(many: Many, name: string, command: Command) {
  const answer = await many.get(name).command(command)
  await many.settle()
  return answer
}
const introduce = (many: Many) => order(many, 'alice', { do: 'introduce', to: 'bob', other: 'carol' })
const waiting = (many: Many, name: string) => many.get(name).view().introductions()
const decide = (many: Many, name: string, meet: boolean) =>
  order(many, name, { do: 'introduction', introduction: waiting(many, name)[0]!.number, meet })
const chatOf = async (many: Many, name: string, other: string) =>
  (await many.get(name).view().chats()).find((chat) => chat.with === other)
const notes = async (many: Many, name: string, other: string) =>
  (await many.get(name).view().messages(other))!.flatMap(({ note }) => (note === undefined ? [] : [note]))
const accountOf = (many: Many, name: string): AccountId => many.get(name).state.profile!.account

/** What a changed program of Alice’s says to Bob. */
async function claim(many: Many, handle: string, account: AccountId): Promise<void> {
  const alice = many.get('alice')
  const turn = new Turn(alice.state, alice.at())
  const conversation = [...alice.state.conversations.values()].find((one) => one.handle === 'bob')!.number
  await compose(turn, conversation, { body: { kind: 'introduction', handle, account }, ceiling: 3600 })
  alice.state = turn.state
  for (const [key, message] of turn.messages) if (message !== undefined) alice.kept.set(key, { start: 0, message })
  await order(many, 'alice', { do: 'retry', to: 'bob' })
}

describe('two people who are introduced', () => {
  test('are both told, by a line that ends like a message, and each decides', async () => {
    const many = await three()
    expect(await introduce(many)).toEqual({ ok: true })
    expect(waiting(many, 'bob')).toMatchObject([{ name: 'carol', by: 'alice' }])
    expect(waiting(many, 'carol')).toMatchObject([{ name: 'bob', by: 'alice' }])
    expect(await notes(many, 'bob', 'alice')).toContainEqual({ kind: 'introduced', by: 'alice', name: 'carol' })
    expect(await notes(many, 'alice', 'bob')).toContainEqual({ kind: 'introduced', by: 'alice', name: 'carol' })
    // Nothing has begun yet.
    expect(await chatOf(many, 'bob', 'carol')).toBeUndefined()
    await decide(many, 'bob', true)
    expect(await chatOf(many, 'bob', 'carol')).toMatchObject({
      introducedBy: 'alice',
      verified: false,
      shield: 'unverified',
    })
    expect(waiting(many, 'bob')).toEqual([])
    await order(many, 'bob', { do: 'send', to: 'carol', text: 'alice says hello' })
    // Carol has not decided: it is a request, which says by whom its author was introduced.
    expect(await chatOf(many, 'carol', 'bob')).toMatchObject({ request: true, introducedBy: 'alice' })
    await decide(many, 'carol', true)
    expect(await chatOf(many, 'carol', 'bob')).toMatchObject({ request: false })
    await order(many, 'carol', { do: 'send', to: 'bob', text: 'I know' })
    expect((await many.get('bob').view().messages('carol'))!.map(({ text }) => text)).toEqual([
      'alice says hello',
      'I know',
    ])
    for (const name of ['alice', 'bob', 'carol']) expect(many.get(name).warnings()).toEqual([])
  })

  test('and decline have met nobody, and nobody is told', async () => {
    const many = await three()
    await introduce(many)
    const events = many.get('alice').events.length
    expect(await decide(many, 'bob', false)).toEqual({ ok: true })
    // Whoever draws it looks again.
    expect(many.get('bob').events.at(-1)).toEqual({ kind: 'introduced', introduction: 1 })
    expect(waiting(many, 'bob')).toEqual([])
    expect(await chatOf(many, 'bob', 'carol')).toBeUndefined()
    expect([...many.get('bob').state.contacts.values()].map(({ handle }) => handle)).toEqual(['alice'])
    expect(many.get('alice').events).toHaveLength(events)
    expect(await order(many, 'bob', { do: 'introduction', introduction: 1, meet: true })).toEqual({
      ok: false,
      why: 'unknown-introduction',
    })
  })

  test('and do not decide forget it when a message would have ended', async () => {
    const many = await three()
    await order(many, 'alice', { do: 'timer', to: 'bob', ceiling: 60 })
    await introduce(many)
    expect(waiting(many, 'bob')).toHaveLength(1)
    await many.get('bob').tick(61)
    expect(waiting(many, 'bob')).toEqual([])
    expect(many.get('bob').state.introductions.size).toBe(0)
    // Carol has more time.
    expect(waiting(many, 'carol')).toHaveLength(1)
  })

  test('and know each other already are asked nothing', async () => {
    const many = await three()
    await order(many, 'bob', { do: 'send', to: 'carol', text: 'hi' })
    await order(many, 'carol', { do: 'accept', to: 'bob' })
    await introduce(many)
    expect(waiting(many, 'bob')).toEqual([])
    expect(await chatOf(many, 'bob', 'carol')).toMatchObject({ introducedBy: 'alice' })
  })
})

describe('an introduction', () => {
  test.each([
    ['nobody', 'carol', 'unknown-conversation'],
    ['bob', 'nobody', 'cannot-introduce'],
    ['bob', 'bob', 'cannot-introduce'],
  ])('of %s to %s is refused', async (to, other, why) => {
    const many = await three()
    expect(await order(many, 'alice', { do: 'introduce', to, other })).toEqual({ ok: false, why })
  })

  test('of somebody whom one has blocked is refused', async () => {
    const many = await three()
    await order(many, 'alice', { do: 'block', to: 'carol' })
    expect(await introduce(many)).toEqual({ ok: false, why: 'cannot-introduce' })
  })

  test('by a stranger is none', async () => {
    const many = await three()
    const bob = many.get('bob')
    for (const [number, one] of bob.state.conversations)
      bob.state = { ...bob.state, conversations: new Map([[number, { ...one, accepted: false }]]) }
    await introduce(many)
    expect(waiting(many, 'bob')).toEqual([])
    // The control.
    expect(waiting(many, 'carol')).toHaveLength(1)
  })

  test('in a group is none', async () => {
    const many = await Many.newsroom('bob')
    const alice = many.get('alice')
    expect(await order(many, 'alice', { do: 'introduce', to: many.group('alice'), other: 'bob' })).toEqual({
      ok: false,
      why: 'cannot-introduce',
    })
    const turn = new Turn(alice.state, alice.at())
    await compose(turn, 1, { body: { kind: 'introduction', handle: 'carol', account: account(7) }, ceiling: 3600 })
    alice.state = turn.state
    for (const [key, message] of turn.messages) if (message !== undefined) alice.kept.set(key, { start: 0, message })
    await order(many, 'alice', { do: 'retry', to: many.group('alice') })
    expect(waiting(many, 'bob')).toEqual([])
  })

  test('by one person does not wait more than twenty times, and the oldest gives way', async () => {
    const many = await three()
    for (let i = 0; i < 21; i++) await claim(many, `guest-${i}`, account(i))
    const names = waiting(many, 'bob').map(({ name }) => name)
    expect(names).toHaveLength(20)
    expect(names).not.toContain('guest-0')
    expect(names).toContain('guest-20')
  })
})

describe('whoever was introduced', () => {
  test('is written to under the account that the introducer named, whatever the server says of the handle', async () => {
    const many = await three()
    many.people.set('mallory', await join(many.script, 'mallory'))
    await introduce(many)
    // From now on the server hands out another account under this handle.
    const real = many.script.chains.get('carol')!
    many.script.chains.set('carol', many.script.chains.get('mallory')!)
    many.script.chains.set('the real one', real)
    await decide(many, 'bob', true)
    await order(many, 'bob', { do: 'send', to: 'carol', text: 'is it you?' })
    expect(await many.get('carol').view().messages('bob')).toHaveLength(1)
    expect(many.get('mallory').state.conversations.size).toBe(0)
  })

  test('and whom the server knows by another account is noticed, also before anybody has decided', async () => {
    const many = await three()
    await claim(many, 'carol', account(7))
    expect(many.get('bob').warnings()).toEqual([])
    await order(many, 'bob', { do: 'send', to: 'carol', text: 'hello?' })
    expect(many.get('bob').warnings()).toEqual(['introduction-differs'])
  })

  test('under a handle that belongs to somebody else whom one has met changes nothing but that one is told', async () => {
    const many = await three()
    await order(many, 'bob', { do: 'send', to: 'carol', text: 'hi' })
    await claim(many, 'carol', account(7))
    await claim(many, 'dora', accountOf(many, 'carol'))
    await claim(many, 'bob', account(8))
    expect(many.get('bob').warnings()).toEqual(Array.from({ length: 3 }, () => 'introduction-differs'))
    expect(waiting(many, 'bob')).toEqual([])
    expect(await chatOf(many, 'bob', 'carol')).toMatchObject({ shield: 'unverified', introducedBy: undefined })
  })

  test('under a handle that the account does not have is not met', async () => {
    const many = await three()
    await claim(many, 'director', accountOf(many, 'carol'))
    await decide(many, 'bob', true)
    await order(many, 'bob', { do: 'send', to: 'director', text: 'hello?' })
    expect(many.get('bob').warnings()).toContain('chain-invalid')
    expect(many.get('carol').state.conversations.size).toBe(1)
  })

  test('and has written first under another account is not met by that word', async () => {
    const many = await three()
    await claim(many, 'carol', account(7))
    await order(many, 'carol', { do: 'send', to: 'bob', text: 'it is me' })
    expect(many.get('bob').warnings()).toEqual(['introduction-differs'])
    expect(await decide(many, 'bob', true)).toEqual({ ok: false, why: 'identity-changed' })
  })
})

const account = (i: number): AccountId => accountId(new Uint8Array(32).fill(i + 1))
