import { describe, expect, test } from 'vitest'
import { dayKey, dayName, leftName, listTime, measured, spanName, unitWord } from '../src/pieces/times.ts'

/** Local time of the machine, whatever its zone. */
const at = (...parts: [year: number, month: number, day: number, hour: number, minute: number]): number =>
  new Date(parts[0], parts[1] - 1, parts[2], parts[3], parts[4]).getTime() / 1000

const now = at(2026, 11, 25, 9, 30)

describe('beside a conversation stands', () => {
  test('the time, today', () => expect(listTime(at(2026, 11, 25, 0, 1), now, 'en-GB')).toBe('00:01'))
  test('the weekday, however few hours ago, once midnight has passed', () =>
    expect(listTime(at(2026, 11, 24, 23, 59), now, 'en-GB')).toBe('Tue'))
  test('the weekday up to six days ago', () => expect(listTime(at(2026, 11, 19, 12, 0), now, 'en-GB')).toBe('Thu'))
  test('the date from seven days on', () => expect(listTime(at(2026, 11, 18, 12, 0), now, 'en-GB')).toBe('18 Nov'))
  test('the year too, where it is another', () =>
    expect(listTime(at(2025, 12, 31, 12, 0), now, 'en-GB')).toBe('31/12/2025'))
  test('no weekday for what claims to come from the future', () =>
    expect(listTime(at(2026, 11, 27, 12, 0), now, 'en-GB')).toBe('27 Nov'))
})

describe('between two days stands', () => {
  test('a word for today and yesterday', () => {
    expect(dayName(at(2026, 11, 25, 0, 0), now, 'en-GB')).toBe('Today')
    expect(dayName(at(2026, 11, 24, 23, 59), now, 'de')).toBe('Gestern')
  })
  test('the weekday within the week', () => expect(dayName(at(2026, 11, 20, 8, 0), now, 'en-GB')).toBe('Friday'))
  test('the date before, with its year only where it is another', () => {
    expect(dayName(at(2026, 11, 1, 8, 0), now, 'en-GB')).toBe('Sun 1 November')
    expect(dayName(at(2025, 11, 1, 8, 0), now, 'en-GB')).toBe('Sat, 1 November 2025')
  })
})

test('a day ends at midnight of the local calendar, also when clocks change', () => {
  expect(dayKey(at(2026, 3, 29, 0, 0))).toBe(dayKey(at(2026, 3, 29, 23, 59)))
  expect(dayKey(at(2026, 3, 29, 23, 59))).not.toBe(dayKey(at(2026, 3, 30, 0, 0)))
})

test('a length is said in the largest unit that measures it exactly', () => {
  expect(measured(2_419_200)).toEqual({ count: 4, unit: 'week' })
  expect(measured(86_400)).toEqual({ count: 1, unit: 'day' })
  expect(measured(5400)).toEqual({ count: 90, unit: 'minute' })
  expect(measured(90)).toEqual({ count: 90, unit: 'second' })
  expect(spanName(28_800, 'en')).toBe('8 hours')
  expect(spanName(604_800, 'de')).toBe('1 Woche')
  expect(spanName(604_800, 'en', 'narrow')).toBe('1w')
})

test('what is left is never said to be more than it is', () => {
  expect(leftName(2_419_199, 'en')).toBe('27 days')
  expect(leftName(86_399, 'en')).toBe('23 hours')
  expect(leftName(59, 'en')).toBe('59 seconds')
  expect(leftName(0, 'en')).toBe('0 seconds')
  expect(leftName(-3, 'en')).toBe('0 seconds')
})

test('a unit stands alone in a list to choose from', () => {
  expect(unitWord('minute', 'en')).toBe('minutes')
  expect(unitWord('week', 'de')).toBe('Wochen')
  expect(unitWord('hour', 'ar')).toBe('ساعات')
})
