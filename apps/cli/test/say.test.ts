/** What others write is shown, and does nothing else. */
import { describe, expect, test } from 'vitest'
import { harmless, messageLine } from '../src/say.ts'

describe('text of others', () => {
  test.each([
    ['a sequence that clears the screen', '\u001b[2J', '\\u001b[2J'],
    ['a carriage return that hides what stands before', 'I agree\rI do not', 'I agree\\u000dI do not'],
    ['a control character of one byte in the upper half', '\u009b31m', '\\u009b31m'],
    ['another direction', 'txt.\u202egpj', 'txt.\\u202egpj'],
    ['an isolate', '\u2066x\u2069', '\\u2066x\\u2069'],
  ])('%s', (_, text, shown) => {
    expect(harmless(text)).toBe(shown)
  })

  test('lines, other scripts and emoji stay as they are', () => {
    expect(harmless('one\ntwo שלום 👋🏽')).toBe('one\ntwo שלום 👋🏽')
  })
})

test('a line says who, what, which and how long', () => {
  const message = {
    number: 7,
    from: 'bob',
    mine: false,
    state: 'received',
    text: 'two\nlines',
    replyTo: 3,
    sent: 1000,
  } as const
  const line = messageLine({ ...message, expires: 1000 + 93_784, read: false, afterRead: 30 }, 1000)
  expect(line).toMatch(/^\d\d:\d\d @bob: \(to 3\) two\n {6}lines {2}\[7, 1d left, 30s once read\]$/)
})
