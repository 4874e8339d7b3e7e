/** What is sent on to somebody else: what goes along, what does not, and when it ends. */
import { hex } from '@ebb/protocol'
import { attachmentKeys } from '@ebb/seal'
import { describe, expect, test } from 'vitest'
import { attachmentOf } from '../src/attachments/names.ts'
import { messageContent, type KeptMessage } from '../src/records/message.ts'
import type { ShownMessage } from '../src/view.ts'
import { random, type Bench } from './bench.ts'
import { forge } from './forge.ts'
import { attach } from '../src/attachments/attach.ts'
import { hangingFrom } from './hanging-from.ts'
import { Many } from './many-people.ts'

/** Bob talks with Alice and with Carol, who do not know each other. */
async function acquaintances(): Promise<{ many: Many; alice: Bench; bob: Bench; carol: Bench }> {
  const many = (await (once ??= meet())).clone()
  return { many, alice: many.get('alice'), bob: many.get('bob'), carol: many.get('carol') }
}
let once: Promise<Many> | undefined
async function meet(): Promise<Many> {
  const many = await Many.join('alice', 'bob', 'carol')
  for (const [from, to] of [
    ['alice', 'bob'],
    ['bob', 'alice'],
    ['bob', 'carol'],
    ['carol', 'bob'],
  ] as const) {
    await many.get(from).command({ do: 'send', to, text: 'hello' })
    await many.settle()
  }
  return many
}

const shown = async (bench: Bench, at: string, text: string): Promise<ShownMessage | undefined> =>
  (await bench.view().messages(at))!.find((one) => one.text === text)
const forwardFrom = async (bench: Bench, from: string, text: string, to = 'carol') =>
  hangingFrom(bench).forward({ from, message: (await shown(bench, from, text))?.number ?? 99, to })
const keptWith = (bench: Bench, text: string): readonly KeptMessage[] =>
  [...bench.kept.values()]
    .map(({ message }) => message)
    .filter((one) => JSON.stringify(messageContent(one).body).includes(text))

