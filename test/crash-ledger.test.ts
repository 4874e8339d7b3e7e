/** The crash proof can fail: each thing that it looks for is found where it is. */
import { describe, expect, test } from 'vitest'
import { findings, Ledger } from './crash/ledger.ts'
import type { BotMessage } from './stage/bot.ts'

const message = (number: number, text: string, change: Partial<BotMessage> = {}): BotMessage => ({
  number,
  text,
  from: 'alice',
  mine: true,
  state: 'sent',
  replyTo: null,
  ...change,
})
const theirs = (...texts: string[]): BotMessage[] =>
  texts.map((text, i) => message(i, text, { mine: false, state: 'received' }))

function ledger(...answered: string[]): Ledger {
  const sender = new Ledger()
  for (const [number, text] of answered.entries()) sender.answered.set(number, text)
  return sender
}

describe('findings', () => {
  const own = [message(0, 'alice 0'), message(1, 'alice 1')]
  test.each([
    ['lost: alice 1', ledger('alice 0', 'alice 1'), own, theirs('alice 0')],
    ['2 times: alice 1', ledger('alice 0', 'alice 1'), own, theirs('alice 0', 'alice 1', 'alice 1')],
    ['alice 0 came after alice 1', ledger('alice 0', 'alice 1'), own, theirs('alice 1', 'alice 0')],
    ['nobody sent: eve 7', ledger('alice 0'), own, theirs('alice 0', 'eve 7')],
    [
      'still queued: alice 1',
      ledger('alice 0'),
      [own[0]!, message(1, 'alice 1', { state: 'queued' })],
      theirs('alice 0'),
    ],
  ])('%s', (problem, sender, sent, received) => {
    expect(findings(sender, sent, received)).toContain(problem)
  })

  test('told to be sent, and not there', () => {
    const sender = ledger('alice 0')
    sender.heard({ event: 'sent', number: 5 })
    expect(findings(sender, own, theirs('alice 0'))).toEqual(['told to be sent, and gone: 5'])
  })

  test('printed twice', () => {
    const sender = ledger()
    for (let i = 0; i < 2; i++) sender.heard({ event: 'message', mine: false, text: 'bob 3' })
    expect(findings(sender, [], [])).toContain('printed twice: bob 3')
  })

  test('a message that was kept without being answered for may be there or not', () => {
    expect(findings(ledger('alice 0'), own, theirs('alice 0'))).toEqual([])
    expect(findings(ledger('alice 0'), own, theirs('alice 0', 'alice 1'))).toEqual([])
  })
})
