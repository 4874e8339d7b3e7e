/** A handle that leads to another account than before: nothing goes out until a person decides, and then to whom they decided for. */
import { expect, test } from 'vitest'
import { hex } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { caughtUp } from '../src/line/caught-up.ts'
import type { Bench } from './bench.ts'
import { join, twoTalking, type Two } from './two-people.ts'

/** Bob has begun anew: the handle leads to another account, which has written to Alice. */
async function bobBeginsAnew(): Promise<Two & { readonly anew: Bench }> {
  const two = await twoTalking()
  const anew = await join(two.script, 'bob')
  await anew.command({ do: 'send', to: 'alice', text: 'new phone' })
  await two.script.play(anew)
  await two.script.play(two.alice)
  return { ...two, anew }
}

const bobAt = async (alice: Bench) => (await alice.view().chats()).find((chat) => chat.with === 'bob')!
const accountOf = (bench: Bench) => bench.state.profile!.account

test('it shows, nothing is taken from the new account, and nothing goes out, not to the old one either', async () => {
  const { alice, bob, script, anew } = await bobBeginsAnew()
  expect(await bobAt(alice)).toMatchObject({ shield: 'changed', verified: false, unread: 1 })
  expect(alice.state.conversations.get(1)!.changed).toEqual(accountOf(anew))
  expect(alice.events).toContainEqual({ kind: 'chat', conversation: 1 })
  expect(alice.texts()).toEqual(['hello (sent)', 'hi (received)'])
  await alice.command({ do: 'send', to: 'bob', text: 'secret' })
  expect(alice.events).toContainEqual({ kind: 'not-sent', conversation: 1, why: 'identity-changed' })
  await script.play(alice)
  await alice.tick(20)
  await script.play(alice)
  for (const one of [bob, anew]) {
    await script.fanOut(one)
    expect(one.texts().some((text) => text.includes('secret'))).toBe(false)
  }
  expect(await bobAt(alice)).toMatchObject({ queued: 1, trouble: 'identity-changed' })
  // The letter waits at the server and keeps nobody waiting here.
  expect([alice.state.rooms.size, caughtUp(alice.state), alice.warnings()]).toEqual([1, true, []])
})

test('whoever goes on with the new account does so with somebody unverified, over a new channel', async () => {
  const { alice, bob, script, anew } = await bobBeginsAnew()
  await alice.command({ do: 'send', to: 'bob', text: 'secret' })
  const { ourToken } = alice.state.contacts.get(1)!
  await alice.command({ do: 'trust-new', to: 'bob' })
  expect(alice.asks.find(({ kind }) => kind === 'token-revoke')).toMatchObject({ hash: sha256(ourToken!) })
  for (let i = 0; i < 3; i++) for (const one of [alice, anew]) await script.fanOut(one)
  expect(alice.state.contacts.get(1)).toMatchObject({ account: accountOf(anew), verified: false, revoked: [] })
  expect(await bobAt(alice)).toMatchObject({ shield: 'unverified', queued: 0, trouble: undefined })
  expect(alice.texts()).toEqual(['hello (sent)', 'hi (received)', 'secret (sent)', 'new phone (received)'])
  expect(anew.texts()).toContain('secret (received)')
  expect(alice.state.rooms.get(1)!.stage).toBe('left')
  await script.fanOut(bob)
  expect(bob.texts().some((text) => text.includes('secret'))).toBe(false)
  expect(alice.warnings()).toEqual([])
})

test('somebody verified is never replaced without a person, nor marked as verified meanwhile', async () => {
  const two = await twoTalking()
  const { alice, script } = two
  await alice.command({ do: 'verified', to: 'bob' })
  expect(await bobAt(alice)).toMatchObject({ shield: 'verified' })
  const anew = await join(script, 'bob')
  await anew.command({ do: 'send', to: 'alice', text: 'new phone' })
  await script.play(anew)
  await script.play(alice)
  for (let i = 0; i < 5; i++) {
    await alice.input({ kind: 'line-closed' })
    await alice.tick(61)
    await script.connect(alice)
  }
  expect(await bobAt(alice)).toMatchObject({ shield: 'changed', verified: false })
  expect(alice.state.contacts.get(1)).toMatchObject({ verified: true, account: accountOf(two.bob) })
  expect(await alice.command({ do: 'verified', to: 'bob' })).toEqual({ ok: false, why: 'identity-changed' })
  await alice.command({ do: 'trust-new', to: 'bob' })
  expect(await bobAt(alice)).toMatchObject({ shield: 'unverified' })
  await alice.command({ do: 'verified', to: 'bob' })
  expect(await bobAt(alice)).toMatchObject({ shield: 'verified' })
  await alice.command({ do: 'verified', to: 'bob', verified: false })
  expect(await bobAt(alice)).toMatchObject({ shield: 'unverified' })
})

