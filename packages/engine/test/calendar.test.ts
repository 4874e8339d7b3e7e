/** When messages end, against looking at every one of them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendarOf } from '../src/calendar.ts'
import { messageBucket, messageExpires, type KeptMessage } from '../src/records/message.ts'
import { messageKey } from '../src/records/keys.ts'
import { start } from './bench.ts'
import { Made } from './shown-model.ts'

test('everything is due when it ends and nothing is read long before, whatever came, went or changed', async () => {
  const made = await Made.of(1)
  await made.keep(1, { mine: false, sent: 0, text: 'x' })
  const template = made.all()[0]!.message
  const message = (sent: number, ceiling: number, afterRead: number | null): KeptMessage => ({
    ...template,
    sent: start + sent,
    ceiling,
    afterRead,
  })
  const some = fc.record({
    sent: fc.nat(100),
    ceiling: fc.integer({ min: 1, max: 4000 }),
    afterRead: fc.option(fc.integer({ min: 1, max: 500 })),
  })
  const steps = fc.array(
    fc.record({ wait: fc.nat(900), some, pick: fc.nat(99), does: fc.constantFrom('comes', 'goes', 'is read') }),
    {
      maxLength: 25,
    },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(some, { maxLength: 25 }), steps, async (first, later) => {
      const kept = new Map(first.map((of, i) => [messageKey(1, i + 1), message(of.sent, of.ceiling, of.afterRead)]))
      const stored = (keys: Iterable<number>) =>
        [...keys].flatMap((key) => (kept.has(key) ? [{ key, message: kept.get(key)! }] : []))
      let waiting = [...kept].map(([key, one]) => ({ key, time: messageBucket(1, one).start }))
      const calendar = calendarOf({
        takeDue: (at) => {
          const due = waiting.filter(({ time }) => time <= at)
          waiting = waiting.filter(({ time }) => time > at)
          const next = Math.min(Number.MAX_SAFE_INTEGER, ...waiting.map(({ time }) => time))
          return Promise.resolve({ messages: stored(due.map(({ key }) => key)), next })
        },
        read: (keys) => Promise.resolve(stored(keys)),
      })
      let now = start
      for (const { wait, some: of, pick, does } of later) {
        now += wait
        const { messages, next } = await calendar.due(now)
        const ended = [...kept].filter(([, one]) => messageExpires(one) <= now).map(([key]) => key)
        expect(new Set(messages.map(({ key }) => key))).toEqual(new Set(ended))
        for (const key of ended) kept.delete(key)
        calendar.note(new Map(ended.map((key) => [key, undefined])))
        for (const one of kept.values()) expect(messageExpires(one)).toBeGreaterThanOrEqual(next)
        const [key, one] = [...kept][pick % Math.max(1, kept.size)] ?? []
        if (does === 'comes') {
          const number = messageKey(1, 1000 + kept.size + pick * 100)
          const fresh = message(now - start, of.ceiling, of.afterRead)
          kept.set(number, fresh)
          calendar.note(new Map([[number, fresh]]))
        } else if (key !== undefined && does === 'goes') {
          kept.delete(key)
          calendar.note(new Map([[key, undefined]]))
        } else if (key !== undefined && one!.read === null) {
          const read = { ...one!, read: now }
          kept.set(key, read)
          calendar.note(new Map([[key, read]]))
        }
      }
    }),
    { numRuns: 150 },
  )
})
