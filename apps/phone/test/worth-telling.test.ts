/** What is told to somebody who does not see the app. */
import type { ShownChat, ShownMessage } from '@ebb/engine'
import { expect, test } from 'vitest'
import { isWorthTelling } from '../src/watch/worth-telling.ts'

const event = { kind: 'message', conversation: 1, message: 1 } as const
const chat = (how: Partial<ShownChat>): ShownChat => ({ muted: false, blocked: false, ...how }) as ShownChat
const message = (how: Partial<ShownMessage>): ShownMessage =>
  ({ mine: false, read: false, mentions: [], ...how }) as ShownMessage
const me = { from: 0, to: 4, mine: true }

test.each([
  ['a new message is', {}, {}, true],
  ['an own one is not', {}, { mine: true }, false],
  ['one that was read is not', {}, { read: true }, false],
  ['one in a muted conversation is not', { muted: true }, {}, false],
  ['one that mentions others there is not', { muted: true }, { mentions: [{ ...me, mine: false }] }, false],
  ['one that mentions this account there is', { muted: true }, { mentions: [me] }, true],
  ['of somebody blocked nothing is', { blocked: true }, { mentions: [me] }, false],
] as const)('%s', (_, how, said, told) => {
  expect(isWorthTelling({ event, chat: chat(how), message: message(said) })).toBe(told)
})

test('what is no message is not told', () => {
  expect(isWorthTelling({ event: { kind: 'caught-up' } })).toBe(false)
  expect(isWorthTelling({ event: { ...event, kind: 'revised' }, chat: chat({}), message: message({}) })).toBe(false)
})
