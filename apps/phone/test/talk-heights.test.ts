import type { ShownMessage } from '@ebb/engine'
import { expect, test } from 'vitest'
import { rowsToBeginWith, usualHeight } from '../src/pieces/talk-heights.ts'
import type { TalkRow } from '../src/pieces/talk-rows.ts'

const row = (text: string): TalkRow => ({
  kind: 'message',
  key: 'm',
  message: { text } as ShownMessage,
  begins: true,
  ends: true,
})
const days = Array.from({ length: 50 }, (): TalkRow => ({ kind: 'day', key: 'd', at: 0 }))

test('a conversation begins with as many of its last rows as fill the room', () => {
  expect(rowsToBeginWith(days, 4 * usualHeight)).toEqual([46, 47, 48, 49])
  expect(rowsToBeginWith(days, 4 * usualHeight + 1)).toHaveLength(5)
  expect(rowsToBeginWith(days.slice(0, 2), 4 * usualHeight)).toEqual([0, 1])
  expect(rowsToBeginWith([], 100)).toEqual([])
})

test('or with those from a certain one on, and before it where they do not fill it', () => {
  expect(rowsToBeginWith(days, 3 * usualHeight, 10)).toEqual([10, 11, 12])
  expect(rowsToBeginWith(days, 3 * usualHeight, 48)).toEqual([47, 48, 49])
})

test('of long messages fewer are needed', () => {
  const many = (text: string): number =>
    rowsToBeginWith(
      Array.from({ length: 50 }, () => row(text)),
      600,
    ).length
  expect(many('yes')).toBeGreaterThan(many('a sentence of some length, '.repeat(5)))
  expect(many('a sentence of some length, '.repeat(5))).toBeGreaterThan(many('x'.repeat(2000)))
})
