import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EntryIndex } from '../src/log/entry-index.ts'
import { HeadWriter, headsOf, type Head } from '../src/log/heads.ts'
import { keyedHash } from '../src/log/keyed-hash.ts'
import { NumberTable } from '../src/log/number-table.ts'
import { random } from './client.ts'

const channel = (number: number): Uint8Array => new Uint8Array(16).fill(number)
const id = (number: number): Uint8Array => new Uint8Array(16).fill(number & 255).fill(number >> 8, 8)

interface Made {
  readonly channel: number
  readonly seq: number
  readonly id: number
  readonly bucket: number
  readonly size: number
  readonly next: number | null
}
function headOf({ channel: of, seq, id: named, bucket, size, next }: Made): Head {
  const writer = new HeadWriter()
  const fields = {
    channel: channel(of),
    seq,
    id: id(named),
    size,
    next: next === null ? null : new Uint8Array(32).fill(next),
  }
  writer.add(fields)
  return headsOf({ form: 'stream', bucket, start: seq * 1000, heads: writer.written() }).next().value as Head
}
const nonceFor = ({ seq }: Made) => ({ high: seq, low: 2 ** 32 - 1 - seq })

describe('the index of entries', () => {
  test('answers as two maps would, whatever is added, removed and taken back', () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'add', 'add', 'remove', 'take-back'),
      channel: fc.integer({ min: 0, max: 3 }),
      skip: fc.integer({ min: 0, max: 2 }),
      pick: fc.nat(),
      next: fc.option(fc.integer({ min: 0, max: 255 })),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 400 }), fc.nat(20_000), (steps, expected) => {
        const index = new EntryIndex(random(8))
        // Whether there is room already, too much or too little, shows nowhere.
        index.expect(expected)
        const model = new Map<string, Made>()
        const newest = new Map<number, number>()
        let named = 0
        for (const { what, channel: of, skip, pick, next } of steps) {
          const there = [...model.values()].filter((entry) => entry.channel === of)
          if (what === 'add') {
            const seq = (newest.get(of) ?? 0) + 1 + skip
            const made = { channel: of, seq, id: named++ % 30_000, bucket: 3600 * (pick % 9), size: pick % 5000, next }
            index.add(headOf(made), nonceFor(made))
            model.set(`${of} ${seq}`, made)
            newest.set(of, seq)
            continue
          }
          const gone = what === 'remove' ? there[pick % there.length] : there.find(({ seq }) => seq === newest.get(of))
          if (gone === undefined) continue
          const number = index.at(index.channels.find(channel(of)), gone.seq)
          if (what === 'remove') index.remove(number)
          else {
            index.takeBack(number)
            newest.set(of, gone.seq - 1)
          }
          model.delete(`${of} ${gone.seq}`)
        }
        expectSame(index, model, newest)
      }),
      { numRuns: 100 },
    )
  })

  test('an id that stands in many channels is found in those alone: a copy elsewhere is no repeat', () => {
    const index = new EntryIndex(random(8))
    const made = { seq: 1, id: 7, bucket: 3600, size: 1, next: null }
    // Of the other 128 it knows the channel, with another id.
    for (let of = 0; of < 256; of++)
      index.add(headOf({ ...made, channel: of, id: of < 128 ? 7 : 8 }), nonceFor({ ...made, channel: of }))
    for (let of = 0; of < 256; of++) {
      const number = index.channels.find(channel(of))
      expect(index.withId(number, id(7))).toBe(of < 128 ? index.at(number, 1) : -1)
    }
  })

  function expectSame(index: EntryIndex, model: Map<string, Made>, newest: Map<number, number>): void {
    for (const [of, last] of newest) {
      const number = index.channels.find(channel(of))
      expect(index.channels.newest(number)).toBe(last)
      const places = [...model.values()].filter((entry) => entry.channel === of).map(({ seq }) => seq)
      expect(index.channels.lowest(number)).toBeLessThanOrEqual(Math.min(...places, last + 1))
      const found = Array.from({ length: last + 2 }, (_, seq) => seq).filter((seq) => index.at(number, seq) !== -1)
      expect(found).toEqual(places.toSorted((a, b) => a - b))
      expect(index.withId(number, random(16))).toBe(-1)
    }
    for (const made of model.values()) {
      const number = index.channels.find(channel(made.channel))
      const at = index.at(number, made.seq)
      expect(index.withId(number, id(made.id))).toBe(at)
      expect(index.entry(at)).toEqual({
        seq: made.seq,
        id: id(made.id),
        kind: made.next === null ? 'message' : 'commit',
        bucket: made.bucket,
        offset: made.seq * 1000,
        size: made.size,
        form: 'stream',
        next: made.next === null ? null : new Uint8Array(32).fill(made.next),
        nonce: nonceFor(made),
      })
    }
  }

  test('grows over many entries and channels, and uses again what became free', () => {
    const index = new EntryIndex(random(8))
    const [channels, each] = [400, 100]
    const ids = Array.from({ length: channels }, () => random(16))
    const writer = new HeadWriter()
    for (let seq = 1; seq <= each; seq++)
      for (const of of ids) writer.add({ channel: of, seq, id: random(16), size: seq, next: null })
    const section = { form: 'stream', bucket: 3600, start: 0, heads: writer.written() } as const
    const fill = (): number[] => Array.from(headsOf(section), (head) => index.add(head, { high: 0, low: 0 }))
    const numbers = fill()
    const places = Array.from({ length: each }, (_, i) => i + 1)
    for (const of of ids) {
      const number = index.channels.find(of)
      expect(places.map((seq) => index.entry(index.at(number, seq)).size)).toEqual(places)
    }
    const { room } = index
    for (const number of numbers) index.remove(number)
    expect(ids.every((of) => index.channels.lowest(index.channels.find(of)) === each + 1)).toBe(true)
    fill()
    expect(index.room).toBe(room)
  })

  test('an id is looked for in its own channel only', () => {
    const index = new EntryIndex(random(8))
    const made = { channel: 1, seq: 1, id: 7, bucket: 3600, size: 1, next: null }
    index.add(headOf(made), nonceFor(made))
    index.add(headOf({ ...made, channel: 2, id: 8 }), nonceFor(made))
    expect(index.withId(index.channels.find(channel(2)), id(7))).toBe(-1)
    expect(index.withId(index.channels.find(channel(1)), id(7))).toBe(index.at(index.channels.find(channel(1)), 1))
    expect(index.channels.find(channel(3))).toBe(-1)
  })
})

