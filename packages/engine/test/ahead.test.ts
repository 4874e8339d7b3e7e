/** What hangs on a message goes to the server while it is still being sealed, before there is a message. */
import { bucketOf, hex, release, type Ask } from '@ebb/protocol'
import { attachmentKeys } from '@ebb/seal'
import { describe, expect, test } from 'vitest'
import { attachmentOf, shelfName } from '../src/attachments/names.ts'
import type { Command } from '../src/events.ts'
import { messageKey } from '../src/records/keys.ts'
import { random, type Bench } from './bench.ts'
import { hangingFrom } from './hanging-from.ts'
import { Many } from './many-people.ts'

/** Eight pieces, the last of them in part. */
const size = 7 * 262_128 + 1000
const large = (() => {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 65_536) bytes.set(random(Math.min(65_536, size - at)), at)
  return bytes
})()
const as = { type: 'application/pdf', name: 'draft.pdf', form: { kind: 'file' } } as const
const sourceOf = (bytes: Uint8Array) => ({
  size: bytes.length,
  read: async (from: number, to: number) => bytes.slice(from, to),
})
const isAhead = (command: Command): boolean => command.do === 'put-ahead'

async function friends(): Promise<{ many: Many; alice: Bench; bob: Bench }> {
  const many = await Many.join('alice', 'bob')
  const [alice, bob] = [many.get('alice'), many.get('bob')]
  for (const [from, to] of [
    [alice, 'bob'],
    [bob, 'alice'],
  ] as const) {
    await from.command({ do: 'send', to, text: 'hello' })
    await many.settle()
  }
  return { many, alice, bob }
}

/** The server answers what is asked of it, after each piece; what it was asked is returned. */
function answering(
  many: Many,
  bench: Bench,
): { readonly puts: Extract<Ask, { kind: 'put-blob' }>[]; all(): Promise<void> } {
  const puts: Extract<Ask, { kind: 'put-blob' }>[] = []
  return {
    puts,
    async all() {
      while (bench.asked('put-blob')) {
        const ask = bench.take('put-blob')
        puts.push(ask)
        await bench.told(...many.script.answer(bench, ask))
      }
    },
  }
}

const newest = (bench: Bench) => {
  const { next } = bench.state.conversations.get(1)!
  return bench.kept.get(messageKey(1, next - 1))!.message
}

/** How much of what hangs on the newest message the server has. */
const putOf = async (bench: Bench): Promise<number | undefined> =>
  (await bench.view().messages('bob'))!.at(-1)!.attachment!.put

async function readBy(many: Many, bench: Bench, from: string): Promise<Uint8Array> {
  const [shown] = (await bench.view().messages(from))!.filter(({ attachment }) => attachment !== undefined).slice(-1)
  await hangingFrom(bench).fetch(from, shown!.number)
  await many.settle()
  const parts: Uint8Array[] = []
  for await (const part of (await hangingFrom(bench).open(from, shown!.number))!.content) parts.push(part)
  return Buffer.concat(parts)
}

