/** A member whose own program does not keep to the rules of the group: what the others make of it. */
import { channelId, encodePolicy, hex } from '@ebb/protocol'
import { expect, test } from 'vitest'
import { groupPolicy } from '../../packages/engine/src/groups/policy.ts'
import { Many } from '../../packages/engine/test/many-people.ts'
import { join } from '../../packages/engine/test/two-people.ts'
import { leadInto } from '../../packages/engine/test/welcome-by-hand.ts'

const newsroom = Many.newsroom

const say = async (many: Many, name: string, text: string) => {
  const answer = await many.get(name).command({ do: 'send', to: many.group(name), text })
  await many.settle()
  return answer
}

test('who writes where only administrators do is read by nobody', async () => {
  const many = await newsroom('bob', 'carol')
  await many.get('alice').command({ do: 'shape', to: many.group('alice'), announcements: true })
  await many.settle()
  expect(await say(many, 'bob', 'in order')).toEqual({ ok: false, why: 'admins-only' })
  const bob = many.get('bob')
  const [roster] = bob.state.rosters.values()
  const policy = encodePolicy({ ...groupPolicy(roster!.policy)!, announcements: false })
  bob.state = { ...bob.state, rosters: new Map([[roster!.number, { ...roster!, policy }]]) }
  expect(await say(many, 'bob', 'all the same')).toMatchObject({ ok: true })
  await say(many, 'alice', 'as announced')
  // It did go out; the control is that it stands in the channel and that an administrator's is shown.
  expect((await many.shown('bob')).find(({ text }) => text === 'all the same')).toMatchObject({ state: 'sent' })
  for (const name of ['alice', 'carol']) expect(await many.texts(name)).toEqual(['as announced'])
})

test.each([
  ['bob', 1],
  ['alice', 2],
])('a channel that %s opens in place of the group’s is followed only where they lead', async (name, channels) => {
  const many = await newsroom('bob', 'carol')
  await say(many, 'carol', 'here')
  await openAnother(many, name, 'carol')
  const rooms = [...many.get('carol').state.rooms.values()]
  expect(rooms).toHaveLength(channels)
  expect(rooms.map(({ stage }) => stage)).toEqual(name === 'alice' ? ['left', 'standing'] : ['standing'])
  expect(many.get('carol').warnings()).toEqual(name === 'alice' ? [] : ['bad-letter'])
  expect(many.get('carol').state.rosters.size).toBe(1)
})

/** A group of one's own, whose welcome says that it stands in for the one that both are in. */
async function openAnother(many: Many, name: string, guest: string): Promise<void> {
  const bench = many.get(name)
  const [old] = bench.state.rooms.values()
  await bench.command({ do: 'create', name: 'Newsroom', members: [] })
  await many.settle()
  const rooms = new Map(bench.state.rooms)
  const fresh = [...rooms.values()].at(-1)!
  rooms.set(fresh.number, { ...fresh, replaces: [channelId(old!.channel)] })
  bench.state = { ...bench.state, rooms }
  await bench.command({ do: 'add', to: `#${fresh.conversation}`, members: [guest] })
  await many.settle()
}

test('a member who does not lead takes over no conversation of who is out: theirs is another group, and asks', async () => {
  const many = await newsroom('bob', 'carol')
  await say(many, 'alice', 'first')
  await many.get('alice').command({ do: 'remove', to: many.group('alice'), member: 'carol' })
  await many.settle()
  await openAnother(many, 'bob', 'carol')
  const chats = (await many.get('carol').view().chats()).toSorted((a, b) => a.conversation - b.conversation)
  expect(chats).toMatchObject([
    { with: '#1', group: { inside: false, by: 'alice' } },
    { with: '#2', request: true, group: { inside: true, by: 'bob' } },
  ])
  expect(await many.texts('carol', '#1')).toEqual(['first'])
  // The control: who leads leads back to it.
  await openAnother(many, 'alice', 'carol')
  expect((await many.get('carol').view().chats()).find((chat) => chat.with === '#1')).toMatchObject({
    group: { inside: true, by: 'alice' },
  })
})

test('another text for what a member wrote before only administrators write is shown to nobody', async () => {
  const many = await newsroom('bob', 'carol')
  await say(many, 'bob', 'as it was')
  await many.get('alice').command({ do: 'shape', to: many.group('alice'), announcements: true })
  await many.settle()
  const bob = many.get('bob')
  const { number } = (await many.shown('bob')).find(({ text }) => text === 'as it was')!
  const edit = { do: 'edit', to: many.group('bob'), message: number, text: 'as I want it' } as const
  expect(await bob.command(edit)).toEqual({ ok: false, why: 'admins-only' })
  const [roster] = bob.state.rosters.values()
  const policy = encodePolicy({ ...groupPolicy(roster!.policy)!, announcements: false })
  bob.state = { ...bob.state, rosters: new Map([[roster!.number, { ...roster!, policy }]]) }
  expect(await bob.command(edit)).toEqual({ ok: true })
  await many.settle()
  for (const name of ['alice', 'carol']) expect(await many.texts(name)).toEqual(['as it was'])
  expect(await many.texts('bob')).toEqual(['as I want it'])
})

