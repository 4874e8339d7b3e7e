/** Records that are decoded when somebody looks. */
import { expect, test } from 'vitest'
import { keptMap } from '../src/kept-map.ts'

const packed = new Map([
  [7, Uint8Array.of(70)],
  [3, Uint8Array.of(30)],
])

test('it is the map of what was decoded, and each is decoded once, when it is looked at', () => {
  const decoded: number[] = []
  const map = keptMap(packed, ([byte]) => {
    decoded.push(byte!)
    return { byte }
  })
  expect([map.size, map.has(7), map.has(8), map.get(8), [...map.keys()]]).toEqual([2, true, false, undefined, [7, 3]])
  expect(decoded).toEqual([])
  const three = map.get(3)
  expect(three).toEqual({ byte: 30 })
  expect(decoded).toEqual([30])
  const seen: [number, unknown, unknown][] = []
  map.forEach((value, number, of) => seen.push([number, value, of]))
  expect(seen).toEqual([
    [7, { byte: 70 }, map],
    [3, { byte: 30 }, map],
  ])
  expect([...new Map(map)]).toEqual([...map.entries()])
  expect([...map.values()][1]).toBe(three)
  expect(decoded).toEqual([30, 70])
})

test('what cannot be decoded throws each time, and the others are there', () => {
  const map = keptMap(packed, ([byte]) => {
    if (byte === 70) throw new Error('spoilt')
    return { byte }
  })
  expect(map.get(3)).toEqual({ byte: 30 })
  for (const look of [() => map.get(7), () => [...map], () => map.get(7)]) expect(look).toThrow('spoilt')
})
