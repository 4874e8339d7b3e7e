/** What every Pieces promises, for its adapters' tests. */
import { describe, expect, it } from 'vitest'
import type { Pieces } from '../pieces.ts'

export interface PiecesStand {
  /** Opens the one place of this stand, empty at first; called again after `cut`. */
  open(): Promise<Pieces>
  /** Ends whatever is open as a loss of power would, where the stand can do that. */
  cut?(): Promise<void>
  dispose(): Promise<void>
}

export function piecesAcceptance(name: string, make: () => Promise<PiecesStand>): void {
  const using = (work: (stand: PiecesStand) => Promise<void>) => async (): Promise<void> => {
    const stand = await make()
    try {
      await work(stand)
    } finally {
      await stand.dispose()
    }
  }

  describe(`${name} as Pieces`, () => {
    it(
      'reads what was written last under a name, and nothing under another',
      using(async (stand) => {
        const pieces = await stand.open()
        expect(await pieces.names()).toEqual([])
        expect(await pieces.read('a-0')).toBeUndefined()
        await pieces.write('a-0', bytes(1, 70_000))
        await pieces.write('a-1', bytes(2, 0))
        await pieces.write('a-0', bytes(3, 100))
        await pieces.cache('b-0', bytes(4, 70_000))
        await pieces.cache('b-0', bytes(5, 200))
        expect(await pieces.read('b-0')).toEqual(bytes(5, 200))
        expect(await pieces.read('a-0')).toEqual(bytes(3, 100))
        expect(await pieces.read('a-1')).toEqual(bytes(2, 0))
        expect((await pieces.names()).toSorted()).toEqual(['a-0', 'a-1', 'b-0'])
      }),
    )

    it(
      'keeps copies, and hands out others',
      using(async (stand) => {
        const pieces = await stand.open()
        for (const way of ['write', 'cache'] as const) {
          const given = bytes(1, 5000)
          await pieces[way](way, given)
          given.fill(2)
          const read = (await pieces.read(way))!
          expect(read).toEqual(bytes(1, 5000))
          read.fill(3)
          expect(await pieces.read(way)).toEqual(bytes(1, 5000))
        }
      }),
    )

    it(
      'removes what it is told to, and minds nothing that is not there',
      using(async (stand) => {
        const pieces = await stand.open()
        for (const name of ['a-0', 'a-1', 'b-0']) await pieces.write(name, bytes(1, 10))
        await pieces.remove(['a-1', 'c-7', 'a-0'])
        expect(await pieces.names()).toEqual(['b-0'])
        expect(await pieces.read('a-0')).toBeUndefined()
        await pieces.remove([])
        expect(await pieces.read('b-0')).toEqual(bytes(1, 10))
      }),
    )

    it(
      'takes many at once',
      using(async (stand) => {
        const pieces = await stand.open()
        const all = Array.from({ length: 12 }, (_, i) => `many-${i}`)
        await Promise.all(all.map((name, i) => pieces.write(name, bytes(i, 65_536))))
        expect((await pieces.names()).toSorted()).toEqual(all.toSorted())
        const read = await Promise.all(all.map((name) => pieces.read(name)))
        expect(read.every((found, i) => found?.length === 65_536 && found.every((byte) => byte === i))).toBe(true)
      }),
    )

    it(
      'keeps what was written when the power is cut',
      using(async (stand) => {
        if (stand.cut === undefined) return
        const pieces = await stand.open()
        await pieces.cache('a-0', bytes(6, 9000))
        await pieces.write('a-0', bytes(7, 5000))
        await stand.cut()
        expect(await (await stand.open()).read('a-0')).toEqual(bytes(7, 5000))
      }),
    )
  })
}

const bytes = (of: number, length: number): Uint8Array => new Uint8Array(length).fill(of)
