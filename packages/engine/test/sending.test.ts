/** Steps 1 to 3 and what comes back: acknowledgements that get lost, epochs that end meanwhile, messages that go. */
import { describe, expect, test } from 'vitest'
import { twoTalking } from './two-people.ts'

test('the stage: both have read the channel to its end', async () => {
  const { alice, bob } = await twoTalking()
  expect(alice.texts()).toEqual(['hello (sent)', 'hi (received)'])
  expect(bob.texts()).toEqual(['hello (received)', 'hi (sent)'])
  expect([...alice.warnings(), ...bob.warnings()]).toEqual([])
})

describe('an acknowledgement that is lost', () => {
  test('of a message: it is found in the channel, shown as sent, and stands there once', async () => {
    const { script, alice, bob } = await twoTalking()
    await alice.command({ do: 'send', to: 'bob', text: 'once' })
    script.answer(alice, alice.take('append'))
    await alice.input({ kind: 'line-closed' })
    expect(alice.texts().at(-1)).toBe('once (queued)')
    await script.connect(alice)
    expect(alice.texts().at(-1)).toBe('once (sent)')
    await script.fanOut(bob)
    expect(bob.texts().filter((text) => text.startsWith('once'))).toEqual(['once (received)'])
  })

  test('of a commit: its author merges it on reading', async () => {
    const { script, alice, bob } = await twoTalking()
    await alice.command({ do: 'timer', to: 'bob', ceiling: 3600 })
    script.answer(alice, alice.take('commit'))
    await alice.input({ kind: 'line-closed' })
    await script.connect(alice)
    await script.fanOut(bob)
    const [mine, theirs] = [alice.state.groups.get(1)!, bob.state.groups.get(1)!]
    expect([mine.epoch, theirs.epoch]).toEqual([2, 2])
    expect(mine.authenticator).toEqual(theirs.authenticator)
    expect(alice.state.rooms.get(1)!.staged).toBeNull()
    expect([...alice.state.conversations.values()][0]!.ceiling).toBe(3600)
    expect([...bob.state.conversations.values()][0]!.ceiling).toBe(3600)
  })
})

describe('a commit of somebody else ends the epoch', () => {
  test('the message is looked for by its id, then sealed again after it', async () => {
    const { script, alice, bob } = await twoTalking()
    await alice.command({ do: 'send', to: 'bob', text: 'late' })
    const late = alice.take('append')
    await bob.command({ do: 'timer', to: 'alice', ceiling: 7200 })
    await script.play(bob)
    await alice.told(...script.answer(alice, late))
    // Refused as stale: nothing is sealed again before the segment was read to its end.
    expect(alice.asked('append')).toBe(false)
    await script.fanOut(alice)
    expect(alice.texts().at(-1)).toBe('late (sent)')
    await script.fanOut(bob)
    expect(bob.texts().filter((text) => text.startsWith('late'))).toEqual(['late (received)'])
    expect([...alice.warnings(), ...bob.warnings()]).toEqual([])
  })

  test('a message that the segment held already is not sealed again', async () => {
    const { script, alice, bob } = await twoTalking()
    await alice.command({ do: 'send', to: 'bob', text: 'early' })
    script.answer(alice, alice.take('append'))
    await script.fanOut(bob)
    await bob.command({ do: 'timer', to: 'alice', ceiling: 7200 })
    await script.play(bob)
    await alice.input({ kind: 'line-closed' })
    await script.connect(alice)
    await script.fanOut(bob)
    expect(alice.texts().at(-1)).toBe('early (sent)')
    expect(bob.texts().filter((text) => text.startsWith('early'))).toHaveLength(1)
  })

  test('two commits at once: the second is made again in the next epoch', async () => {
    const { script, alice, bob } = await twoTalking()
    await alice.command({ do: 'timer', to: 'bob', ceiling: 3600 })
    await bob.command({ do: 'timer', to: 'alice', ceiling: 7200 })
    await script.play(bob)
    await script.play(alice)
    await script.fanOut(alice)
    await script.fanOut(bob)
    await script.fanOut(alice)
    expect(alice.state.groups.get(1)!.epoch).toBe(3)
    expect(alice.state.groups.get(1)!.authenticator).toEqual(bob.state.groups.get(1)!.authenticator)
    expect(alice.state.rooms.get(1)!.hash).toEqual(bob.state.rooms.get(1)!.hash)
    expect([...bob.state.conversations.values()][0]!.ceiling).toBe(3600)
  })
})

describe('a message that goes while it is on its way', () => {
  test('deleted for everyone before its acknowledgement: the deletion follows it', async () => {
    const { script, alice, bob } = await twoTalking()
    await alice.command({ do: 'send', to: 'bob', text: 'oops' })
    await alice.command({
      do: 'delete',
      to: 'bob',
      message: alice.state.conversations.get(1)!.next - 1,
      forEveryone: true,
    })
    await script.play(alice)
    await script.fanOut(bob)
    expect(bob.texts().some((text) => text.startsWith('oops'))).toBe(false)
    expect(alice.warnings()).toEqual([])
  })

  test('its late acknowledgement is not taken for the next one', async () => {
    const { script, alice, bob } = await twoTalking()
    await alice.command({ do: 'send', to: 'bob', text: 'short', ceiling: 30 })
    const short = alice.take('append')
    await alice.tick(31)
    await alice.command({ do: 'send', to: 'bob', text: 'next' })
    const next = alice.take('append')
    await alice.told(...script.answer(alice, short))
    expect(alice.texts().at(-1)).toBe('next (queued)')
    await alice.told(...script.answer(alice, next))
    expect(alice.texts().at(-1)).toBe('next (sent)')
    await script.fanOut(bob)
    expect(bob.texts()).toContain('next (received)')
    expect(alice.warnings()).toEqual([])
  })

  test('a deletion outlives a timer that was shortened after its message', async () => {
    const { script, alice, bob } = await twoTalking()
    await alice.command({ do: 'send', to: 'bob', text: 'long' })
    await script.play(alice)
    await script.fanOut(bob)
    const long = alice.state.conversations.get(1)!.next - 1
    await alice.command({ do: 'timer', to: 'bob', ceiling: 300 })
    await script.play(alice)
    await alice.input({ kind: 'line-closed' })
    await alice.command({ do: 'delete', to: 'bob', message: long, forEveryone: true })
    await alice.tick(3600)
    script.now = bob.now = alice.now
    await script.connect(alice)
    await script.fanOut(bob)
    expect(bob.texts().some((text) => text.startsWith('long'))).toBe(false)
  })
})
