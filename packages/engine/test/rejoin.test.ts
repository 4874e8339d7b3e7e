/** Whoever cannot follow a group's channel any more asks to be added again; whoever lies about that gains nothing. */
import { channelId, encodeRejoin } from '@ebb/protocol'
import { packLetter, sha256 } from '@ebb/seal'
import { describe, expect, test } from 'vitest'
import { random } from './bench.ts'
import { Many } from './many-people.ts'
import { join } from './two-people.ts'
import { leadInto } from './welcome-by-hand.ts'

const newsroom = Many.newsroom

const say = async (many: Many, name: string, text: string): Promise<void> => {
  await many.get(name).command({ do: 'send', to: many.group(name), text })
  await many.settle()
}
const roomOf = (many: Many, name: string) =>
  [...many.get(name).state.rooms.values()].find(({ stage }) => stage === 'standing')!

/** The keys of the channel are gone, as after a crash of a disk. */
function forget(many: Many, name: string): void {
  const bench = many.get(name)
  const room = roomOf(many, name)
  const [rooms, groups] = [new Map(bench.state.rooms), new Map(bench.state.groups)]
  rooms.set(room.number, { ...room, stage: 'lost', staged: null })
  groups.delete(room.number)
  bench.state = { ...bench.state, rooms, groups, readings: new Map(), epochPairs: new Map() }
}

describe('who cannot follow', () => {
  test.each(['bob', 'alice'])(
    '%s, having lost their keys, is added again, and only their device changes',
    async (name) => {
      const many = await newsroom('bob', 'carol')
      await say(many, 'carol', 'first')
      forget(many, name)
      await say(many, 'carol', 'second')
      await many.pass(30)
      await say(many, 'carol', 'third')
      await say(many, name, 'here again')
      expect(await many.texts(name)).toEqual(['first', 'third', 'here again'])
      expect((await many.texts('carol')).at(-1)).toBe('here again')
      expect(new Set(many.authenticators('alice', 'bob', 'carol')).size).toBe(1)
      for (const one of ['alice', 'bob', 'carol']) {
        expect(many.members(one)).toHaveLength(3)
        // Nobody came and nobody went.
        expect((await many.notes(one)).filter((note) => note.includes('removed'))).toEqual([])
      }
      expect(many.get('carol').state.rosters.get(1)!.rejoining).toEqual([])
    },
  )
})

describe('who says so without a reason', () => {
  test('costs the group a commit, and is in it as before', async () => {
    const many = await newsroom('bob', 'carol')
    await report(many, { from: 'carol', to: 'alice' })
    await many.pass(30)
    await say(many, 'bob', 'hello')
    expect(await many.texts('alice')).toEqual(['hello'])
    expect(many.members('alice')).toHaveLength(3)
    expect(new Set(many.authenticators('alice', 'bob')).size).toBe(1)
  })

  test('and is no member, or speaks for another, is not heard', async () => {
    const many = await newsroom('bob', 'carol')
    many.people.set('eve', await join(many.script, 'eve'))
    const before = many.authenticators('alice')
    await report(many, { from: 'eve', to: 'alice', channel: roomOf(many, 'bob').channel })
    await report(many, { from: 'eve', to: 'alice', channel: roomOf(many, 'bob').channel, as: 'bob' })
    await many.pass(30)
    expect(many.authenticators('alice')).toEqual(before)
    // The control: by a member it is.
    await report(many, { from: 'bob', to: 'alice' })
    await many.pass(30)
    expect(many.authenticators('alice')).not.toEqual(before)
  })
})

interface Report {
  readonly from: string
  readonly to: string
  readonly channel?: Uint8Array
  /** Whose it says that it is. */
  readonly as?: string
}

test('whoever leads back into another group under the channel’s name changes nothing of what is known of the real one', async () => {
  const many = await newsroom('bob', 'carol')
  const { channel, seq, hash } = roomOf(many, 'carol')
  const carol = many.get('carol')
  forget(many, 'carol')
  carol.asks = []
  const policy = { name: 'Mine', admins: [many.get('bob').state.profile!.account] }
  await leadInto(many, { from: 'bob', to: 'carol', channel, policy, says: { seq, hash } })
  // The server knows the key of the real one.
  const open = carol.take('open')
  await carol.told({ kind: 'refused', req: open.req, why: 'wrong-signature' })
  expect((await carol.view().chats())[0]).toMatchObject({ name: 'Newsroom' })
  expect(many.members('carol')).toEqual(['carol', 'alice*', 'bob'])
  expect((await many.notes('carol')).filter((note) => !note.includes('added'))).toEqual([])
  await many.pass(30)
  await say(many, 'carol', 'here again')
  expect(await many.texts('alice')).toEqual(['here again'])
})

/** A letter to another member by hand. */
async function report(many: Many, { from, to, channel, as = from }: Report): Promise<void> {
  const { device, devicePrivate } = many.get(from).state.profile!
  const { account: sender } = many.get(as).state.profile!
  const { inbox } = many.get(to).state.profile!
  const about = channelId(channel ?? roomOf(many, from).channel)
  const content = encodeRejoin(roomOf(many, to).seq)
  const body = await packLetter({ sender, device, devicePrivate, inbox, channel: about, n: 0, content }, random)
  await many.get(to).told({ kind: 'letter', id: sha256(body).slice(0, 16), body })
  await many.settle()
}
