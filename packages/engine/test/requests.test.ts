/** Strangers: what they learn before somebody answers, and what a block leaves of them. */
import { describe, expect, test } from 'vitest'
import { entryIdOf, hex, type Ask } from '@ebb/protocol'
import { sha256, tsMls } from '@ebb/seal'
import { deriveEpochPair } from '../src/rooms/epoch-pair.ts'
import type { Bench } from './bench.ts'
import { twoStrangers, twoTalking, type Two } from './two-people.ts'

/** Everything that was asked while this goes on, in order; honestly answered. */
async function asked({ script }: Two, bench: Bench, go: () => Promise<unknown>): Promise<Ask['kind'][]> {
  const kinds: Ask['kind'][] = []
  const answer = script.answer.bind(script)
  script.answer = (from, ask) => {
    if (from === bench) kinds.push(ask.kind)
    return answer(from, ask)
  }
  await go()
  await script.play(bench)
  script.answer = answer
  return kinds
}

/** Alice has written to Bob, who has her letter and her message. */
async function aliceKnocks(): Promise<Two> {
  const two = await twoStrangers()
  await two.alice.command({ do: 'send', to: 'bob', text: 'hello' })
  await two.script.play(two.alice)
  return two
}

const chat = async (bench: Bench, handle: string) =>
  (await bench.view().chats()).find(({ with: peer }) => peer === handle)
const tokens = (bench: Bench) => {
  const { theirToken, ourToken } = bench.state.contacts.get(1)!
  return { theirToken, ourToken }
}
const lengthOf = ({ script, alice }: Two): number =>
  script.channels.get(hex(alice.state.rooms.get(1)!.channel))!.log.length

describe('a stranger', () => {
  test('is shown as a request, gets no inbox token and sees nothing come before somebody answers', async () => {
    const two = await aliceKnocks()
    const { bob, script } = two
    const before = lengthOf(two)
    const kinds = await asked(two, bob, () => script.tellLetters(bob))
    expect(bob.texts()).toEqual(['hello (received)'])
    expect(await chat(bob, 'alice')).toMatchObject({ request: true, unread: 1, blocked: false, shield: 'unverified' })
    expect((await bob.view().firstChats(1)).map(({ with: peer }) => peer)).toEqual(['alice'])
    for (const kind of ['token-add', 'append', 'commit', 'post-letter'] as const) expect(kinds).not.toContain(kind)
    await bob.command({ do: 'seen', to: 'alice', messages: [1] })
    for (let i = 0; i < 20; i++) await bob.tick(1)
    await script.play(bob)
    expect(lengthOf(two)).toBe(before)
    expect(tokens(bob).ourToken).toBeNull()
  })

  test('who is accepted gets one', async () => {
    const two = await aliceKnocks()
    const { alice, bob, script } = two
    await script.play(bob)
    const kinds = await asked(two, bob, () => bob.command({ do: 'accept', to: 'alice' }))
    expect(kinds).toContain('token-add')
    expect(await chat(bob, 'alice')).toMatchObject({ request: false })
    expect(bob.events).toContainEqual({ kind: 'chat', conversation: 1 })
    await script.fanOut(alice)
    expect(tokens(alice).theirToken).toEqual(tokens(bob).ourToken)
    expect(tokens(alice).theirToken).not.toBeNull()
  })

  test('who is answered gets one', async () => {
    const { alice, bob, script } = await aliceKnocks()
    await script.play(bob)
    await bob.command({ do: 'send', to: 'alice', text: 'hi' })
    await script.play(bob)
    await script.fanOut(alice)
    expect(await chat(bob, 'alice')).toMatchObject({ request: false })
    expect(tokens(alice).theirToken).toEqual(tokens(bob).ourToken)
  })

  test('whose channel cannot be followed gets no new one', async () => {
    const two = await aliceKnocks()
    const { bob, script } = two
    await script.play(bob)
    script.channels.clear()
    await bob.input({ kind: 'line-closed' })
    const kinds = await asked(two, bob, () => script.connect(bob))
    expect(bob.warnings()).toEqual(['conversation-lost'])
    expect(kinds).not.toContain('claim')
    // The control: somebody accepted gets one.
    expect(await asked(two, bob, () => bob.command({ do: 'accept', to: 'alice' }))).toContain('claim')
  })

  test('whom this device has written to is none', async () => {
    const { alice } = await aliceKnocks()
    expect(await chat(alice, 'bob')).toMatchObject({ request: false, with: 'bob' })
  })
})

