/** The server was restored from a backup: it knows who there is and nothing else, and people go on talking. */
import { hex } from '@ebb/protocol'
import { describe, expect, test } from 'vitest'
import type { Bench } from './bench.ts'
import { Many } from './many-people.ts'
import { twoTalking, type Two } from './two-people.ts'

const line = 'The server was restored'
async function shown(bench: Bench, to: string): Promise<readonly string[]> {
  const messages = (await bench.view().messages(to))!
  return messages.map(({ text, note }) => (note?.kind === 'restored' ? line : (text ?? note?.kind ?? '?')))
}

async function both({ script, alice, bob }: Two, seconds = 1): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    script.now += 1
    for (const bench of [alice, bob]) await bench.tick(1)
    for (let round = 0; round < 4; round++)
      for (const bench of [alice, bob]) {
        await script.play(bench)
        await script.fanOut(bench)
      }
  }
}

const standing = ({ state }: Bench): string[] =>
  [...state.rooms.values()].filter(({ stage }) => stage === 'standing').map(({ channel }) => hex(channel))

describe('between two', () => {
  test('whoever comes first, they go on in another channel, and each has one line about it', async () => {
    for (const first of ['alice', 'bob'] as const) {
      const two = await twoTalking()
      const { script, alice, bob } = two
      const before = standing(alice)
      await script.restore(alice, bob)
      await script.connect(two[first])
      await both(two, 2)
      await script.connect(first === 'alice' ? bob : alice)
      await both(two, 20)
      await alice.command({ do: 'send', to: 'bob', text: 'on we go' })
      await bob.command({ do: 'send', to: 'alice', text: 'so we do' })
      await both(two, 3)
      const said = (texts: readonly string[]): readonly string[] => texts.filter((text) => text !== line).toSorted()
      for (const [bench, to] of [
        [alice, 'bob'],
        [bob, 'alice'],
      ] as const) {
        const texts = await shown(bench, to)
        expect(texts.filter((text) => text === line)).toHaveLength(1)
        expect(said(texts)).toEqual(['hello', 'hi', 'on we go', 'so we do'])
        expect(bench.warnings()).toEqual([])
      }
      expect(standing(alice).toSorted()).toEqual(standing(bob).toSorted())
      expect(standing(alice)).not.toContain(before[0])
    }
  })

  test('both online at once: whoever has the lower account begins, the other waits and joins', async () => {
    const two = await twoTalking()
    const { script, alice, bob } = two
    await script.restore(alice, bob)
    // Both have said who they are and published before either looks into the channel.
    await script.connect(alice)
    await script.connect(bob)
    await both(two, 30)
    expect(standing(alice)).toHaveLength(1)
    expect(standing(bob)).toEqual(standing(alice))
  })

  test('what was acknowledged and not fetched is said again, once', async () => {
    const two = await twoTalking()
    const { script, alice, bob } = two
    await bob.input({ kind: 'line-closed' })
    await alice.command({ do: 'send', to: 'bob', text: 'never fetched' })
    await script.play(alice)
    expect((await alice.view().messages('bob'))!.at(-1)!.state).toBe('sent')
    await script.restore(alice)
    await script.connect(alice)
    await both(two, 3)
    await script.connect(bob)
    await both(two, 30)
    expect((await shown(bob, 'alice')).filter((text) => text !== line)).toEqual(['hello', 'hi', 'never fetched'])
    expect((await alice.view().messages('bob'))!.filter(({ state }) => state === 'queued')).toEqual([])
  })

  test('a letter that comes before the server has said so waits for that, so that both say again what was not fetched', async () => {
    const two = await twoTalking()
    const { script, alice, bob } = two
    await alice.input({ kind: 'line-closed' })
    await bob.command({ do: 'send', to: 'alice', text: 'never fetched' })
    await script.play(bob)
    await script.restore(alice, bob)
    // Bob publishes and goes again, before he has looked into the channel.
    await bob.command({ do: 'connect' })
    await script.greet(bob)
    for (let asked = 0; asked < 4; asked++) {
      const next = bob.asks.findIndex(({ kind }) => kind !== 'open')
      if (next >= 0) await bob.told(...script.answer(bob, bob.asks.splice(next, 1)[0]!))
    }
    await bob.input({ kind: 'line-closed' })
    await script.connect(alice)
    await both({ ...two, bob: alice }, 10)
    expect(standing(alice)).toHaveLength(1)
    await bob.tick(70)
    await script.greet(bob)
    await bob.told(...script.answer(bob, bob.asks.shift()!))
    expect(await script.tellLetters(bob)).toBe(true)
    await both(two, 10)
    expect(await shown(alice, 'bob')).toContain('never fetched')
    expect((await shown(bob, 'alice')).filter((text) => text === line)).toHaveLength(1)
  })

  test('where both begin at the same moment all of that is so as well', async () => {
    const two = await twoTalking()
    const { script, alice, bob } = two
    await script.restore(alice, bob)
    for (const bench of [alice, bob]) {
      await bench.command({ do: 'connect' })
      await script.greet(bench)
    }
    // Neither hears of the other until it has begun.
    const letters = script.letters
    for (let i = 0; i < 12; i++)
      for (const bench of [alice, bob]) {
        script.letters = new Map()
        await bench.tick(1)
        await script.play(bench)
        for (const [device, list] of script.letters) letters.set(device, [...(letters.get(device) ?? []), ...list])
      }
    script.letters = letters
    await both(two, 30)
    const [hello] = (await alice.view().messages('bob'))!.filter(({ text }) => text === 'hello')
    for (const [bench, to] of [
      [alice, 'bob'],
      [bob, 'alice'],
    ] as const)
      expect((await shown(bench, to)).toSorted()).toEqual([line, 'hello', 'hi'])
    await alice.command({ do: 'delete', to: 'bob', message: hello!.number, forEveryone: true })
    await both(two, 3)
    expect(await shown(bob, 'alice')).not.toContain('hello')
  })

  test('what is said again and was read already can be deleted for everyone still', async () => {
    const two = await twoTalking()
    const { script, alice, bob } = two
    await script.restore(alice, bob)
    await script.connect(alice)
    await script.connect(bob)
    await both(two, 30)
    const [hello] = (await alice.view().messages('bob'))!.filter(({ text }) => text === 'hello')
    await alice.command({ do: 'delete', to: 'bob', message: hello!.number, forEveryone: true })
    await both(two, 3)
    expect(await shown(bob, 'alice')).not.toContain('hello')
  })

  test('what has ended meanwhile is said again by nobody', async () => {
    const two = await twoTalking()
    const { script, alice, bob } = two
    await bob.input({ kind: 'line-closed' })
    await alice.command({ do: 'send', to: 'bob', text: 'short', ceiling: 60 })
    await script.play(alice)
    await script.restore(alice)
    for (const bench of [alice, bob]) await bench.tick(61)
    script.now += 61
    await script.connect(alice)
    await script.connect(bob)
    await both(two, 30)
    for (const [bench, to] of [
      [alice, 'bob'],
      [bob, 'alice'],
    ] as const)
      expect(await shown(bench, to)).not.toContain('short')
  })

  test('a server that says so again and again is followed three times in an hour', async () => {
    const two = await twoTalking()
    const { script, alice, bob } = two
    const channels = new Set<string>()
    for (let i = 0; i < 8; i++) {
      await script.restore(alice, bob)
      await script.connect(alice)
      await script.connect(bob)
      await both(two, 20)
      for (const one of standing(alice)) channels.add(one)
    }
    expect((await shown(alice, 'bob')).filter((text) => text === line)).toHaveLength(3)
    expect(channels.size).toBeLessThanOrEqual(3)
    // Nothing is lost by it, and later they go on.
    await alice.command({ do: 'send', to: 'bob', text: 'after all' })
    await both(two, 2)
    expect((await alice.view().messages('bob'))!.at(-1)!.state).toBe('queued')
    for (const bench of [alice, bob]) await bench.tick(3600)
    script.now += 3600
    await both(two, 60)
    expect(await shown(bob, 'alice')).toContain('after all')
  })
})

