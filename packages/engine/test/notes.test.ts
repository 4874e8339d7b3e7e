/** A line in the conversation where its clocks have changed: here and at the other side, and gone like everything else. */
import { expect, test } from 'vitest'
import type { Bench } from './bench.ts'
import { twoStrangers, twoTalking, type Two } from './two-people.ts'

const notesOf = async (bench: Bench, other: string) =>
  (await bench.view().messages(other))!.filter(({ state }) => state === 'note')

async function hourlong(): Promise<Two> {
  const two = await twoTalking()
  await two.alice.command({ do: 'timer', to: 'bob', ceiling: 3600, afterRead: 60 })
  await two.script.play(two.alice)
  await two.script.fanOut(two.bob)
  return two
}

test('it stands on both sides, where it happened, and says what holds from there on', async () => {
  const { alice, bob, script } = await hourlong()
  await bob.command({ do: 'send', to: 'alice', text: 'so be it' })
  await script.play(bob)
  await script.fanOut(alice)
  for (const [bench, other] of [
    [alice, 'bob'],
    [bob, 'alice'],
  ] as const) {
    const shown = (await bench.view().messages(other))!
    expect(shown.map(({ text }) => text)).toEqual(['hello', 'hi', undefined, 'so be it'])
    expect(shown[2]).toMatchObject({
      state: 'note',
      note: { ceiling: 3600, afterRead: 60 },
      text: undefined,
      read: true,
    })
    const { number } = shown[2]!
    expect(bench.events).toContainEqual({ kind: 'message', conversation: 1, message: number })
    expect(bench.events).toContainEqual({ kind: 'timer', conversation: 1, ceiling: 3600, afterRead: 60 })
  }
})

test('clocks that stay as they are leave no line', async () => {
  const { alice, script } = await hourlong()
  await alice.command({ do: 'timer', to: 'bob', ceiling: 3600, afterRead: 60 })
  await script.play(alice)
  expect(await notesOf(alice, 'bob')).toHaveLength(1)
})

test('nobody has sent it, nobody has to read it, and it cannot be answered or taken back', async () => {
  const { alice, bob, script } = await hourlong()
  for (const [bench, other] of [
    [alice, 'bob'],
    [bob, 'alice'],
  ] as const) {
    const { number } = (await notesOf(bench, other))[0]!
    const chat = (await bench.view().chats())[0]!
    expect(chat).toMatchObject({ unread: 1, queued: 0, last: { text: 'hi' } })
    const commands = [
      { do: 'send', to: other, text: 'what?', replyTo: number },
      { do: 'draft', to: other, text: 'what?', replyTo: number },
      { do: 'delete', to: other, message: number, forEveryone: true },
    ] as const
    for (const command of commands) expect(await bench.command(command)).toEqual({ ok: false, why: 'unknown-message' })
    await bench.command({ do: 'seen', to: other, messages: [number] })
    expect(bench.asks).toEqual([])
    expect(await bench.view().search('kind', 9)).toEqual([])
  }
  await script.fanOut(alice)
})

test('it ends with the ceiling that it names, whatever is read', async () => {
  const { alice, bob } = await hourlong()
  for (const [bench, other] of [
    [alice, 'bob'],
    [bob, 'alice'],
  ] as const) {
    const [note] = await notesOf(bench, other)
    await bench.command({ do: 'seen', to: other, messages: [note!.number] })
    await bench.tick(3599)
    expect(await notesOf(bench, other)).toHaveLength(1)
    await bench.tick(1)
    expect(await notesOf(bench, other)).toHaveLength(0)
    expect([...bench.kept.values()].some(({ message }) => message.state === 'note')).toBe(false)
    expect(bench.events).toContainEqual({ kind: 'gone', conversation: 1, message: note!.number })
  }
})

test('it can be removed here', async () => {
  const { alice } = await hourlong()
  const [note] = await notesOf(alice, 'bob')
  expect(await alice.command({ do: 'delete', to: 'bob', message: note!.number, forEveryone: false })).toEqual({
    ok: true,
  })
  expect(await notesOf(alice, 'bob')).toEqual([])
})

test('clocks that somebody chose before there was a channel leave it on both sides too', async () => {
  const { alice, bob, script } = await twoStrangers()
  await alice.command({ do: 'send', to: 'bob', text: 'hello' })
  await alice.command({ do: 'timer', to: 'bob', ceiling: 3600 })
  await script.play(alice)
  await script.play(bob)
  for (const [bench, other] of [
    [alice, 'bob'],
    [bob, 'alice'],
  ] as const)
    expect(await notesOf(bench, other)).toMatchObject([{ note: { ceiling: 3600, afterRead: null } }])
})
