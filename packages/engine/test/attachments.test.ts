/** What hangs on messages, from one device's disk to another's. */
import { hex } from '@ebb/protocol'
import { attachmentKeys, piecesOf } from '@ebb/seal'
import { describe, expect, test } from 'vitest'
import { attach } from '../src/attachments/attach.ts'
import { attachmentOf, shelfName } from '../src/attachments/names.ts'
import { contentOf, isWhole } from '../src/attachments/open.ts'
import type { Command } from '../src/events.ts'
import { messageKey } from '../src/records/keys.ts'
import { random, type Bench } from './bench.ts'
import { Many } from './many-people.ts'

/** Eight pieces, the last of them in part. */
const size = 7 * 262_128 + 1000
const large = (() => {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 65_536) bytes.set(random(Math.min(65_536, size - at)), at)
  return bytes
})()

async function friends(): Promise<{ many: Many; alice: Bench; bob: Bench }> {
  const many = await Many.join('alice', 'bob')
  const [alice, bob] = [many.get('alice'), many.get('bob')]
  await alice.command({ do: 'send', to: 'bob', text: 'hello' })
  await many.settle()
  await bob.command({ do: 'send', to: 'alice', text: 'hello' })
  await many.settle()
  return { many, alice, bob }
}

async function attached(bench: Bench, bytes = large, changed: object = {}) {
  const source = { size: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) }
  const sealed = (await attach(source, { shelf: bench.shelf, random }))!
  return { ...sealed, type: 'application/pdf', name: 'draft.pdf', form: { kind: 'file' }, ...changed } as const
}

async function hang(bench: Bench, to: string, how: Partial<Extract<Command, { do: 'send' }>> = {}): Promise<number> {
  const attachment = await attached(bench)
  const answer = await bench.command({ do: 'send', to, text: 'as promised', attachment, ...how })
  return (answer as { value: { message: number } }).value.message
}

const shownOf = async (bench: Bench, to: string, text = 'as promised') =>
  (await bench.view().messages(to))?.find((message) => message.text === text)

/** Everything of it that is not on the shelf yet. */
async function fetch(bench: Bench, to: string): Promise<void> {
  const { number } = (await shownOf(bench, to))!
  const { key } = attachmentOf(bench.kept.get(messageKey(1, number))!.message)!
  const pieces = bench.shelf.missing(shelfName(key), 8)
  expect(await bench.command({ do: 'fetch', to, message: number, pieces })).toEqual({ ok: true })
}

async function contentAt(bench: Bench, to: string): Promise<Uint8Array> {
  const { number } = (await shownOf(bench, to))!
  const attachment = attachmentOf(bench.kept.get(messageKey(1, number))!.message)!
  const parts: Uint8Array[] = []
  expect(await isWhole(attachment, bench.shelf)).toBe(true)
  for await (const part of contentOf(attachment, bench.shelf)) parts.push(part)
  return Buffer.concat(parts)
}