describe('a group', () => {
  const say = (many: Many, name: string, text: string) =>
    many.get(name).command({ do: 'send', to: many.group(name), text })

  test('goes on in the channel that its administrator opens, with everybody in it, as they come back', async () => {
    const many = await Many.newsroom('bob', 'carol')
    await say(many, 'bob', 'before')
    await many.settle()
    const all = [...many.people.values()]
    await many.script.restore(...all)
    await many.script.connect(many.get('alice'))
    await many.script.connect(many.get('bob'))
    await many.pass(40)
    await say(many, 'bob', 'without carol')
    await many.pass(2)
    expect(await many.texts('alice')).toEqual(['before', 'without carol'])
    // By then she is looked for once in four minutes; she asks by letter.
    await many.pass(300)
    await many.script.connect(many.get('carol'))
    await many.pass(40)
    await say(many, 'carol', 'here again')
    await many.pass(3)
    for (const name of ['alice', 'bob', 'carol']) {
      expect((await many.texts(name)).at(-1)).toBe('here again')
      expect((await many.notes(name)).filter((note) => note === 'restored')).toHaveLength(1)
      expect(many.members(name)).toHaveLength(3)
    }
    expect(new Set(many.authenticators('alice', 'bob', 'carol')).size).toBe(1)
  })

  test('what was not fetched is said again to who was in it, by programs that still run', async () => {
    const many = await Many.newsroom('bob', 'carol')
    await say(many, 'alice', 'from alice')
    await say(many, 'bob', 'from bob')
    await many.script.play(many.get('alice'))
    await many.script.play(many.get('bob'))
    const all = [...many.people.values()]
    await many.script.restore(...all)
    for (const bench of all) await many.script.connect(bench)
    await many.pass(60)
    for (const name of ['alice', 'bob', 'carol'])
      expect((await many.texts(name)).toSorted()).toEqual(['from alice', 'from bob'])
  })

  test('does not bring back who has left, where nobody had removed them yet', async () => {
    const many = await Many.newsroom('bob', 'carol')
    await many.get('carol').command({ do: 'leave', to: many.group('carol') })
    await many.settle('carol')
    // They hear of it; what they would do about it does not come through any more.
    for (const name of ['alice', 'bob']) await many.script.tellEntries(many.get(name))
    expect(many.get('alice').state.rosters.get(1)!.leaving).toHaveLength(1)
    await many.script.restore(...many.people.values())
    for (const bench of many.people.values()) await many.script.connect(bench)
    await many.pass(30)
    expect(many.members('alice')).toEqual(['alice*', 'bob'])
    expect(many.members('bob').toSorted()).toEqual(['alice*', 'bob'])
    expect((await many.notes('bob')).at(-1)).toBe('left carol')
    expect((await many.notes('carol')).at(-1)).toBe('left carol')
  })

  test('is left all the same by who had said so and was not heard, and can have them back', async () => {
    const many = await Many.newsroom('bob', 'carol')
    const carol = many.get('carol')
    await carol.input({ kind: 'line-closed' })
    await carol.command({ do: 'leave', to: many.group('carol') })
    await many.script.restore(...many.people.values())
    for (const bench of many.people.values()) await many.script.connect(bench)
    await many.pass(60)
    expect(many.members('bob')).toHaveLength(2)
    expect((await many.notes('bob')).at(-1)).toBe('left carol')
    expect((await many.notes('carol')).filter((note) => note !== 'restored')).toEqual([
      'alice added carol',
      'left carol',
    ])
    await many.get('alice').command({ do: 'add', to: many.group('alice'), members: ['carol'] })
    await many.settle()
    await say(many, 'bob', 'again')
    await many.settle()
    expect((await many.texts('carol')).at(-1)).toBe('again')
    expect(carol.warnings()).toEqual([])
  })

  test('one who alone is told so is added again where the others still are', async () => {
    const many = await Many.newsroom('bob', 'carol')
    const bob = many.get('bob')
    const channels = new Map(many.script.channels)
    many.script.channels.clear()
    many.script.restored = true
    await bob.input({ kind: 'line-closed' })
    await many.script.connect(bob)
    many.script.channels = channels
    many.script.restored = false
    await many.pass(90)
    await say(many, 'bob', 'still here')
    await many.pass(3)
    expect((await many.texts('carol')).at(-1)).toBe('still here')
    expect(many.members('alice')).toHaveLength(3)
  })
})
