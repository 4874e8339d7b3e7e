/** What is pinned: by whom, how many, and that a pin is nothing but where a living message is. */
import { describe, expect, test } from 'vitest'
import { decodeConversation, encodeConversation } from '../src/records/conversation.ts'
import type { Bench } from './bench.ts'
import { forge } from './forge.ts'
import { Many } from './many-people.ts'

let once: Promise<Many> | undefined
const newsroom = async (): Promise<Many> => (await (once ??= Many.newsroom('bob', 'carol'))).clone()

async function write(many: Many, from: string, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await many.get(from).command({ do: 'send', to: many.group(from), text })
  await many.settle()
}
const numberOf = async (many: Many, name: string, text: string): Promise<number> =>
  (await many.shown(name)).find((one) => one.text === text)!.number
async function pin(many: Many, name: string, text: string, on = true) {
  const message = await numberOf(many, name, text)
  const answer = await many.get(name).command({ do: 'pin', to: many.group(name), message, on })
  await many.settle()
  return answer
}
const pinned = async (bench: Bench): Promise<readonly (string | undefined)[]> =>
  (await bench.view().chats())[0]!.pins.map(({ text }) => text)
const everybody = (many: Many) => Promise.all(['alice', 'bob', 'carol'].map((name) => pinned(many.get(name))))

describe('a pin', () => {
  test('is anybody’s who may write, and the same for everybody', async () => {
    const many = await newsroom()
    await write(many, 'alice', 'the door code', 'something else')
    expect(await pin(many, 'bob', 'the door code')).toEqual({ ok: true })
    expect(await everybody(many)).toEqual([['the door code'], ['the door code'], ['the door code']])
    expect(many.get('carol').events).toContainEqual({ kind: 'chat', conversation: 1 })
    await pin(many, 'carol', 'something else')
    expect(await everybody(many)).toEqual(Array(3).fill(['the door code', 'something else']))
    await pin(many, 'alice', 'the door code', false)
    expect(await everybody(many)).toEqual(Array(3).fill(['something else']))
    // No pin is a message.
    expect((await many.texts('bob')).length).toBe(2)
  })

  test('of three is one; the fourth takes the place of the first', async () => {
    const many = await newsroom()
    await write(many, 'alice', 'one', 'two', 'three', 'four')
    for (const text of ['one', 'two', 'three', 'two', 'four']) await pin(many, 'alice', text)
    expect(await everybody(many)).toEqual(Array(3).fill(['three', 'two', 'four']))
  })

  test('goes with its message, deleted or ended', async () => {
    const many = await newsroom()
    await write(many, 'alice', 'taken back')
    await many.get('alice').command({ do: 'send', to: many.group('alice'), text: 'a mayfly', ceiling: 30 })
    await many.settle()
    await pin(many, 'bob', 'taken back')
    await pin(many, 'bob', 'a mayfly')
    const message = await numberOf(many, 'alice', 'taken back')
    await many.get('alice').command({ do: 'delete', to: many.group('alice'), message, forEveryone: true })
    await many.settle()
    expect(await everybody(many)).toEqual(Array(3).fill(['a mayfly']))
    await many.pass(31)
    expect(await everybody(many)).toEqual([[], [], []])
    for (const name of ['alice', 'bob', 'carol']) expect(many.get(name).state.conversations.get(1)!.pins).toEqual([])
  })

  test('holds nothing of what its message says', async () => {
    const many = await newsroom()
    await write(many, 'alice', 'the door code is 4711')
    await pin(many, 'bob', 'the door code is 4711')
    const record = encodeConversation(many.get('bob').state.conversations.get(1)!)
    expect(Buffer.from(record).toString('latin1')).not.toContain('4711')
    expect(decodeConversation(record)).toMatchObject({ value: { pins: [expect.any(Number)] } })
  })

  test('is refused where one may not write, and of what is not there', async () => {
    const many = await newsroom()
    await write(many, 'alice', 'only this')
    const to = many.group('bob')
    const bob = many.get('bob')
    expect(await bob.command({ do: 'pin', to, message: 99, on: true })).toEqual({ ok: false, why: 'unknown-message' })
    await bob.input({ kind: 'line-closed' })
    const answer = await bob.command({ do: 'send', to, text: 'not sent yet' })
    const { message } = (answer as { value: { message: number } }).value
    expect(await bob.command({ do: 'pin', to, message, on: true })).toEqual({ ok: false, why: 'unknown-message' })
    const quiet = await newsroom()
    await write(quiet, 'alice', 'only this')
    await quiet.get('alice').command({ do: 'shape', to: quiet.group('alice'), announcements: true })
    await quiet.settle()
    expect(await pin(quiet, 'bob', 'only this')).toEqual({ ok: false, why: 'admins-only' })
    const inReplyTo = [...quiet.get('alice').kept.values()].find(({ message: one }) => one.state === 'sent')!.message.id
    await forge({ from: quiet.get('bob'), to: quiet.get('alice') }, { body: { kind: 'pin', on: true }, inReplyTo })
    expect(await pinned(quiet.get('alice')), 'by one who forges it').toEqual([])
    expect(await pin(quiet, 'alice', 'only this')).toEqual({ ok: true })
    expect(await pinned(quiet.get('bob')), 'the control').toEqual(['only this'])
  })

  test('between two is for both', async () => {
    const many = await newsroom()
    await many.get('alice').command({ do: 'send', to: 'bob', text: 'my number' })
    await many.settle()
    await many.get('bob').command({ do: 'send', to: 'alice', text: 'thanks' })
    await many.settle()
    const { number } = (await many.get('bob').view().messages('alice'))!.find(({ text }) => text === 'my number')!
    await many.get('bob').command({ do: 'pin', to: 'alice', message: number, on: true })
    await many.settle()
    const [chat] = (await many.get('alice').view().chats()).filter((one) => one.with === 'bob')
    expect(chat!.pins.map(({ text }) => text)).toEqual(['my number'])
  })
})