describe('a table of numbers', () => {
  test('loses nothing where hashes collide', () => {
    const few = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 99 })), { maxLength: 300 })
    fc.assert(
      fc.property(few, fc.integer({ min: 1, max: 12 }), (steps, distinct) => {
        const hashOf = (number: number): number => (number % distinct) + 12
        const table = new NumberTable()
        const model = new Set<number>()
        for (const [add, number] of steps) {
          if (add && !model.has(number)) table.add(hashOf(number), number)
          if (!add) table.remove(hashOf(number), number)
          if (add) model.add(number)
          else model.delete(number)
        }
        for (let number = 0; number < 100; number++)
          expect(table.find(hashOf(number), (found) => found === number) === number).toBe(model.has(number))
      }),
      { numRuns: 300 },
    )
  })
})

describe('the hash of ids', () => {
  test('spreads ids that differ little, by a secret', () => {
    const count = 4096
    const hashes = [random(8), random(8)].map((secret) => {
      const hash = keyedHash(secret)
      // Words that differ in their highest bits only.
      return Array.from({ length: count }, (_, i) =>
        hash(Uint32Array.of(i << 29, (i >> 3) << 29, (i >> 6) << 29, (i >> 9) << 29), 0, 1),
      )
    })
    for (const all of hashes) {
      expect(new Set(all).size).toBeGreaterThan(count - 10)
      for (const shift of [0, 8, 16, 24]) {
        const filled = new Set(all.map((hash) => (hash >>> shift) & 255)).size
        expect(filled).toBe(256)
      }
    }
    expect(hashes[0]!.filter((hash, i) => hash === hashes[1]![i]).length).toBeLessThan(10)
  })

  test('every word and the fifth count', () => {
    const hash = keyedHash(random(8))
    const base = Uint32Array.of(1, 2, 3, 4)
    const others = [0, 1, 2, 3].map((at) =>
      hash(
        base.map((word, i) => (i === at ? word ^ 1 : word)),
        0,
        5,
      ),
    )
    expect(new Set([hash(base, 0, 5), hash(base, 0, 6), ...others]).size).toBe(6)
  })
})
