/** What the list of conversations counts is what is there, whatever happened before. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conversationOf, messageNumberOf } from '../src/records/keys.ts'
import { isUnread, isWaiting } from '../src/records/message.ts'
import type { Bench } from './bench.ts'
import { twoTalking, type Two } from './two-people.ts'

type Act = (two: Two, chance: number) => Promise<unknown>

const lastOf = ({ state }: Bench): number => state.conversations.get(1)!.next - 1
/** Some number that may or may not be one of a message. */
const some = (bench: Bench, chance: number): number => 1 + (chance % (lastOf(bench) + 1))

const acts: { readonly [name: string]: Act } = {
  bobWrites: ({ bob }, chance) => bob.command({ do: 'send', to: 'alice', text: `from bob ${chance}` }),
  bobWritesForALittle: ({ bob }, chance) =>
    bob.command({
      do: 'send',
      to: 'alice',
      text: 'soon gone',
      ceiling: 1 + (chance % 40),
      afterRead: 1 + (chance % 9),
    }),
  bobTakesBack: ({ bob }, chance) =>
    bob.command({ do: 'delete', to: 'alice', message: some(bob, chance), forEveryone: true }),
  aliceWrites: ({ alice }) => alice.command({ do: 'send', to: 'bob', text: 'from alice' }),
  aliceWritesForALittle: ({ alice }) => alice.command({ do: 'send', to: 'bob', text: 'soon gone', ceiling: 20 }),
  aliceReads: ({ alice }, chance) =>
    alice.command({ do: 'seen', to: 'bob', messages: [some(alice, chance), some(alice, chance + 3)] }),
  aliceReadsAll: ({ alice }) =>
    alice.command({ do: 'seen', to: 'bob', messages: Array.from({ length: lastOf(alice) }, (_, i) => i + 1) }),
  aliceDeletes: ({ alice }, chance) =>
    alice.command({ do: 'delete', to: 'bob', message: some(alice, chance), forEveryone: chance % 2 === 0 }),
  timePasses: async ({ alice, bob, script }, chance) => {
    for (const bench of [alice, bob]) await bench.tick(1 + (chance % 20))
    script.now = alice.now
  },
  everythingIsDelivered: async ({ alice, bob, script }) => {
    for (const bench of [bob, alice, bob, alice]) {
      await script.play(bench)
      await script.fanOut(bench)
    }
  },
  clocksChange: ({ alice }, chance) => alice.command({ do: 'timer', to: 'bob', ceiling: 3600 + chance }),
  receiptsChange: ({ alice }, chance) => alice.command({ do: 'receipts', on: chance % 2 === 0 }),
  aliceBlocks: ({ alice }) => alice.command({ do: 'block', to: 'bob' }),
  aliceUnblocks: ({ alice }) => alice.command({ do: 'unblock', to: 'bob' }),
  aliceAccepts: ({ alice }) => alice.command({ do: 'accept', to: 'bob' }),
  aliceRetries: ({ alice }) => alice.command({ do: 'retry', to: 'bob' }),
  aliceDrafts: ({ alice }, chance) =>
    alice.command({ do: 'draft', to: 'bob', text: 'perhaps', replyTo: some(alice, chance) }),
  theLineBreaks: async ({ alice, script }) => {
    if (alice.state.line.at === 'online') await alice.input({ kind: 'line-closed' })
    await script.connect(alice)
  },
  aliceArchives: ({ alice }, chance) =>
    alice.command({ do: 'arrange', to: 'bob', archived: true, muted: chance % 2 === 0 }),
}

async function counts(bench: Bench): Promise<void> {
  const kept = [...bench.kept].filter(([key]) => conversationOf(key) === 1).toSorted(([a], [b]) => a - b)
  const unread = kept.filter(([, { message }]) => isUnread(message))
  const chat = (await bench.view().chats())[0]!
  expect(chat.unread).toBe(unread.length)
  expect(chat.queued).toBe(kept.filter(([, { message }]) => isWaiting(message)).length)
  const first = await bench.view().firstUnread(chat.with)
  expect(first).toBe(unread[0] && messageNumberOf(unread[0][0]))
}

