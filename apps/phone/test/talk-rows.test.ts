import type { ShownMessage } from '@ebb/engine'
import { describe, expect, test } from 'vitest'
import { changedAtStart, rowsOf, rowToOpenAt, type TalkRow } from '../src/pieces/talk-rows.ts'
import type { Talk } from '../src/store/talk-shown.ts'

const noon = new Date(2026, 10, 25, 12, 0).getTime() / 1000

const message = (number: number, how: Partial<ShownMessage> = {}): ShownMessage => ({
  number,
  from: how.mine === true ? 'me' : 'bob',
  mine: false,
  state: 'received',
  text: `text ${number}`,
  attachment: undefined,
  once: undefined,
  poll: undefined,
  forwarded: false,
  mentions: [],
  earlier: [],
  receipts: undefined,
  reactions: [],
  note: undefined,
  replyTo: undefined,
  quote: undefined,
  sent: noon + number,
  expires: noon + 100_000,
  read: true,
  ceiling: 100_000,
  afterRead: null,
  ...how,
})

const talk = (messages: readonly ShownMessage[], how: Partial<Talk> = {}): Talk => ({
  with: 'bob',
  opened: 1,
  messages,
  older: true,
  newer: false,
  firstUnread: null,
  ...how,
})

/** `[1` begins, `1]` ends, `-1-` stands in the middle. */
function drawn(rows: readonly TalkRow[]): string {
  const one = (row: TalkRow): string => {
    if (row.kind !== 'message') return row.kind
    return `${row.begins ? '[' : '-'}${row.message.number}${row.ends ? ']' : '-'}`
  }
  return rows.map(one).join(' ')
}

const rows = (messages: readonly ShownMessage[], how: Partial<Talk> = {}): string => drawn(rowsOf(talk(messages, how)))

describe('messages hang together', () => {
  test('while one person writes within five minutes', () =>
    expect(rows([message(1), message(2), message(3)])).toBe('day [1- -2- -3]'))
  test('not when another answers', () =>
    expect(rows([message(1), message(2, { mine: true }), message(3)])).toBe('day [1] [2] [3]'))
  test('not over five minutes', () =>
    expect(rows([message(1), message(2, { sent: noon + 301 }), message(3, { sent: noon + 302 })])).toBe(
      'day [1] [2- -3]',
    ))
  test('not over midnight', () => {
    const midnight = new Date(2026, 10, 26, 0, 0).getTime() / 1000
    expect(rows([message(1, { sent: midnight - 1 }), message(2, { sent: midnight })])).toBe('day [1] day [2]')
  })
  test('not over the place where reading begins', () =>
    expect(rows([message(1), message(2)], { firstUnread: 2 })).toBe('day [1] unread [2]'))
  test('not over a line about the clocks', () =>
    expect(rows([message(1), message(2, { state: 'note' }), message(3)])).toBe('day [1] note [3]'))
})

test('the beginning is told where there is nothing older', () => {
  expect(rows([], { older: false })).toBe('start')
  expect(rows([message(1)], { older: false })).toBe('start day [1]')
})

test('it opens at the first unread message, at one that was looked for, else at the end', () => {
  const made = rowsOf(talk([message(1), message(2), message(3)], { firstUnread: 3 }))
  expect(rowToOpenAt(made, undefined)).toBe(3)
  expect(rowToOpenAt(made, 2)).toBe(2)
  expect(rowToOpenAt(made, 9)).toBeUndefined()
  expect(rowToOpenAt(rowsOf(talk([message(1)])), undefined)).toBeUndefined()
})

describe('what is seen stays where it is when', () => {
  const stretch = (from: number, to: number): readonly TalkRow[] =>
    rowsOf(talk(Array.from({ length: to - from + 1 }, (_, at) => message(from + at))))
  test('older ones come', () => expect(changedAtStart(stretch(11, 20), stretch(1, 20))).toBe(true))
  test('the oldest vanish', () => expect(changedAtStart(stretch(11, 20), stretch(13, 20))).toBe(true))
  test('but not when newer ones come', () => expect(changedAtStart(stretch(11, 20), stretch(11, 21))).toBe(false))
  test('nor when newer ones vanish', () => expect(changedAtStart(stretch(11, 20), stretch(11, 19))).toBe(false))
  test('nor when nothing changes in number', () => expect(changedAtStart(stretch(11, 20), stretch(11, 20))).toBe(false))
  test('nor when it opens', () => expect(changedAtStart([], stretch(11, 20))).toBe(false))
})