describe('a block', () => {
  test('takes the token back, closes the channel, and says nothing to anybody else', async () => {
    const two = await twoTalking()
    const { bob } = two
    const before = lengthOf(two)
    const { ourToken } = tokens(bob)
    await bob.command({ do: 'block', to: 'alice' })
    expect(bob.asks.map(({ kind }) => kind)).toEqual(['close', 'token-revoke'])
    expect(bob.take('token-revoke').hash).toEqual(sha256(ourToken!))
    expect(lengthOf(two)).toBe(before)
  })

  test('forgets everything of the conversation at once, keys of the group too', async () => {
    const two = await twoTalking()
    const { bob } = two
    await bob.command({ do: 'draft', to: 'alice', text: 'nearly' })
    await bob.command({ do: 'send', to: 'alice', text: 'on its way' })
    await bob.command({ do: 'block', to: 'alice' })
    expect(bob.kept.size).toBe(0)
    const { groups, stagedGroups, envelopes, drafts, rooms, epochPairs } = bob.state
    for (const map of [groups, stagedGroups, envelopes, drafts, epochPairs]) expect(map.size).toBe(0)
    expect([...rooms.values()].map(({ stage }) => stage)).toEqual(['left'])
    expect(bob.events).toContainEqual({ kind: 'gone', conversation: 1, message: 1 })
    expect(await chat(bob, 'alice')).toMatchObject({ blocked: true, unread: 0, queued: 0, request: false })
    // What was under way is answered, and changes nothing.
    await two.script.play(bob)
    await bob.tick(20)
    await two.script.play(bob)
    expect(bob.warnings()).toEqual([])
    expect(bob.events.some(({ kind }) => kind === 'not-sent')).toBe(false)
  })

  test('lets nothing of them arrive any more, by the old channel or by a letter, and warns nobody', async () => {
    const two = await twoTalking()
    const { alice, bob, script } = two
    await bob.command({ do: 'block', to: 'alice' })
    await script.play(bob)
    await alice.command({ do: 'send', to: 'bob', text: 'are you there?' })
    await script.play(alice)
    await script.fanOut(bob)
    expect(alice.texts().at(-1)).toBe('are you there? (sent)')
    // She begins anew.
    script.channels.clear()
    await alice.input({ kind: 'line-closed' })
    await script.connect(alice)
    await alice.command({ do: 'send', to: 'bob', text: 'hello?' })
    await script.play(alice)
    const kinds = await asked(two, bob, () => script.tellLetters(bob))
    expect(kinds).toEqual(['letter-done'])
    await bob.input({ kind: 'line-closed' })
    await script.connect(bob)
    expect([bob.state.rooms.size, bob.kept.size, bob.warnings()]).toEqual([1, 0, []])
  })

  test('of somebody who is still being looked up holds too', async () => {
    const two = await aliceKnocks()
    const { alice, bob, script } = two
    await bob.input({ kind: 'line-closed' })
    await bob.command({ do: 'send', to: 'alice', text: 'hm' })
    await bob.command({ do: 'block', to: 'alice' })
    await script.connect(bob)
    expect([bob.state.rooms.size, bob.kept.size]).toEqual([0, 0])
    expect(await bob.command({ do: 'send', to: 'alice', text: 'after all' })).toMatchObject({ ok: false })
    expect(alice.warnings()).toEqual([])
  })

  test('while there is no connection is told the server at the next one, as often as it takes, and once', async () => {
    const two = await twoTalking()
    const { bob, script } = two
    await bob.input({ kind: 'line-closed' })
    await bob.command({ do: 'block', to: 'alice' })
    expect(bob.asks).toEqual([])
    await bob.command({ do: 'connect' })
    await script.greet(bob)
    await bob.told(...script.answer(bob, bob.take('authenticate')))
    await bob.told({ kind: 'refused', req: bob.take('token-revoke').req, why: 'too-many' })
    await bob.tick(16)
    await script.play(bob)
    expect(bob.state.contacts.get(1)!.revoked).toEqual([])
    await bob.input({ kind: 'line-closed' })
    expect(await asked(two, bob, () => script.connect(bob))).not.toContain('token-revoke')
  })

  test('that comes while the token is on its way to the server takes it back too', async () => {
    const two = await aliceKnocks()
    const { alice, bob, script } = two
    await script.play(bob)
    await bob.command({ do: 'accept', to: 'alice' })
    const adding = bob.take('token-add')
    await bob.command({ do: 'block', to: 'alice' })
    expect(bob.take('token-revoke').hash).toEqual(adding.hash)
    await bob.told(...script.answer(bob, adding))
    await script.play(bob)
    await script.fanOut(alice)
    expect(tokens(alice).theirToken).toBeNull()
  })

  test('leaves nothing to be done with them but to lift it', async () => {
    const { bob } = await twoTalking()
    await bob.command({ do: 'block', to: 'alice' })
    const refused = { ok: false, why: 'blocked' }
    expect(await bob.command({ do: 'send', to: 'alice', text: 'x' })).toEqual(refused)
    expect(await bob.command({ do: 'draft', to: 'alice', text: 'x' })).toEqual(refused)
    expect(await bob.command({ do: 'timer', to: 'alice', ceiling: 60 })).toEqual(refused)
    expect(await bob.command({ do: 'accept', to: 'alice' })).toEqual(refused)
    expect(bob.kept.size).toBe(0)
    expect(await bob.command({ do: 'block', to: 'alice' })).toEqual({ ok: true })
    expect(await bob.command({ do: 'unblock', to: 'alice' })).toEqual({ ok: true })
  })

  test('needs a conversation', async () => {
    const { bob } = await twoTalking()
    for (const what of ['accept', 'block', 'unblock', 'trust-new', 'retry'] as const)
      expect(await bob.command({ do: what, to: 'carol' })).toEqual({ ok: false, why: 'unknown-conversation' })
  })
})