test('unread, waiting and the first unread, over random turns', async () => {
  const names = Object.keys(acts)
  const steps = fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(1000)), { minLength: 15, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(steps, async (chosen) => {
      const two = await twoTalking()
      for (const [name, chance] of chosen) {
        await acts[name]!(two, chance)
        await counts(two.alice)
        await counts(two.bob)
      }
      expect([...two.alice.warnings(), ...two.bob.warnings()]).toEqual([])
    }),
    { numRuns: 12 },
  )
})

test('an archived conversation comes back with the next message, unless it is muted', async () => {
  const { alice, bob, script } = await twoTalking()
  const archived = async (): Promise<boolean> => (await alice.view().chats())[0]!.archived
  const bobWrites = async (): Promise<void> => {
    await bob.command({ do: 'send', to: 'alice', text: 'psst' })
    await script.play(bob)
    await script.fanOut(alice)
  }
  await alice.command({ do: 'arrange', to: 'bob', archived: true })
  expect(await archived()).toBe(true)
  await bobWrites()
  expect(await archived()).toBe(false)
  await alice.command({ do: 'arrange', to: 'bob', archived: true, muted: true })
  await bobWrites()
  expect(await archived()).toBe(true)
  expect((await alice.view().chats())[0]).toMatchObject({ muted: true, pinned: false, unread: 3 })
})

test('pinned ones stand first, then those where something happened last', async () => {
  const { alice } = await twoTalking()
  for (const to of ['carol', 'dave', 'erin']) {
    await alice.tick(10)
    await alice.command({ do: 'send', to, text: 'hello' })
  }
  const order = async (): Promise<string[]> => (await alice.view().chats()).map((chat) => chat.with)
  expect(await order()).toEqual(['erin', 'dave', 'carol', 'bob'])
  await alice.command({ do: 'arrange', to: 'carol', pinned: true })
  expect(await order()).toEqual(['carol', 'erin', 'dave', 'bob'])
  await alice.tick(10)
  await alice.command({ do: 'send', to: 'bob', text: 'again' })
  expect(await order()).toEqual(['carol', 'bob', 'erin', 'dave'])
  expect(alice.events).toContainEqual({ kind: 'chat', conversation: 2 })
})

test('a list begins with those that stand in it, as many as are asked for, and with no others', async () => {
  const { alice } = await twoTalking()
  for (const to of ['carol', 'dave', 'erin']) {
    await alice.tick(10)
    await alice.command({ do: 'send', to, text: 'hello' })
  }
  const first = async (limit: number): Promise<string[]> =>
    (await alice.view().firstChats(limit)).map((chat) => chat.with)
  expect(await first(3)).toEqual(['erin', 'dave', 'carol'])
  expect(await first(9)).toEqual(['erin', 'dave', 'carol', 'bob'])
  await alice.command({ do: 'arrange', to: 'dave', archived: true })
  await alice.command({ do: 'block', to: 'carol' })
  await alice.command({ do: 'arrange', to: 'bob', pinned: true })
  expect(await first(9)).toEqual(['bob', 'erin'])
  expect(await alice.view().firstChats(9)).toEqual(
    (await alice.view().chats()).filter(({ with: peer }) => peer === 'bob' || peer === 'erin'),
  )
})

test('what was refused is said until it is tried again', async () => {
  const { alice, script } = await twoTalking()
  const trouble = async () => (await alice.view().chats())[0]!.trouble
  await alice.command({ do: 'send', to: 'bob', text: 'a lot' })
  await alice.told({ kind: 'refused', req: alice.take('append').req, why: 'too-many' })
  expect(await trouble()).toBe('too-many')
  await alice.command({ do: 'retry', to: 'bob' })
  expect(await trouble()).toBeUndefined()
  expect(alice.asked('append')).toBe(true)
  await script.play(alice)
  expect(alice.texts().at(-1)).toBe('a lot (sent)')
  expect(await trouble()).toBeUndefined()
})