describe('an attachment', () => {
  test('goes piece by piece, its message after it, and is read as it was written', async () => {
    const { many, alice, bob } = await friends()
    await hang(alice, 'bob')
    expect(alice.asks.map(({ kind }) => kind)).toEqual(['put-blob', 'put-blob'])
    expect(await shownOf(alice, 'bob')).toMatchObject({
      state: 'queued',
      attachment: { size, type: 'application/pdf', name: 'draft.pdf', form: { kind: 'file' }, here: 1, put: 0 },
    })
    expect(alice.view().idle()).toBe(false)
    await many.settle()
    expect(await shownOf(alice, 'bob')).toMatchObject({ state: 'sent', attachment: { here: 1, put: undefined } })
    expect(many.script.blobs.size).toBe(8)
    expect(await shownOf(bob, 'alice')).toMatchObject({ attachment: { size, here: 0, put: undefined } })
    await fetch(bob, 'alice')
    await many.settle()
    expect(await shownOf(bob, 'alice')).toMatchObject({ attachment: { here: 1 } })
    expect(Buffer.compare(await contentAt(bob, 'alice'), large)).toBe(0)
    expect(alice.view().idle() && bob.view().idle()).toBe(true)
  })

  test('of nothing, and of what fits into one piece, goes as well', async () => {
    const { many, alice, bob } = await friends()
    for (const bytes of [new Uint8Array(), Uint8Array.of(1, 2, 3)]) {
      const text = `of ${bytes.length}`
      await alice.command({ do: 'send', to: 'bob', text, attachment: await attached(alice, bytes) })
      await many.settle()
      const { number } = (await shownOf(bob, 'alice', text))!
      await bob.command({ do: 'fetch', to: 'alice', message: number, pieces: [0] })
      await many.settle()
      const parts: Uint8Array[] = []
      const attachment = attachmentOf(bob.kept.get(messageKey(1, number))!.message)!
      for await (const part of contentOf(attachment, bob.shelf)) parts.push(part)
      expect(new Uint8Array(Buffer.concat(parts))).toEqual(bytes)
    }
  })

  test('does not hold up what is written after it', async () => {
    const { many, alice, bob } = await friends()
    await hang(alice, 'bob')
    const puts = alice.asks.filter(({ kind }) => kind === 'put-blob')
    alice.asks = []
    await alice.command({ do: 'send', to: 'bob', text: 'it is on its way' })
    await many.settle()
    expect(await shownOf(bob, 'alice', 'it is on its way')).toBeDefined()
    expect(await shownOf(bob, 'alice')).toBeUndefined()
    alice.asks.push(...puts)
    await many.settle()
    const texts = (await bob.view().messages('alice'))!.map(({ text }) => text)
    expect(texts.slice(-2), 'in the order in which it was written').toEqual(['as promised', 'it is on its way'])
  })

  test('goes on where it was when the line came back, and asks for no piece twice that the server has', async () => {
    const { many, alice, bob } = await friends()
    await hang(alice, 'bob')
    const { put, get } = await interrupted(many, alice, 'put-blob', 3)
    await many.settle()
    expect(many.script.blobs.size).toBe(8)
    expect(put).toBe(3)
    expect(get).toBe(0)
    await fetch(bob, 'alice')
    expect((await interrupted(many, bob, 'get-blob', 3)).get).toBe(3)
    await many.settle()
    expect(Buffer.compare(await contentAt(bob, 'alice'), large)).toBe(0)
  })

  test('takes more at once on a line that is fast, and fewer on one that is slow', async () => {
    const { many, alice } = await friends()
    await hang(alice, 'bob')
    const underWay = (): number => alice.asks.filter(({ kind }) => kind === 'put-blob').length
    const answerOne = async (): Promise<void> => alice.told(...many.script.answer(alice, alice.take('put-blob')))
    expect(underWay()).toBe(2)
    await answerOne()
    expect(underWay()).toBe(4)
    alice.now += 5
    await answerOne()
    await answerOne()
    expect(underWay()).toBe(1 + Number(underWay() > 1))
    expect(alice.state.pieceWindow).toBe(1)
  })

  test('is not fetched any further when somebody has thought better of it, until they ask again', async () => {
    const { many, alice, bob } = await friends()
    await hang(alice, 'bob')
    await many.settle()
    await fetch(bob, 'alice')
    const { number } = (await shownOf(bob, 'alice'))!
    await bob.command({ do: 'fetch', to: 'alice', message: number, pieces: [] })
    await many.settle()
    expect((await shownOf(bob, 'alice'))!.attachment!.here).toBe(0)
    await fetch(bob, 'alice')
    await many.settle()
    expect((await shownOf(bob, 'alice'))!.attachment!.here).toBe(1)
  })

  test('of which the server hands out no more at once is asked for again as soon as it does', async () => {
    const { many, alice, bob } = await friends()
    await hang(alice, 'bob')
    await many.settle()
    await fetch(bob, 'alice')
    const refuse = (): Promise<void> => bob.told({ kind: 'refused', req: bob.take('get-blob').req, why: 'too-many' })
    await refuse()
    expect(bob.asked('get-blob'), 'one is still under way').toBe(true)
    await bob.told(...many.script.answer(bob, bob.take('get-blob')))
    expect(bob.asked('get-blob')).toBe(true)
    while (bob.asked('get-blob')) await refuse()
    await bob.tick(1)
    expect(bob.asked('get-blob')).toBe(true)
    await many.settle()
    expect((await shownOf(bob, 'alice'))!.attachment!.here).toBe(1)
  })

  test('is neither sent nor asked for any more when its message is deleted or has ended', async () => {
    const { many, alice, bob } = await friends()
    const message = await hang(alice, 'bob')
    const late = alice.asks
    alice.asks = []
    await alice.command({ do: 'delete', to: 'bob', message, forEveryone: true })
    for (const ask of late) await alice.told(...many.script.answer(alice, ask))
    await many.settle()
    await many.pass(20)
    expect(many.script.blobs.size, 'those that were on their way').toBe(2)
    expect(alice.state.outgoing.size).toBe(0)
    expect(alice.view().idle()).toBe(true)
    await hang(alice, 'bob', { ceiling: 60 })
    await many.settle()
    const name = shelfName(attachmentOf([...bob.kept.values()].at(-1)!.message)!.key)
    await fetch(bob, 'alice')
    await bob.told(...many.script.answer(bob, bob.take('get-blob')))
    expect(bob.shelf.count(name, 8)).toBe(1)
    expect(alice.shelf.count(name, 8)).toBe(8)
    const left = bob.asks
    bob.asks = []
    await many.pass(61)
    expect(await shownOf(bob, 'alice')).toBeUndefined()
    expect(bob.shelf.count(name, 8), 'its pieces go with it').toBe(0)
    expect(alice.shelf.count(name, 8)).toBe(0)
    for (const ask of left) await bob.told(...many.script.answer(bob, ask))
    expect(bob.shelf.count(name, 8), 'what comes late is not kept').toBe(0)
    expect(bob.asked('get-blob')).toBe(false)
    expect(bob.state.incoming.size).toBe(0)
  })

  test('whose pieces the server has lost, changed, swapped or cut is not taken, and somebody is told', async () => {
    const { many, alice, bob } = await friends()
    await hang(alice, 'bob')
    await many.settle()
    const { key } = attachmentOf([...bob.kept.values()].at(-1)!.message)!
    const keys = await attachmentKeys(key)
    const honest = new Map(many.script.blobs)
    const [first, third] = [0, 2].map((piece) => honest.get(hex(keys.blobId(piece)))!)
    for (const [wrong, why] of [
      [undefined, 'attachment-gone'],
      [first!.with(77, first![77]! ^ 1), 'bad-attachment'],
      [third!, 'bad-attachment'],
      [first!.subarray(0, 16_384), 'bad-attachment'],
      [new Uint8Array(), 'bad-attachment'],
      [new Uint8Array(4_194_304), 'bad-attachment'],
    ] as const) {
      many.script.blobs = new Map(honest)
      if (wrong === undefined) many.script.blobs.delete(hex(keys.blobId(0)))
      else many.script.blobs.set(hex(keys.blobId(0)), wrong)
      bob.events = []
      await fetch(bob, 'alice')
      await many.settle()
      expect(bob.events).toContainEqual(expect.objectContaining({ kind: 'transfer', why }))
      expect(bob.shelf.missing(shelfName(key), 8)).toContain(0)
      expect(bob.view().idle()).toBe(true)
    }
    many.script.blobs = honest
    await fetch(bob, 'alice')
    await many.settle()
    expect(Buffer.compare(await contentAt(bob, 'alice'), large)).toBe(0)
  })

  test('that is another than its author names, or was spoilt on this disk, is not read to its end', async () => {
    const { many, alice, bob } = await friends()
    const attachment = await attached(alice, large, { digest: random(32) })
    await alice.command({ do: 'send', to: 'bob', text: 'as promised', attachment })
    await many.settle()
    await fetch(bob, 'alice')
    await many.settle()
    await expect(contentAt(bob, 'alice')).rejects.toMatchObject({ why: 'bad-attachment' })
    await expect(contentAt(alice, 'bob')).rejects.toMatchObject({ why: 'bad-attachment' })
    const name = shelfName(attachment.key)
    const own = { ...(await attached(alice)), text: '', kind: 'attachment' } as const
    const spoilt = `${shelfName(own.key)}-3`
    expect(await isWhole(own, alice.shelf)).toBe(true)
    await alice.shelf.write(spoilt, new Uint8Array(262_144))
    expect(await isWhole(own, alice.shelf)).toBe(false)
    expect(await alice.shelf.read(spoilt), 'so that it can be fetched again').toBeUndefined()
    expect(alice.shelf.count(shelfName(own.key), 8)).toBe(7)
    expect(bob.shelf.count(name, 8), 'what is whole and not what was named stays where it is').toBe(8)
  })

  test('of which a piece is lost before it was sent keeps its message waiting, and says so', async () => {
    const { many, alice, bob } = await friends()
    const attachment = await attached(alice)
    await alice.shelf.drop(shelfName(attachment.key))
    await alice.command({ do: 'send', to: 'bob', text: 'as promised', attachment })
    await many.settle()
    expect(alice.events).toContainEqual({ kind: 'not-sent', conversation: 1, why: 'attachment-lost' })
    expect(await shownOf(alice, 'bob')).toMatchObject({ state: 'queued' })
    expect(await shownOf(bob, 'alice')).toBeUndefined()
  })

  test('has its key in its message and in no record', async () => {
    const { alice } = await friends()
    const written: Uint8Array[] = []
    alice.vault = {
      commit: (changes: readonly { readonly kind: string; readonly bytes?: Uint8Array }[]) => {
        for (const { kind, bytes } of changes) if (kind === 'record' && bytes !== undefined) written.push(bytes)
        return Promise.resolve()
      },
    } as never
    await hang(alice, 'bob')
    const { key } = attachmentOf([...alice.kept.values()].at(-1)!.message)!
    expect(alice.state.outgoing.size).toBe(1)
    expect(written.length).toBeGreaterThan(1)
    expect(written.some((bytes) => Buffer.from(bytes).includes(Buffer.from(key)))).toBe(false)
    const message = [...alice.kept.values()].at(-1)!.message.content
    expect(Buffer.from(message).includes(Buffer.from(key)), 'the control').toBe(true)
  })

  test('has a text that its author can change', async () => {
    const { many, alice, bob } = await friends()
    const message = await hang(alice, 'bob')
    await many.settle()
    expect(await alice.command({ do: 'edit', to: 'bob', message, text: 'page 7' })).toEqual({ ok: true })
    await many.settle()
    expect(await shownOf(bob, 'alice', 'page 7')).toMatchObject({ attachment: { size }, earlier: ['as promised'] })
  })
})

