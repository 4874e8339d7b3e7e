/** A member whose own program does not keep to the rules of the group: what the others make of it. */
import { channelId, encodePolicy } from '@ebb/protocol'
import { expect, test } from 'vitest'
import { groupPolicy } from '../../packages/engine/src/groups/policy.ts'
import { Many } from '../../packages/engine/test/many-people.ts'

async function newsroom(...others: readonly string[]): Promise<Many> {
  const many = await Many.join('alice', ...others)
  await many.get('alice').command({ do: 'create', name: 'Newsroom', members: others })
  await many.settle()
  for (const name of others) await many.get(name).command({ do: 'accept', to: many.group(name) })
  await many.settle()
  return many
}

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