test('the old account’s letters mean nothing any more', async () => {
  const { alice, bob, script, anew } = await bobBeginsAnew()
  await alice.command({ do: 'trust-new', to: 'bob' })
  await script.play(alice)
  const chains = script.chains.get('bob')
  script.channels.clear()
  await bob.input({ kind: 'line-closed' })
  await bob.command({ do: 'send', to: 'alice', text: 'it is still me' })
  script.chains.set('old bob', bob.state.profile!.chain)
  await script.connect(bob)
  expect(script.letters.get(hex(alice.state.profile!.device))).toHaveLength(1)
  const rooms = alice.state.rooms.size
  await script.play(alice)
  expect([alice.state.rooms.size, alice.warnings()]).toEqual([rooms, []])
  expect(await bobAt(alice)).toMatchObject({ shield: 'unverified' })
  expect(script.chains.get('bob')).toBe(chains)
  expect(alice.state.contacts.get(1)!.account).toEqual(accountOf(anew))
})

test('a decision that is taken without a connection is for that account, whoever has the handle by then', async () => {
  const { alice, script, anew } = await bobBeginsAnew()
  await alice.input({ kind: 'line-closed' })
  await alice.command({ do: 'trust-new', to: 'bob' })
  await alice.command({ do: 'send', to: 'bob', text: 'secret' })
  const third = await join(script, 'bob')
  script.chains.set('second bob', anew.state.profile!.chain)
  await script.connect(alice)
  expect(alice.state.contacts.get(1)!.account).toEqual(accountOf(anew))
  for (let i = 0; i < 2; i++) for (const one of [anew, third, alice]) await script.fanOut(one)
  expect(anew.texts()).toContain('secret (received)')
  expect(third.texts()).toEqual([])
})

test('somebody whose account the server has no more is not somebody whose name is misspelled, and nothing is lost', async () => {
  const { alice, script } = await bobBeginsAnew()
  await alice.input({ kind: 'line-closed' })
  await alice.command({ do: 'trust-new', to: 'bob' })
  await alice.command({ do: 'send', to: 'bob', text: 'are you there?' })
  script.chains.delete('bob')
  await script.connect(alice)
  expect(await bobAt(alice)).toMatchObject({ queued: 1, trouble: 'account-gone' })
  expect(alice.texts()).toContain('are you there? (queued)')
})

test('a handle that leads back is as before, once somebody looks again', async () => {
  const { alice, bob, script } = await twoTalking()
  const chain = script.chains.get('bob')!
  await join(script, 'bob')
  script.channels.clear()
  const conversation = alice.state.conversations.get(1)!
  alice.state = {
    ...alice.state,
    conversations: new Map([[1, { ...conversation, stage: 'seeking' as const, rooms: [] }]]),
  }
  await alice.command({ do: 'send', to: 'bob', text: 'secret' })
  await script.play(alice)
  expect(await bobAt(alice)).toMatchObject({ shield: 'changed' })
  script.chains.set('bob', chain)
  await alice.command({ do: 'retry', to: 'bob' })
  await script.play(alice)
  expect(await bobAt(alice)).toMatchObject({ shield: 'unverified', queued: 0 })
  await script.play(bob)
  expect(bob.texts()).toContain('secret (received)')
})

test('who was blocked cannot come back by beginning anew', async () => {
  const { alice, script } = await twoTalking()
  await alice.command({ do: 'block', to: 'bob' })
  await script.play(alice)
  const anew = await join(script, 'bob')
  await anew.command({ do: 'send', to: 'alice', text: 'me again' })
  await script.play(anew)
  await script.play(alice)
  expect([alice.state.rooms.size, alice.kept.size, alice.state.heldLetters.size, alice.warnings()]).toEqual([
    1,
    0,
    0,
    [],
  ])
  expect(script.letters.get(hex(alice.state.profile!.device))).toBeUndefined()
})

test('receipts are not sent to the new account for what the old one has written', async () => {
  const { alice, script, anew } = await bobBeginsAnew()
  await alice.command({ do: 'receipts', on: true })
  await alice.command({ do: 'trust-new', to: 'bob' })
  for (let i = 0; i < 2; i++) for (const one of [alice, anew]) await script.fanOut(one)
  await alice.command({ do: 'seen', to: 'bob', messages: [3] })
  expect((await alice.view().message('bob', 3))!).toMatchObject({ text: 'hi', read: true })
  expect(alice.state.owed.get(1)?.read ?? []).toEqual([])
  // The control.
  const theirs = [...alice.state.conversations.values()][0]!.readBefore
  await alice.command({ do: 'seen', to: 'bob', messages: [theirs, theirs + 1] })
  expect(alice.state.owed.get(1)?.read).toHaveLength(1)
})
