/** What `ebb info` says of a message that nobody's receipts are taken of. */
import { expect, test } from 'vitest'
import type { ShownMessage } from '@ebb/engine'
import { withoutReceipts } from '../src/commands/receipts.ts'

test.each<[ShownMessage['state'], boolean, boolean, string]>([
  ['received', false, true, 'Only @bob, who wrote it, is told of it.'],
  ['received', false, false, 'Only @bob, who wrote it, is told of it.'],
  ['note', false, true, 'Nobody has written it: it is a line of this device.'],
  ['queued', true, true, 'It waits to be sent.'],
  ['sent', true, false, 'Receipts are off, so nobody tells of it. To tell others and be told: ebb receipts on'],
  ['sent', true, true, 'Nobody tells of it.'],
  ['delivered', true, true, 'It was delivered.'],
  ['read', true, true, 'It was read.'],
])('of one that is %s (mine: %s, receipts on: %s) it says: %s', (state, mine, tells, line) => {
  expect(withoutReceipts({ mine, from: 'bob', state }, tells)).toBe(line)
})