describe('what is put ahead', () => {
  test('is at the server before its message is written, and is not put again', async () => {
    const { many, alice, bob } = await friends()
    const server = answering(many, alice)
    let before = 0
    const hanging = hangingFrom(alice, async (command) => {
      if (isAhead(command)) await server.all()
      else before = server.puts.length
    })
    expect(await hanging.hang(sourceOf(large), { to: 'bob', text: 'as promised', as })).toMatchObject({ ok: true })
    expect(before).toBe(8)
    expect(alice.state.ahead.size + alice.state.outgoing.size + alice.state.put.size).toBe(0)
    await many.settle()
    expect(new Set(server.puts.map(({ id }) => hex(id))).size).toBe(8)
    expect(alice.asked('put-blob')).toBe(false)
    expect(Buffer.compare(await readBy(many, bob, 'alice'), large)).toBe(0)
    expect(alice.view().idle()).toBe(true)
  })

  test('goes on as the upload of its message, which waits for the last piece', async () => {
    const { many, alice, bob } = await friends()
    const server = answering(many, alice)
    let pieces = 0
    // The first three are answered, two are under way when the message is written.
    const hanging = hangingFrom(alice, async (command) => {
      if (isAhead(command) && ++pieces <= 3) await server.all()
    })
    await hanging.hang(sourceOf(large), { to: 'bob', text: 'as promised', as })
    expect(server.puts.length).toBe(3)
    expect(await putOf(alice)).toBe(3 / 8)
    const seen = new Set(server.puts.map(({ id }) => hex(id)))
    while (alice.asked('put-blob')) {
      expect(alice.asked('append'), 'not before the server has all of it').toBe(false)
      const ask = alice.take('put-blob')
      expect(seen.has(hex(ask.id)), 'no piece twice').toBe(false)
      seen.add(hex(ask.id))
      await alice.told(...many.script.answer(alice, ask))
    }
    expect(seen.size).toBe(8)
    expect(alice.asked('append')).toBe(true)
    await many.settle()
    expect(Buffer.compare(await readBy(many, bob, 'alice'), large)).toBe(0)
  })

  test('takes no more of the line than other pieces may, and nothing where there is none', async () => {
    const { many, alice } = await friends()
    let most = 0
    const underWay = (): number => alice.asks.filter(({ kind }) => kind === 'put-blob').length
    const hanging = hangingFrom(alice, async () => void (most = Math.max(most, underWay())))
    await hanging.hang(sourceOf(large), { to: 'bob', text: 'as promised', as })
    expect(most).toBe(2)
    await many.settle()
    await alice.input({ kind: 'line-closed' })
    const alone = hangingFrom(alice, async (command) => {
      if (isAhead(command)) expect(alice.state.ahead.size).toBe(0)
    })
    expect(await alone.hang(sourceOf(large), { to: 'bob', text: 'later', as })).toMatchObject({ ok: true })
    expect([...alice.state.outgoing.values()]).toMatchObject([{ pieces: 8, done: 0 }])
  })

  test('is written down nowhere before its message is', async () => {
    const { many, alice } = await friends()
    const server = answering(many, alice)
    let written = 0
    alice.vault = {
      commit: (changes: readonly unknown[]) => Promise.resolve(void (written += changes.length)),
    } as never
    let before: number | undefined
    const hanging = hangingFrom(alice, async (command) => {
      if (!isAhead(command)) return
      await server.all()
      before = written
    })
    await hanging.hang(sourceOf(large), { to: 'bob', text: 'as promised', as })
    expect(server.puts.length).toBe(8)
    expect(before).toBe(0)
    expect(written, 'the control').toBeGreaterThan(0)
  })

  test('lies where its message will; what took so long that it does not is sealed anew', async () => {
    const { many, alice, bob } = await friends()
    const server = answering(many, alice)
    let pieces = 0
    const hanging = hangingFrom(alice, async (command) => {
      if (!isAhead(command)) return
      await server.all()
      if (++pieces === 8) alice.now = many.script.now = alice.now + 3600
    })
    expect(await hanging.hang(sourceOf(large), { to: 'bob', text: 'as promised', as })).toMatchObject({ ok: true })
    const early = new Set(server.puts.map(({ id }) => hex(id)))
    expect(early.size).toBe(8)
    await server.all()
    await many.settle()
    const { key } = attachmentOf(newest(alice))!
    const keys = await attachmentKeys(key)
    const { sent, ceiling } = newest(alice)
    for (let piece = 0; piece < 8; piece++) {
      const id = hex(keys.blobId(piece))
      expect(early.has(id), 'under a key of its own').toBe(false)
      expect(many.script.blobs.has(id)).toBe(true)
    }
    const [first, last] = [server.puts[0]!, server.puts.at(-1)!]
    expect([first.bucket, last.bucket]).toEqual([bucketOf(sent - 3600 + ceiling, 0), bucketOf(sent + ceiling, 0)])
    expect(alice.shelf.count(shelfName(key), 8)).toBe(8)
    expect(Buffer.compare(await readBy(many, bob, 'alice'), large)).toBe(0)
  })

  test('is nothing where its message would soon end in a later bucket', async () => {
    const { many, alice } = await friends()
    const ceiling = 86_400
    alice.now = Math.ceil(alice.now / 3600) * 3600 - 30
    let most = 0
    const watch = async (): Promise<void> => void (most = Math.max(most, alice.state.ahead.size))
    await hangingFrom(alice, watch).hang(sourceOf(large), { to: 'bob', text: 'in the last minute', ceiling, as })
    await hangingFrom(alice, watch).hang(sourceOf(large), { to: 'bob', text: 'not for an hour', ceiling: 600, as })
    expect(most).toBe(0)
    alice.now = many.script.now = alice.now + 60
    await many.settle()
    await hangingFrom(alice, watch).hang(sourceOf(large), { to: 'bob', text: 'the control', ceiling, as })
    expect(most).toBe(1)
  })

  test('belongs to nothing when its message is refused, and its pieces go', async () => {
    const { many, alice } = await friends()
    const server = answering(many, alice)
    const hanging = hangingFrom(alice, async () => server.all())
    const refused = await hanging.hang(sourceOf(large), { to: 'bob', text: 'x'.repeat(8001), as })
    expect(refused).toEqual({ ok: false, why: 'too-long' })
    expect(server.puts.length).toBe(8)
    const [{ attachment } = { attachment: '' }] = [...alice.state.ahead.values()]
    expect(attachment.length).toBe(32)
    expect(alice.shelf.count(attachment, 8)).toBe(0)
    expect(alice.view().idle()).toBe(true)
    await alice.command({ do: 'block', to: 'bob' })
    expect(await hanging.hang(sourceOf(large), { to: 'bob', text: '', as })).toEqual({ ok: false, why: 'blocked' })
    expect(server.puts.length, 'to nobody whom one has blocked').toBe(8)
  })

  test('that was given up is forgotten when many others were made ready', async () => {
    const { many, alice } = await friends()
    const server = answering(many, alice)
    const hanging = hangingFrom(alice, async () => server.all())
    for (let i = 0; i < 12; i++)
      await hanging.hang(sourceOf(Uint8Array.of(i)), { to: 'bob', text: 'x'.repeat(8001), as })
    expect(alice.state.ahead.size).toBe(8)
    expect(alice.state.put.size).toBe(8)
  })

  test('is not put again after the line broke, but for what the server had not answered', async () => {
    const { many, alice, bob } = await friends()
    const server = answering(many, alice)
    let pieces = 0
    const hanging = hangingFrom(alice, async (command) => {
      if (!isAhead(command) || ++pieces > 4) return
      if (pieces < 4) return server.all()
      await alice.input({ kind: 'line-closed' })
      alice.asks = []
    })
    await hanging.hang(sourceOf(large), { to: 'bob', text: 'as promised', as })
    expect(await putOf(alice)).toBe(3 / 8)
    alice.now = many.script.now = alice.now + 60
    await alice.input({ kind: 'tick' })
    await many.script.greet(alice)
    const had = new Set(server.puts.map(({ id }) => hex(id)))
    for (let ask = alice.asks.shift(); ask !== undefined; ask = alice.asks.shift()) {
      if (ask.kind === 'put-blob') expect(had.has(hex(ask.id))).toBe(false)
      await alice.told(...many.script.answer(alice, ask))
    }
    await many.settle()
    expect(Buffer.compare(await readBy(many, bob, 'alice'), large)).toBe(0)
  })
})

test('an answer that comes late counts for no other upload', async () => {
  const { many, alice, bob } = await friends()
  const note = Uint8Array.of(1, 2, 3)
  const hang = async (text: string): Promise<number> => {
    const answer = await hangingFrom(alice).hang(sourceOf(note), { to: 'bob', text, as })
    return (answer as { value: { message: number } }).value.message
  }
  const message = await hang('the first')
  const late = alice.take('put-blob')
  await alice.command({ do: 'delete', to: 'bob', message, forEveryone: false })
  await hang('the second')
  const own = alice.take('put-blob')
  await alice.told(...many.script.answer(alice, late))
  expect(alice.asked('append'), 'its own piece is not there').toBe(false)
  await alice.told(...many.script.answer(alice, own))
  expect(alice.asked('append')).toBe(true)
  await many.settle()
  expect(await readBy(many, bob, 'alice')).toEqual(Buffer.from(note))
})

test('memory is given back where all of it is meant, and only there', () => {
  const [all, part] = [new Uint8Array(1000).fill(7), new Uint8Array(1000).fill(7)]
  release(all)
  release(part.subarray(0, 999))
  release(part.subarray(1))
  expect([all.length, part.length, part[999]]).toEqual([0, 1000, 7])
})