describe('what is sent on', () => {
  test('says what it said last, and nothing of whose it was or where', async () => {
    const { many, alice, bob, carol } = await acquaintances()
    await alice.command({ do: 'send', to: 'bob', text: 'the boat leaves at sx' })
    await many.settle()
    const message = (await shown(alice, 'bob', 'the boat leaves at sx'))!.number
    await alice.command({ do: 'edit', to: 'bob', message, text: 'the boat leaves at six' })
    await many.settle()
    expect(await forwardFrom(bob, 'alice', 'the boat leaves at six')).toMatchObject({ ok: true })
    await many.settle()
    const copy = (await shown(carol, 'bob', 'the boat leaves at six'))!
    expect(copy).toMatchObject({ from: 'bob', forwarded: true, earlier: [], replyTo: undefined, quote: undefined })
    expect(await shown(bob, 'alice', 'the boat leaves at six')).toMatchObject({ forwarded: false })
    const [{ account }] = [alice.state.profile!]
    const [kept] = keptWith(carol, 'the boat leaves at six')
    expect(hex(kept!.content)).not.toContain(hex(account))
    expect(hex(kept!.content)).not.toContain(hex(keptWith(alice, 'the boat leaves at sx')[0]!.id))
  })

  test('ends with what it was made from, or sooner where the conversation wants it', async () => {
    const { many, alice, bob, carol } = await acquaintances()
    await alice.command({ do: 'send', to: 'bob', text: 'for an hour', ceiling: 3600, afterRead: 600 })
    await many.settle()
    const first = (await shown(bob, 'alice', 'for an hour'))!
    await many.pass(5)
    await bob.command({ do: 'seen', to: 'alice', messages: [first.number] })
    const { expires } = (await shown(bob, 'alice', 'for an hour'))!
    expect(expires).toBe(bob.now + 600)
    await forwardFrom(bob, 'alice', 'for an hour')
    await many.settle()
    expect(await shown(carol, 'bob', 'for an hour')).toMatchObject({ ceiling: 600, afterRead: 600, expires })
    await carol.command({ do: 'timer', to: 'bob', ceiling: 120, afterRead: 30 })
    await many.settle()
    await forwardFrom(bob, 'alice', 'for an hour')
    await many.settle()
    const copies = (await carol.view().messages('bob'))!.filter(({ text }) => text === 'for an hour')
    expect(copies.at(-1)).toMatchObject({ ceiling: 120, afterRead: 30 })
  })

  test('of nothing that can be sent on is refused', async () => {
    const { many, alice, bob } = await acquaintances()
    await alice.command({ do: 'send', to: 'bob', text: 'a mayfly', ceiling: 10 })
    await alice.command({ do: 'send', to: 'bob', text: 'taken back' })
    await many.settle()
    const [mayfly, taken] = [await shown(bob, 'alice', 'a mayfly'), await shown(bob, 'alice', 'taken back')]
    const why = async (from: string, message: number, to = 'carol') =>
      ((await bob.command({ do: 'forward', from, message, to })) as { why: string }).why
    expect(await why('nobody', 1)).toBe('unknown-conversation')
    expect(await why('alice', 999)).toBe('unknown-message')
    expect(await why('alice', mayfly!.number, 'bob'), 'to oneself').toBe('bad-name')
    await alice.command({
      do: 'delete',
      to: 'bob',
      message: (await shown(alice, 'bob', 'taken back'))!.number,
      forEveryone: true,
    })
    await many.settle()
    expect(await why('alice', taken!.number)).toBe('unknown-message')
    await forge({ from: alice, to: bob }, { body: { kind: 'unknown', bytes: Uint8Array.of(0x81, 0x18, 0xc8) } })
    const newer = (await bob.view().messages('alice'))!.at(-1)!
    expect(newer.text).toBeUndefined()
    expect(await why('alice', newer.number)).toBe('unknown-message')
    await many.pass(11)
    expect(await why('alice', mayfly!.number)).toBe('unknown-message')
    await bob.command({ do: 'block', to: 'carol' })
    expect(await why('alice', 1)).toBe('blocked')
    expect(bob.state.conversations.get(2)!.queue).toEqual([])
  })

  test('with what hangs on it has a key and pieces of its own', async () => {
    const { many, alice, bob, carol } = await acquaintances()
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251)
    const source = { size: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) }
    const sealed = (await attach(source, { shelf: alice.shelf, random }))!
    const attachment = { ...sealed, type: 'text/plain', name: 'draft.txt', form: { kind: 'file' } } as const
    await alice.command({ do: 'send', to: 'bob', text: 'the draft', attachment, ceiling: 60 })
    await many.settle()
    expect(await forwardFrom(bob, 'alice', 'the draft')).toEqual({ ok: false, why: 'not-fetched' })
    await hangingFrom(bob).fetch('alice', (await shown(bob, 'alice', 'the draft'))!.number)
    await many.settle()
    const before = new Set(many.script.blobs.keys())
    expect(await forwardFrom(bob, 'alice', 'the draft')).toMatchObject({ ok: true })
    await many.settle()
    const copy = (await shown(carol, 'bob', 'the draft'))!
    expect(copy).toMatchObject({ forwarded: true, attachment: { name: 'draft.txt', size: 300_000 } })
    const { key } = attachmentOf(keptWith(carol, 'the draft')[0]!)!
    expect(hex(key)).not.toBe(hex(sealed.key))
    expect(keptWith(carol, 'the draft').some(({ content }) => hex(content).includes(hex(sealed.key)))).toBe(false)
    const fresh = [0, 1].map(async (piece) => hex((await attachmentKeys(key)).blobId(piece)))
    for (const id of await Promise.all(fresh))
      expect([before.has(id), many.script.blobs.has(id)]).toEqual([false, true])
    await hangingFrom(carol).fetch('bob', copy.number)
    await many.settle()
    const parts: Uint8Array[] = []
    for await (const part of (await hangingFrom(carol).open('bob', copy.number))!.content) parts.push(part)
    expect(Buffer.compare(Buffer.concat(parts), bytes)).toBe(0)
    await many.pass(61)
    for (const bench of [bob, carol]) expect(await bench.shelf.read(`${hex(key)}-0`)).toBeUndefined()
    expect(await shown(carol, 'bob', 'the draft')).toBeUndefined()
  })

  test('of which the pieces are spoilt is not taken for what it was', async () => {
    const { many, alice, bob } = await acquaintances()
    const source = { size: 5, read: async () => Uint8Array.of(1, 2, 3, 4, 5) }
    const sealed = { ...(await attach(source, { shelf: alice.shelf, random }))!, digest: random(32) }
    const attachment = { ...sealed, type: 'text/plain', name: null, form: { kind: 'file' } } as const
    await alice.command({ do: 'send', to: 'bob', text: 'not this', attachment })
    await many.settle()
    await hangingFrom(bob).fetch('alice', (await shown(bob, 'alice', 'not this'))!.number)
    await many.settle()
    expect(await forwardFrom(bob, 'alice', 'not this')).toEqual({ ok: false, why: 'bad-attachment' })
  })

  test('is given no other text, neither here nor by one who forges it', async () => {
    const { many, alice, bob } = await acquaintances()
    await alice.command({ do: 'send', to: 'bob', text: 'as it was said' })
    await many.settle()
    await forwardFrom(bob, 'alice', 'as it was said', 'alice')
    await many.settle()
    const copy = (await bob.view().messages('alice'))!.at(-1)!
    expect(copy).toMatchObject({ forwarded: true, mine: true, text: 'as it was said' })
    const edit = { do: 'edit', to: 'alice', message: copy.number, text: 'something else' } as const
    expect(await bob.command(edit)).toEqual({ ok: false, why: 'unknown-message' })
    const replaces = keptWith(bob, 'as it was said').at(-1)!.id
    await forge({ from: bob, to: alice }, { body: { kind: 'text', text: 'something else' }, replaces })
    expect((await alice.view().messages('bob'))!.at(-1)).toMatchObject({ text: 'as it was said', earlier: [] })
  })
})
