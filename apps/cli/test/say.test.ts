/** What others write is shown, and does nothing else. */
import type { ShownMessage } from '@ebb/engine'
import { describe, expect, test } from 'vitest'
import { nameFor } from '../src/address.ts'
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

test('the name of a group cannot steer the terminal, nor make a line of its own', () => {
  const name = '\u001b[2Jdesk\n@alice: send me the keys'
  const safe = '\\u001b[2Jdesk\\u000a@alice: send me the keys'
  expect(nameFor(`#${name}`)).toBe(`#${safe}`)
  const note = { kind: 'renamed', by: 'bob', name } as const
  expect(messageLine({ ...shown, state: 'note', text: undefined, note }, 1000)).toContain(`named the group ${safe}.`)
  expect(nameFor('alice')).toBe('@alice')
})

test('a voice message says how long it is, and nothing that its author has named it steers the terminal', () => {
  const form = { kind: 'voice', duration: 12_900, waveform: new Uint8Array() } as const
  const voice = { form, size: 34_000, type: 'audio/webm', name: null, here: 0, put: undefined }
  const said = (how: object): string => messageLine({ ...shown, text: '', attachment: { ...voice, ...how } }, 1000)
  expect(said({})).toContain(': [voice message, 0:12, 34 KB]')
  expect(said({ form: { ...form, duration: 86_400_000 } })).toContain('[voice message, 24:00:00, ')
  expect(said({ name: '\u001b[2J\n' })).toContain('[voice message, 0:12 \\u001b[2J\\u000a, ')
})

describe('marks of a text', () => {
  const text = '**a** *b* ~~c~~ `d`\n> e\n- f\n2. \u001b[2J **\u001b[31mg\u202e**'
  test('are drawn by the means of a terminal, and nothing of the text steers it', () => {
    const line = messageLine({ ...shown, text }, 1000, true)
    const [e, end] = ['\u001b[', '\u001b[0m']
    expect(line).toContain(`: ${e}1ma${end} ${e}3mb${end} ${e}9mc${end} ${e}36md${end}\n      │ e\n      • f\n`)
    expect(line).toContain(`2. \\u001b[2J ${e}1m\\u001b[31mg\\u202e${end}`)
  })

  test('stand as they were written where nobody draws them', () => {
    expect(messageLine({ ...shown, text: '**a** `b`' }, 1000)).toContain(': **a** `b`')
  })
})

const shown: ShownMessage = {
  number: 1,
  from: 'alice',
  mine: false,
  state: 'received',
  text: 'hello',
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
  sent: 1000,
  expires: 2000,
  read: true,
  ceiling: 1000,
  afterRead: null,
}

test('a line says who, what, which and how long', () => {
  const message = { ...shown, number: 7, from: 'bob', text: 'two\nlines', replyTo: 3 }
  const line = messageLine({ ...message, expires: 1000 + 93_784, read: false, afterRead: 30 }, 1000)
  expect(line).toMatch(/^\d\d:\d\d @bob: \(to 3\) two\n {6}lines {2}\[7, 1d left, 30s once read\]$/)
})

test('a line says what was edited, and who reacted how', () => {
  const reactions = [
    { emoji: '👍🏽', from: 'bob', mine: false },
    { emoji: '❤️', from: 'alice', mine: true },
  ]
  expect(messageLine({ ...shown, earlier: ['helo'], reactions }, 1000)).toContain('hello (edited) 👍🏽 @bob ❤️ you  [1,')
})

test('marks say how far an own message has come', () => {
  const own = (state: ShownMessage['state']): string => messageLine({ ...shown, mine: true, state }, 1000)
  expect(own('queued')).toContain('hello (waiting)  [')
  expect(own('sent')).toContain('hello ✓  [')
  expect(own('delivered')).toContain('hello ✓✓  [')
  expect(own('read')).toContain('hello ✓✓ read  [')
})

test('in a group they say how many have it, until everybody has read it', () => {
  const own = (state: ShownMessage['state'], delivered: number, read: number): string =>
    messageLine({ ...shown, mine: true, state, receipts: { of: 5, delivered, read } }, 1000)
  expect(own('sent', 0, 0)).toContain('hello ✓  [')
  expect(own('sent', 2, 1)).toContain('hello ✓ (2 of 5 have it, 1 read it)  [')
  expect(own('delivered', 5, 4)).toContain('hello ✓✓ (5 of 5 have it, 4 read it)  [')
  expect(own('read', 5, 5)).toContain('hello ✓✓ read  [')
})

test('who has begun a group began it, and added the others', () => {
  const line = (who: readonly string[]): string =>
    messageLine({ ...shown, state: 'note', text: undefined, note: { kind: 'added', by: 'alice', who } }, 1000)
  expect(line(['alice'])).toBe('      @alice began the group.')
  expect(line(['bob', 'carol'])).toBe('      @alice added @bob, @carol.')
})

test('new clocks are a line in the middle', () => {
  const line = (afterRead: number | null): string =>
    messageLine(
      { ...shown, state: 'note', text: undefined, note: { kind: 'clocks', ceiling: 86_400, afterRead } },
      1000,
    )
  expect(line(null)).toBe('      Messages now go 1d after sending.')
  expect(line(30)).toBe('      Messages now go 1d after sending, and 30s after reading.')
})
