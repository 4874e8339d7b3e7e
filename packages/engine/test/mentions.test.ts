/** Who is mentioned in a group, who only seems to be, and what is counted of it. */
import { sameBytes, type Mention } from '@ebb/protocol'
import { describe, expect, test } from 'vitest'
import { decodeConversation, encodeConversation } from '../src/records/conversation.ts'
import { mentionsOf, messageContent } from '../src/records/message.ts'
import type { ShownMessage } from '../src/view.ts'
import type { Bench } from './bench.ts'
import { forge } from './forge.ts'
import { Many } from './many-people.ts'

let once: Promise<Many> | undefined
const newsroom = async (): Promise<Many> => (await (once ??= Many.newsroom('bob', 'carol'))).clone()

async function write(many: Many, from: string, text: string): Promise<void> {
  await many.get(from).command({ do: 'send', to: many.group(from), text })
  await many.settle()
}
const lastOf = async (many: Many, name: string): Promise<ShownMessage> => (await many.shown(name)).at(-1)!
const names = ({ text, mentions }: ShownMessage): readonly string[] =>
  mentions.map(({ from, to, mine }) => `${text!.slice(from, to)}${mine ? '!' : ''}`)
const chatOf = async (many: Many, name: string) =>
  (await many.get(name).view().chats()).find((chat) => chat.with === many.group(name))!
const account = (bench: Bench) => bench.state.profile!.account

describe('a mention', () => {
  test('is of an account, shown where its name stands, to everybody who is in the group', async () => {
    const many = await newsroom()
    await write(many, 'alice', 'ask @bob, or @Carol; not @dave nor @alice')
    expect(names(await lastOf(many, 'alice'))).toEqual(['@bob', '@Carol'])
    expect(names(await lastOf(many, 'bob'))).toEqual(['@bob!', '@Carol'])
    expect(names(await lastOf(many, 'carol'))).toEqual(['@bob', '@Carol!'])
    const kept = [...many.get('carol').kept.values()].at(-1)!.message
    expect(mentionsOf(kept).map((one) => sameBytes(one.account, account(many.get('bob'))))).toEqual([true, false])
  })

  test('is counted while it is unread, also where the group is muted', async () => {
    const many = await newsroom()
    const bob = many.get('bob')
    await bob.command({ do: 'arrange', to: many.group('bob'), muted: true })
    await write(many, 'alice', 'nobody in particular')
    expect(await chatOf(many, 'bob')).toMatchObject({ mentioned: false, muted: true })
    await write(many, 'alice', '@bob and @bob again')
    await write(many, 'carol', '@bob too')
    expect(await chatOf(many, 'bob')).toMatchObject({ mentioned: true, unread: 3 })
    expect(await chatOf(many, 'carol')).toMatchObject({ mentioned: false })
    const [, first, second] = (await many.shown('bob')).filter(({ state }) => state === 'received')
    await bob.command({ do: 'seen', to: many.group('bob'), messages: [first!.number] })
    expect(await chatOf(many, 'bob')).toMatchObject({ mentioned: true })
    await bob.command({ do: 'seen', to: many.group('bob'), messages: [second!.number] })
    expect(await chatOf(many, 'bob')).toMatchObject({ mentioned: false, unread: 1 })
  })

  test('goes with its message, and comes and goes with another text', async () => {
    const many = await newsroom()
    await write(many, 'alice', 'hello')
    const message = (await lastOf(many, 'alice')).number
    const edit = async (text: string): Promise<void> => {
      await many.get('alice').command({ do: 'edit', to: many.group('alice'), message, text })
      await many.settle()
    }
    await edit('hello @bob')
    expect(names(await lastOf(many, 'bob'))).toEqual(['@bob!'])
    expect(await chatOf(many, 'bob')).toMatchObject({ mentioned: true })
    await edit('hello all')
    expect(names(await lastOf(many, 'bob'))).toEqual([])
    expect(await chatOf(many, 'bob')).toMatchObject({ mentioned: false })
    await edit('hello @bob once more')
    await many.get('alice').command({ do: 'delete', to: many.group('alice'), message, forEveryone: true })
    await many.settle()
    expect(await chatOf(many, 'bob')).toMatchObject({ mentioned: false, unread: 0 })
  })

  test('of somebody who is not in the group, or under another name, is text', async () => {
    const many = await newsroom()
    const [alice, bob] = [many.get('alice'), many.get('bob')]
    const body = (text: string, ...mentions: readonly Mention[]) => ({ kind: 'mention', text, mentions }) as const
    const of = (who: Uint8Array, from: number, length: number) => ({ account: who, from, length }) as Mention
    const stranger = new Uint8Array(32).fill(7)
    await forge({ from: alice, to: bob }, { body: body('@carol', of(account(bob), 0, 6)) })
    expect(names(await lastOf(many, 'bob')), 'the name is not his').toEqual([])
    await forge({ from: alice, to: bob }, { body: body('@dora', of(account(many.get('carol')), 0, 5)) })
    expect(names(await lastOf(many, 'bob')), 'nor is this hers').toEqual([])
    await forge({ from: alice, to: bob }, { body: body('@mallory', of(stranger, 0, 8)) })
    expect(names(await lastOf(many, 'bob'))).toEqual([])
    expect(await chatOf(many, 'bob')).toMatchObject({ mentioned: false })
    await forge({ from: alice, to: bob }, { body: body('@bob', of(account(bob), 0, 4)) })
    expect(names(await lastOf(many, 'bob')), 'the control').toEqual(['@bob!'])
  })

  test('of somebody who has been removed is text from then on', async () => {
    const many = await newsroom()
    await write(many, 'alice', '@carol was here')
    expect(names(await lastOf(many, 'bob'))).toEqual(['@carol'])
    await many.get('alice').command({ do: 'remove', to: many.group('alice'), member: 'carol' })
    await many.settle()
    const said = (await many.shown('bob')).find(({ text }) => text === '@carol was here')!
    expect(names(said)).toEqual([])
  })

  test('in a conversation of two is text', async () => {
    const many = await newsroom()
    await many.get('alice').command({ do: 'send', to: 'bob', text: 'hello @bob' })
    await many.settle()
    const kept = [...many.get('alice').kept.values()].at(-1)!.message
    expect(messageContent(kept).body.kind).toBe('text')
  })

  test('does not go along where the text is sent on', async () => {
    const many = await newsroom()
    await write(many, 'alice', 'only @bob knows')
    const { number } = await lastOf(many, 'carol')
    await many.get('carol').command({ do: 'forward', from: many.group('carol'), message: number, to: 'alice' })
    await many.settle()
    const [copy] = (await many.get('alice').view().messages('carol'))!
    expect(copy).toMatchObject({ text: 'only @bob knows', mentions: [], forwarded: true })
  })
})

test('what was kept of a conversation before there were mentions still reads', async () => {
  const many = await newsroom()
  const kept = [...many.get('bob').state.conversations.values()][0]!
  const packed = encodeConversation(kept)
  expect(decodeConversation(packed)).toEqual({ value: kept })
  // Version 1: the same array without the last two. More than 23 elements need a byte for their number.
  const first = packed.slice(0, -2)
  expect(packed.slice(0, 3)).toEqual(Uint8Array.of(0x98, 25, 2))
  const old = Uint8Array.of(0x80 + 23, 1, ...first.slice(3))
  expect(decodeConversation(old)).toEqual({ value: kept })
})