test('nothing of somebody whom one has blocked is shown in a group, and to the others all of it', async () => {
  const many = await newsroom('bob', 'carol')
  await many.get('carol').command({ do: 'send', to: 'bob', text: 'between us' })
  await many.settle()
  await say(many, 'carol', 'to all')
  await many.get('carol').command({ do: 'block', to: 'bob' })
  await many.settle()
  await say(many, 'bob', 'can you hear me?')
  const { number } = (await many.shown('bob')).find(({ text }) => text === 'to all')!
  await many.get('bob').command({ do: 'react', to: many.group('bob'), message: number, emoji: '👍' })
  await many.settle()
  expect(await many.texts('carol')).toEqual(['to all'])
  expect((await many.shown('carol')).flatMap(({ reactions }) => reactions)).toEqual([])
  expect(await many.texts('alice')).toEqual(['to all', 'can you hear me?'])
  expect((await many.shown('alice')).flatMap(({ reactions }) => reactions)).toHaveLength(1)
})

test('a device that is removed and added again in one commit blames nobody, and comes back though its letter is late', async () => {
  const many = await newsroom('bob', 'carol')
  await many.get('alice').command({ do: 'appoint', to: many.group('alice'), member: 'bob', admin: true })
  await many.settle()
  // Carol, a member, helps Bob, who has no need of it; her letters stay on the way.
  const [carol, bob] = [many.get('carol'), many.get('bob')]
  const room = [...carol.state.rooms.values()].at(-1)!
  const roster = carol.state.rosters.get(room.conversation)!
  carol.state = {
    ...carol.state,
    rosters: new Map([[roster.number, { ...roster, rejoining: [bob.state.profile!.account] }]]),
  }
  for (let i = 0; i < 30 && many.script.channels.size === 1 && (bob.state.rooms.get(1)?.stage ?? '') !== 'lost'; i++) {
    many.script.now += 1
    await carol.tick(1)
    await many.script.play(carol)
    for (const [device, letters] of many.script.letters) late.set(device, letters)
    many.script.letters.clear()
    await many.script.fanOut(bob)
  }
  expect(bob.state.rooms.get(1)?.stage).toBe('lost')
  expect(bob.warnings()).toEqual([])
  await bob.tick(1)
  for (const [device, letters] of late) many.script.letters.set(device, letters)
  await many.pass(40)
  await say(many, 'bob', 'here')
  for (const name of ['alice', 'carol']) expect(await many.texts(name)).toEqual(['here'])
  expect(many.script.channels.size).toBe(1)
  for (const name of ['alice', 'bob', 'carol']) expect(many.members(name)).toHaveLength(3)
})

test('nobody is led back into a channel that the group has left, by a member who stays in league with who was put out', async () => {
  const many = await newsroom('bob', 'carol')
  await openAnother(many, 'alice', 'carol')
  const carol = many.get('carol')
  const [old, fresh] = [...carol.state.rooms.values()]
  expect([old!.stage, fresh!.stage]).toEqual(['left', 'standing'])
  const roster = carol.state.rosters.get(1)!
  const bob = many.get('bob').state.profile!.account
  if (!roster.members.some((one) => Buffer.from(one).equals(bob)))
    carol.state = { ...carol.state, rosters: new Map([[1, { ...roster, members: [...roster.members, bob] }]]) }
  await leadInto(many, { from: 'bob', to: 'carol', channel: old!.channel })
  await many.settle()
  expect([...carol.state.rooms.values()].map(({ stage }) => stage)).toEqual(['left', 'standing'])
  expect(carol.warnings()).toEqual(['bad-letter'])
})

/** Alice leads Carol into a channel in place of the first one, of which nothing could be followed; how much Carol writes there. */
async function saidAgain(many: Many, others: readonly string[]): Promise<number> {
  const carol = many.get('carol')
  const [old] = carol.state.rooms.values()
  const replaces = [{ channel: old!.channel, seq: 0 }]
  const channel = crypto.getRandomValues(new Uint8Array(16))
  many.script.channels.set(hex(channel), { log: [], n: 1 })
  await leadInto(many, { from: 'alice', to: 'carol', channel, others, says: { replaces } })
  await many.script.play(carol)
  expect([...carol.state.rooms.values()].map(({ stage }) => stage)).toEqual(['left', 'standing'])
  return many.script.channels.get(hex(channel))!.log.length
}

test.each([
  ['those who have been in it', ['bob'], 1],
  ['somebody who comes with it', ['eve'], 0],
] as const)('what was said before is said again to %s only', async (_, others, count) => {
  const many = await newsroom('bob', 'carol')
  many.people.set('eve', await join(many.script, 'eve'))
  await say(many, 'carol', 'before she came')
  expect(await saidAgain(many, others)).toBe(count)
})

test('what was said before somebody came into the channel is said again to nobody', async () => {
  const many = await newsroom('bob', 'carol')
  many.people.set('eve', await join(many.script, 'eve'))
  await say(many, 'carol', 'before she came')
  await many.get('alice').command({ do: 'add', to: many.group('alice'), members: ['eve'] })
  await many.settle()
  expect(await saidAgain(many, ['bob', 'eve'])).toBe(0)
})

test('what could be looked at once is said again to nobody', async () => {
  const many = await newsroom('bob', 'carol')
  await say(many, 'carol', 'for all')
  const once = { do: 'send', to: many.group('carol'), text: 'look once', once: true } as const
  expect(await many.get('carol').command(once)).toMatchObject({ ok: true })
  await many.settle()
  expect(await saidAgain(many, ['bob'])).toBe(1)
})

/** Letters that were held back. */
const late = new Map<string, Parameters<Many['script']['letters']['set']>[1]>()
