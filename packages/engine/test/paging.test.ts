/** Stretches of a conversation against the whole of it, whatever came in which order and whatever is gone. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { messageKey, messageNumberOf } from '../src/records/keys.ts'
import { oldestOf, stretchOf } from '../src/render/stretch.ts'
import { inOrder } from '../src/steps/order.ts'
import { Made } from './shown-model.ts'

const lines = fc.array(
  fc.record({ mine: fc.boolean(), sent: fc.integer({ min: 0, max: 40 }), note: fc.boolean(), goes: fc.boolean() }),
  { maxLength: 40 },
)

/** Mostly in order: what is late is later than a few others only. */
async function conversation(of: { mine: boolean; sent: number; note: boolean; goes: boolean }[]): Promise<Made> {
  const made = await Made.of(2)
  await made.keep(2, { mine: true, sent: 0, text: 'elsewhere' })
  for (const [i, { mine, sent, note, goes }] of of.entries()) {
    const late = sent > 30 ? sent - 30 : 0
    const number = await made.keep(1, { mine, sent: 100 + i * 2 - 3 * late, text: `${i}`, note: note && i % 7 === 0 })
    if (goes && i % 3 === 0) await made.forget(messageKey(1, number))
  }
  return made
}

const source = (made: Made, fits: (number: number) => boolean = () => true) => ({
  reader: made.reader,
  conversation: made.state.conversations.get(1)!,
  fits: ({ key }: { key: number }) => fits(messageNumberOf(key)),
})

test('every stretch is a stretch of the whole', async () => {
  const range = fc.record({
    place: fc.nat(45),
    limit: fc.integer({ min: 1, max: 12 }),
    hides: fc.integer({ min: 2, max: 9 }),
  })
  await fc.assert(
    fc.asyncProperty(lines, fc.array(range, { minLength: 1, maxLength: 4 }), async (of, ranges) => {
      const made = await conversation(of)
      const all = inOrder(made.all().filter(({ key }) => key < messageKey(2, 0))).map(({ key }) => messageNumberOf(key))
      for (const { place, limit, hides } of ranges) {
        const fits = (number: number): boolean => number % hides !== 0
        const whole = all.filter(fits)
        const from = source(made, fits)
        const check = async (what: Parameters<typeof stretchOf>[1], wanted: readonly number[], at: number) => {
          const { kept, older, newer } = await stretchOf(from, what)
          expect([what, kept.map(({ key }) => messageNumberOf(key))]).toEqual([what, wanted])
          if (wanted.length === 0) return
          expect([what, older, newer]).toEqual([what, at > 0, at + wanted.length < whole.length])
        }
        const newest = Math.max(0, whole.length - limit)
        await check({ limit }, whole.slice(newest), newest)
        if (whole.length === 0) continue
        const at = place % whole.length
        const number = whole[at]!
        const before = Math.max(0, at - limit)
        await check({ before: number, limit }, whole.slice(before, at), before)
        await check({ after: number, limit }, whole.slice(at + 1, at + 1 + limit), at + 1)
        const first = Math.max(0, Math.min(at - Math.floor(limit / 2), whole.length - limit))
        await check({ around: number, limit }, whole.slice(first, first + limit), first)
      }
    }),
    { numRuns: 60 },
  )
})

test('pages one after the other are the whole, in both directions', async () => {
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 9 }), async (of, limit) => {
      const made = await conversation(of)
      const all = inOrder(made.all().filter(({ key }) => key < messageKey(2, 0)))
      const up: number[] = []
      for (let page = await stretchOf(source(made), { limit }); ;) {
        up.unshift(...page.kept.map(({ key }) => key))
        if (!page.older) break
        page = await stretchOf(source(made), { before: messageNumberOf(page.kept[0]!.key), limit })
      }
      expect(up).toEqual(all.map(({ key }) => key))
    }),
    { numRuns: 30 },
  )
})

test('what one author wrote stands as it was written, and the rest as it came', async () => {
  const made = await Made.of(1)
  const texts = ['one', 'three', 'theirs', 'two', 'four']
  const sent = [1, 3, 9, 2, 4]
  for (const [i, text] of texts.entries()) await made.keep(1, { mine: text !== 'theirs', sent: sent[i]!, text })
  expect(made.state.conversations.get(1)!.tangles).toEqual([{ from: 2, to: 4 }])
  const { kept } = await stretchOf(source(made), { limit: 9 })
  expect(kept.map(({ key }) => texts[messageNumberOf(key) - 1])).toEqual(['one', 'two', 'theirs', 'three', 'four'])
})

test('the oldest that fits is found where a late message stands above it', async () => {
  const made = await Made.of(1)
  for (const [i, sent] of [5, 7, 9, 6].entries()) await made.keep(1, { mine: false, sent, text: `${i}` })
  // Shown as 1, 4, 2, 3.
  const found = async (fitting: readonly number[], from: number) =>
    (await oldestOf(
      source(made, (number) => fitting.includes(number)),
      from,
    ))!.key
  expect(await found([3, 4], 2)).toBe(messageKey(1, 4))
  expect(await found([3], 2)).toBe(messageKey(1, 3))
  expect(await found([1, 2], 1)).toBe(messageKey(1, 1))
})

test('somebody whose clock jumps about makes nobody read everything', async () => {
  const made = await Made.of(1)
  for (let i = 0; i < 1500; i++) await made.keep(1, { mine: false, sent: i % 10 > 0 ? i : 1500 - i, text: `${i}` })
  const { tangles } = made.state.conversations.get(1)!
  expect(Math.max(...tangles.map(({ from, to }) => to - from))).toBeLessThan(1024)
  for (const [i, { from, to }] of tangles.entries()) {
    expect(to).toBeGreaterThan(from)
    if (i > 0) expect(from).toBeGreaterThan(tangles[i - 1]!.to)
  }
  const seen = new Set<number>()
  for (let page = await stretchOf(source(made), { limit: 200 }); ;) {
    for (const { key } of page.kept) seen.add(key)
    if (!page.older) break
    page = await stretchOf(source(made), { before: messageNumberOf(page.kept[0]!.key), limit: 200 })
  }
  expect(seen.size).toBe(1500)
})

test('a page of a long conversation reads about a page', async () => {
  const made = await Made.of(1)
  for (let i = 0; i < 600; i++) await made.keep(1, { mine: i % 2 === 0, sent: i, text: `${i}` })
  let read = 0
  const spied = {
    ...source(made),
    reader: {
      ...made.reader,
      messages: async (range: Parameters<typeof made.reader.messages>[0]) => {
        const found = await made.reader.messages(range)
        read += found.length
        return found
      },
    },
  }
  for (const range of [{ limit: 50 }, { before: 300, limit: 50 }, { after: 300, limit: 50 }]) {
    read = 0
    await stretchOf(spied, range)
    expect(read).toBeLessThan(60)
  }
})
