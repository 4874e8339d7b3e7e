/** Both sides begin a conversation at the same moment: two channels, one conversation. */
import { expect, test } from 'vitest'
import { hex } from '@ebb/protocol'
import type { Bench } from './bench.ts'
import { twoStrangers, type Two } from './two-people.ts'

/** Neither has heard of the other's channel yet; bob's letter to alice and hers to him lie at the server. */
async function bothBegin(): Promise<Two> {
  const two = await twoStrangers()
  const { script, alice, bob } = two
  const letters = script.letters
  await alice.command({ do: 'send', to: 'bob', text: 'alice one' })
  await bob.command({ do: 'send', to: 'alice', text: 'bob one' })
  await bob.command({ do: 'timer', to: 'alice', ceiling: 3600 })
  script.letters = new Map()
  await playWithoutLetters(two, alice, letters)
  await playWithoutLetters(two, bob, letters)
  script.letters = letters
  return two
}

async function playWithoutLetters({ script }: Two, bench: Bench, letters: Two['script']['letters']): Promise<void> {
  await script.play(bench)
  for (const [device, list] of script.letters) letters.set(device, list)
  script.letters = new Map()
}

async function comeTogether({ script, alice, bob }: Two): Promise<void> {
  for (let i = 0; i < 4; i++) {
    for (const bench of [alice, bob]) {
      await script.play(bench)
      await script.fanOut(bench)
    }
  }
}

const sendingChannel = ({ state }: Bench): string =>
  [...state.rooms.values()].map(({ channel }) => hex(channel)).toSorted()[0]!

async function shown(bench: Bench, other: string): Promise<(string | undefined)[]> {
  return (await bench.view().messages(other))!.map(({ text }) => text)
}

test('they come to one policy and send on one channel', async () => {
  const two = await bothBegin()
  await comeTogether(two)
  const [a, b] = [two.alice.state.conversations.get(1)!, two.bob.state.conversations.get(1)!]
  expect([a.rooms.length, b.rooms.length]).toEqual([2, 2])
  expect([a.ceiling, a.afterRead]).toEqual([b.ceiling, b.afterRead])
  expect(sendingChannel(two.alice)).toBe(sendingChannel(two.bob))
  expect([...two.alice.warnings(), ...two.bob.warnings()]).toEqual([])
})

test('a timer that was wanted of the channel that is left is wanted of the one that stays', async () => {
  const two = await bothBegin()
  for (const [bench, other] of [
    [two.alice, 'bob'],
    [two.bob, 'alice'],
  ] as const) {
    await bench.input({ kind: 'line-closed' })
    await bench.command({ do: 'timer', to: other, ceiling: 7200 })
    await two.script.connect(bench)
  }
  await comeTogether(two)
  expect([two.alice, two.bob].map(({ state }) => state.conversations.get(1)!.ceiling)).toEqual([7200, 7200])
})

test('what one has written within a second stands in its order, whichever channel is read first', async () => {
  for (let i = 0; i < 6; i++) {
    const two = await bothBegin()
    const { script, alice, bob } = two
    await script.play(alice)
    for (const text of ['alice two', 'alice three']) await alice.command({ do: 'send', to: 'bob', text })
    await script.play(alice)
    // Bob's own channel is read before the letter that leads him to hers.
    const letters = script.letters
    script.letters = new Map()
    await playWithoutLetters(two, bob, letters)
    await script.fanOut(bob)
    script.letters = letters
    await comeTogether(two)
    const theirs = (await shown(bob, 'alice')).filter((text) => text?.startsWith('alice'))
    expect(theirs).toEqual(['alice one', 'alice two', 'alice three'])
  }
})

test('what one has written stands in its order, and what was deleted stays away, whichever channel is read first', async () => {
  for (let i = 0; i < 6; i++) {
    const two = await bothBegin()
    const { script, alice, bob } = two
    // Alice's first message lies in her channel; she deletes it and writes on in the one that stays.
    await script.play(alice)
    for (const bench of [alice, bob]) bench.now += 1
    await alice.command({ do: 'send', to: 'bob', text: 'alice two' })
    await alice.command({ do: 'delete', to: 'bob', message: 1, forEveryone: true })
    await comeTogether(two)
    expect((await shown(bob, 'alice')).filter((text) => text?.startsWith('alice'))).toEqual(['alice two'])
    const channels = [...bob.state.rooms.values()].map(({ hash }) => hex(hash))
    expect(channels.toSorted()).toEqual([...alice.state.rooms.values()].map(({ hash }) => hex(hash)).toSorted())
  }
})