/** After `some` of its asks the line breaks and comes back: how many pieces were answered before that, and are not asked for again. */
async function interrupted(many: Many, bench: Bench, kind: 'put-blob' | 'get-blob', some: number) {
  const done = new Set<string>()
  for (let i = 0; i < some; i++) {
    const ask = bench.take(kind)
    done.add(hex(ask.id))
    await bench.told(...many.script.answer(bench, ask))
  }
  await bench.input({ kind: 'line-closed' })
  bench.now += 60
  many.script.now += 60
  await bench.input({ kind: 'tick' })
  await many.script.greet(bench)
  const again = new Set<string>()
  for (let ask = bench.asks.shift(); ask !== undefined; ask = bench.asks.shift()) {
    if (ask.kind === kind) again.add(hex((ask as { id: Uint8Array }).id))
    await bench.told(...many.script.answer(bench, ask))
  }
  const both = [...done].filter((id) => again.has(id)).length
  const kept = done.size - both
  return kind === 'put-blob' ? { put: kept, get: 0 } : { put: 0, get: kept }
}

test('every piece is of one of three sizes', () => {
  for (const bytes of [0, 1, 20_000, 100_000, 300_000, 5_000_000])
    expect(piecesOf(bytes).every((one) => [16_384, 65_536, 262_144].includes(one))).toBe(true)
})
