/** What the proof of kills under load finds wrong, and what not. */
import { expect, test } from 'vitest'
import { entryIdOf } from '@ebb/protocol'
import { sha256 } from '../apps/server/src/signatures.ts'
import { judge, type Told } from './crash/places.ts'
import { nameOf } from './crash/wire-client.ts'

const body = (text: string): Uint8Array => new TextEncoder().encode(text)
const sent = ['a', 'b', 'c'].map((text) => ({ channel: 'x', text, body: body(text) }))
const idOf = (bytes: Uint8Array): string => nameOf(entryIdOf(bytes, sha256))
const told = (of: Partial<Told> = {}): Told => ({
  name: 'client',
  sent,
  acknowledged: sent.map((each, i) => ({ ...each, seq: i + 1 })),
  seen: new Map([['x', new Map(sent.map((each, i) => [i + 1, idOf(each.body)]))]]),
  problems: [],
  ...of,
})
const lies = (...texts: (string | undefined)[]) =>
  new Map([['x', new Map(texts.map((text, i) => [i + 1, text === undefined ? undefined : body(text)]))]])

test('nothing, where everything lies as it was told', () => {
  expect(judge([told()], lies('a', 'b', 'c'))).toEqual([])
})

test('a body that is gone, an entry that is gone, another entry at a place', () => {
  expect(judge([told()], lies('a', undefined, 'c'))).toEqual(['lost: b, acknowledged at 2'])
  expect(judge([told()], lies('a', 'b'))).toContain('lost: c, acknowledged at 3')
  expect(judge([told()], lies('a', 'b', 'd'))).toContain('c was acknowledged at 3, where something else lies')
  expect(judge([told()], lies('a', 'b', 'd'))).toContain('client saw another entry at 3')
})

test('the same twice, a place left out, an order that is not that of sending, what was never acknowledged', () => {
  expect(judge([told()], lies('a', 'b', 'c', 'a'))).toContain('place 4 holds what lies at another')
  const gap = new Map([['x', new Map([...lies('a', 'b', 'c').get('x')!].filter(([seq]) => seq !== 2))]])
  expect(judge([told()], gap)).toContain('nothing lies at place 2 of 2')
  const turned = told({ acknowledged: sent.map((each, i) => ({ ...each, seq: [1, 3, 2][i]! })) })
  expect(judge([turned], lies('a', 'c', 'b'))).toContain('c came before what was sent before it')
  expect(judge([told({ acknowledged: [] })], lies('a', 'b', 'c'))).toContain('never acknowledged: a')
})

test('a reader who saw less, and what clients found themselves', () => {
  expect(judge([told({ seen: new Map([['x', new Map()]]) })], lies('a', 'b', 'c'))).toEqual([
    'client saw 0 of 3 places',
  ])
  expect(judge([told({ problems: ['twice'] })], lies('a', 'b', 'c'))).toEqual(['twice'])
})