describe('after a block is lifted', () => {
  test('a new channel is opened at once, so that whatever they write arrives', async () => {
    const { alice, bob, script } = await twoTalking()
    await bob.command({ do: 'block', to: 'alice' })
    await script.play(bob)
    await alice.command({ do: 'send', to: 'bob', text: 'into the dark' })
    await script.play(alice)
    await bob.command({ do: 'unblock', to: 'alice' })
    await script.play(bob)
    expect(await chat(bob, 'alice')).toMatchObject({ blocked: false, request: false })
    await script.play(alice)
    await alice.command({ do: 'send', to: 'bob', text: 'good' })
    await script.play(alice)
    await script.fanOut(bob)
    // Whatever the ids of the channels: she has left the one that he has left.
    expect([...alice.state.rooms.values()].map(({ stage }) => stage)).toEqual(['left', 'standing'])
    expect(bob.texts()).toEqual(['good (received)'])
    await bob.command({ do: 'send', to: 'alice', text: 'again' })
    await script.play(bob)
    await script.fanOut(alice)
    expect(alice.texts().slice(-2)).toEqual(['good (sent)', 'again (received)'])
    expect([...alice.warnings(), ...bob.warnings()]).toEqual([])
  })

  test('that was lifted offline, it is opened when there is a way', async () => {
    const { alice, bob, script } = await twoTalking()
    await bob.command({ do: 'block', to: 'alice' })
    await script.play(bob)
    await bob.input({ kind: 'line-closed' })
    await bob.command({ do: 'unblock', to: 'alice' })
    await script.connect(bob)
    await script.play(bob)
    await script.play(alice)
    await alice.command({ do: 'send', to: 'bob', text: 'good' })
    await script.play(alice)
    await script.fanOut(bob)
    expect(bob.texts()).toEqual(['good (received)'])
  })

  test('whom the other side has removed begins nothing by themselves', async () => {
    const { alice, bob } = await twoTalking()
    const group = bob.state.groups.get(1)!
    const room = alice.state.rooms.get(1)!
    const remove = group.leaves.filter(({ index }) => index !== group.self).map(({ index }) => index)
    const staged = await tsMls.stage(group, { remove }, bob.now)
    await alice.told({
      kind: 'entry',
      of: 'commit',
      channel: room.channel,
      seq: room.seq + 1,
      id: entryIdOf(staged.commit, sha256),
      bucket: 0,
      next: (await deriveEpochPair(tsMls, staged.next)).public,
      body: staged.commit,
    })
    expect(alice.state.rooms.get(1)!.stage).toBe('left')
    await alice.tick(5)
    await alice.command({ do: 'retry', to: 'bob' })
    expect(alice.asked('claim')).toBe(false)
  })

  test('nothing follows where there was none', async () => {
    const { bob, script } = await twoTalking()
    await bob.command({ do: 'unblock', to: 'alice' })
    await script.play(bob)
    expect(bob.state.rooms.size).toBe(1)
  })
})
