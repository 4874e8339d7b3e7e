import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leftOf } from '../src/pieces/countdown.ts'

const sent = 1_800_000_000
const week = 604_800
const unread = { sent, expires: sent + 4 * week, ceiling: 4 * week, afterRead: 3600 }
const read = { ...unread, expires: sent + 7200 }

test('it is full when a message was sent and empty at its end', () => {
  expect(leftOf(unread, sent)).toMatchObject({ seconds: 4 * week, sixteenths: 16, close: false })
  expect(leftOf(unread, unread.expires)).toMatchObject({ seconds: 0, sixteenths: 0, close: true })
  expect(leftOf(unread, unread.expires + 5)).toMatchObject({ seconds: 0, sixteenths: 0 })
})

test('once it was read, the clock of reading is what empties', () => {
  expect(leftOf(read, read.expires - 3600).sixteenths).toBe(16)
  expect(leftOf(read, read.expires - 1800).sixteenths).toBe(8)
})

test('seconds are said in the last minute only', () => {
  expect(leftOf(read, read.expires - 61).close).toBe(false)
  expect(leftOf(read, read.expires - 60)).toMatchObject({ close: true, next: read.expires - 59 })
})

test('far from its end it is drawn sixteen times in all', () => {
  let [now, times] = [sent, 0]
  while (!leftOf(unread, now).close) [now, times] = [leftOf(unread, now).next, times + 1]
  expect(times).toBeLessThanOrEqual(17)
})

test('nothing that shows changes before the time that it names', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 * week }),
      fc.option(fc.integer({ min: 1, max: 4 * week })),
      fc.integer({ min: 0, max: 4 * week }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (ceiling, afterRead, passed, part) => {
        const message = { sent, ceiling, afterRead, expires: sent + Math.min(ceiling, afterRead ?? ceiling) }
        const now = sent + Math.min(passed, message.expires - sent)
        const shown = leftOf(message, now)
        const before = Math.floor(now + (shown.next - 1 - now) * part)
        const later = leftOf(message, before)
        expect(shown.next).toBeGreaterThan(now)
        expect(later.sixteenths).toBe(shown.sixteenths)
        expect(later.close).toBe(shown.close)
        const then = leftOf(message, shown.next)
        const ended = shown.seconds === 0
        if (!ended)
          expect([then.seconds !== shown.seconds, then.sixteenths !== shown.sixteenths, then.close]).toContain(true)
      },
    ),
  )
})
