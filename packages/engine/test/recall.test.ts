/** Searching against a plain model, while things come and go; and what is gone is gone from it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recallOf, type Recall } from '../src/recall.ts'
import { messageKey } from '../src/records/keys.ts'
import { messageContent } from '../src/records/message.ts'
import type { Reader } from '../src/turn.ts'
import { start } from './bench.ts'
import { Made } from './shown-model.ts'

const recallIn = (made: Made, reader: Pick<Reader, 'messages'> = made.reader): Recall =>
  recallOf(reader, made.state.conversations.values())
const textOf = (made: Made, key: number): string | undefined => {
  const message = made.kept.get(key)
  const body = message && messageContent(message).body
  return body?.kind === 'text' ? body.text : undefined
}
const everything = async (recall: Recall): Promise<void> => {
  while (await recall.readOn());
}

test('it finds what a plain search finds, newest first, however much was read before and whatever changed since', async () => {
  const words = fc.constantFrom('apple', 'apple pie', 'Pear', 'PEAR TREE', 'quince')
  const said = fc.array(fc.record({ conversation: fc.integer({ min: 1, max: 3 }), text: words, note: fc.nat(9) }), {
    maxLength: 60,
  })
  await fc.assert(
    fc.asyncProperty(said, fc.nat(60), fc.nat(3), async (lines, split, chunks) => {
      const made = await Made.of(3)
      const keep = async ({ conversation, text, note }: (typeof lines)[number], sent: number): Promise<number> =>
        messageKey(conversation, await made.keep(conversation, { mine: sent % 2 === 0, sent, text, note: note === 0 }))
      for (const [i, line] of lines.slice(0, split).entries()) await keep(line, i)
      const recall = recallIn(made)
      for (let i = 0; i < chunks; i++) await recall.readOn()
      for (const [i, line] of lines.slice(split).entries()) {
        const key = await keep(line, split + i)
        recall.note(new Map([[key, made.kept.get(key)]]))
        const victim = made.all()[(i * 7) % made.kept.size]!.key
        if (i % 3 === 0) recall.note(await made.forget(victim))
      }
      for (const [wanted, limit] of [
        ['APPLE', 100],
        ['pear', 2],
        [' quince ', 1],
        ['e', 7],
        ['nothing like it', 5],
      ] as const) {
        const model = made
          .all()
          .filter(
            ({ key, message }) =>
              message.state !== 'note' && textOf(made, key)!.toLowerCase().includes(wanted.trim().toLowerCase()),
          )
          .toSorted((a, b) => b.message.sent - a.message.sent)
          .slice(0, limit)
        expect([wanted, await recall.search(wanted, limit, start)]).toEqual([wanted, model.map(({ key }) => key)])
      }
    }),
    { numRuns: 40 },
  )
})

test.each([
  ['straße', 'STRASSE', true],
  ['STRASSE', 'straße', true],
  ['ﬁrst oﬃce', 'first office', true],
  ['Caf\u00E9', 'cafe\u0301', true],
  ['café', 'cafe', false],
  ['ΟΔΟΣ', 'οδος', true],
  ['ÅNGSTRÖM', 'ångström', true],
  ['ｆｕｌｌ ｗｉｄｔｈ', 'full width', true],
  ['שלום עולם', 'עולם', true],
  ['one\ntwo', 'one two', false],
])('%s is found by %s: %s', async (text, wanted, found) => {
  const made = await Made.of(1)
  await made.keep(1, { mine: false, sent: 1, text })
  expect(await recallIn(made).search(wanted, 9, start)).toHaveLength(found ? 1 : 0)
})

test('nothing is found by nothing', async () => {
  const made = await Made.of(1)
  await made.keep(1, { mine: false, sent: 1, text: 'here' })
  for (const wanted of ['', '  ', '\n']) expect(await recallIn(made).search(wanted, 9, start)).toEqual([])
})

describe('what is gone', () => {
  test('is not found any more, nor is what has come to its end and was not forgotten yet', async () => {
    const made = await Made.of(1)
    const key = messageKey(1, await made.keep(1, { mine: false, sent: 1, text: 'secret', ceiling: 60 }))
    const recall = recallIn(made)
    await everything(recall)
    const { id } = made.kept.get(key)!
    expect(await recall.search('secret', 9, start + 60)).toEqual([key])
    expect(await recall.search('secret', 9, start + 61)).toEqual([])
    expect(recall.known(1, id)?.text).toBe('secret')
    const remembered = recall.known(1, id)!
    recall.note(await made.forget(key))
    expect(await recall.search('secret', 9, start)).toEqual([])
    expect(recall.known(1, id)).toBeUndefined()
    // Whoever still holds it holds nothing.
    expect(JSON.stringify(remembered)).not.toContain('secret')
  })

  test('while it was being read does not come back', async () => {
    const made = await Made.of(1)
    const key = messageKey(1, await made.keep(1, { mine: false, sent: 1, text: 'secret' }))
    let go: () => void = () => undefined
    const waits = new Promise<void>((resolve) => (go = resolve))
    const slow: Pick<Reader, 'messages'> = {
      async messages(range) {
        const found = await made.reader.messages(range)
        await waits
        return found
      },
    }
    const recall = recallIn(made, slow)
    const reading = recall.readOn()
    await Promise.resolve()
    recall.note(await made.forget(key))
    go()
    await reading
    expect(await recall.search('secret', 9, start)).toEqual([])
  })

  test('is everything once it was closed', async () => {
    const made = await Made.of(1)
    await made.keep(1, { mine: false, sent: 1, text: 'secret' })
    const recall = recallIn(made)
    await everything(recall)
    recall.close()
    expect(await recall.search('secret', 9, start)).toEqual([])
    expect(await recall.readOn()).toBe(false)
  })
})

test('a message is found by its id, and what is read for that is read once', async () => {
  const made = await Made.of(2)
  for (let i = 0; i < 700; i++) await made.keep(1, { mine: true, sent: i, text: `${i}` })
  const oldest = made.kept.get(messageKey(1, 1))!
  let reads = 0
  const recall = recallIn(made, {
    messages: (range) => {
      reads += 1
      return made.reader.messages(range)
    },
  })
  expect(await recall.find(1, oldest.id, 'said')).toBe(messageKey(1, 1))
  const before = reads
  expect(await recall.find(1, new Uint8Array(32).fill(9), 'said')).toBeUndefined()
  expect(await recall.find(2, oldest.id, 'said')).toBeUndefined()
  expect(await recall.find(1, oldest.id, 'deleted')).toBeUndefined()
  const after = reads
  for (let i = 0; i < 50; i++) await recall.find(1, new Uint8Array(32).fill(i), 'said')
  expect(reads).toBe(after)
  expect(before).toBeLessThanOrEqual(3)
})
