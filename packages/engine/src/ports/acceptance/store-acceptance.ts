/** What every Store promises, for its adapters' tests. */
import { describe, expect, it } from 'vitest'
import { tables, type Store, type StoredRecord } from '../store.ts'

export interface StoreStand {
  /** Opens the one store of this stand, which is empty at first; called again after `close` or `cut`. */
  open(): Promise<Store>
  /** Ends whatever is open as a loss of power would, where the stand can do that. */
  cut?(): Promise<void>
  dispose(): Promise<void>
}

export function storeAcceptance(name: string, make: () => Promise<StoreStand>): void {
  const using = (work: (stand: StoreStand) => Promise<void>) => async (): Promise<void> => {
    const stand = await make()
    try {
      await work(stand)
    } finally {
      await stand.dispose()
    }
  }

  describe(`${name} as a Store`, () => {
    it(
      'gives back in order what was committed',
      using(async (stand) => {
        const store = await stand.open()
        await store.commit([3, 1, 2, -4, 0].map((key) => ({ table: 'messages', key, value: bytes(key) })))
        expect(keys(await store.range('messages', all))).toEqual([-4, 0, 1, 2, 3])
        expect(await store.range('messages', { from: 1, to: 2 })).toEqual([record(1), record(2)])
        expect(keys(await store.range('messages', { ...all, limit: 2 }))).toEqual([-4, 0])
        expect(keys(await store.range('messages', { from: 0, to: 3, limit: 2, backwards: true }))).toEqual([3, 2])
        expect(await store.range('messages', { from: 4, to: 9 })).toEqual([])
        expect(await store.range('messages', { from: 2, to: 1 })).toEqual([])
      }),
    )

    it(
      'gives back each of many ranges as it would alone',
      using(async (stand) => {
        const store = await stand.open()
        await store.commit(Array.from({ length: 300 }, (_, key) => ({ table: 'messages', key, value: bytes(key) })))
        const ranges = Array.from({ length: 200 }, (_, i) => ({
          from: i,
          to: i + (i % 40),
          limit: 1 + (i % 7),
          backwards: i % 2 === 1,
        }))
        const found = await store.ranges('messages', [...ranges, { from: 2, to: 1 }, { from: 900, to: 999 }])
        expect(found.slice(-2)).toEqual([[], []])
        for (const [i, range] of ranges.entries()) expect(found[i]).toEqual(await store.range('messages', range))
        expect(found[9]!.map(({ key }) => key)).toEqual([18, 17, 16])
        expect(await store.ranges('pages', [all])).toEqual([[]])
        expect(await store.ranges('pages', [])).toEqual([])
      }),
    )

    it(
      'keeps its tables apart',
      using(async (stand) => {
        const store = await stand.open()
        await store.commit(tables.map((table, i) => ({ table, key: 7, value: bytes(i) })))
        for (const [i, table] of tables.entries())
          expect(await store.range(table, all)).toEqual([{ key: 7, value: bytes(i) }])
      }),
    )

    it(
      'takes any bytes and the largest keys',
      using(async (stand) => {
        const store = await stand.open()
        const large = new Uint8Array(300_000).fill(171)
        await store.commit([
          { table: 'pages', key: Number.MIN_SAFE_INTEGER, value: new Uint8Array() },
          { table: 'pages', key: Number.MAX_SAFE_INTEGER, value: large },
          { table: 'pages', key: 0, value: bytes(9).subarray(1, 2) },
        ])
        const found = await store.range('pages', all)
        expect(found.map(({ key, value }) => [key, value.length])).toEqual([
          [Number.MIN_SAFE_INTEGER, 0],
          [0, 1],
          [Number.MAX_SAFE_INTEGER, 300_000],
        ])
        expect(found[2]!.value.every((byte) => byte === 171)).toBe(true)
      }),
    )

    it(
      'replaces and removes, the last change of a commit counting',
      using(async (stand) => {
        const store = await stand.open()
        await store.commit([1, 2, 3].map((key) => ({ table: 'meta', key, value: bytes(0) })))
        await store.commit([
          { table: 'meta', key: 1, value: bytes(1) },
          { table: 'meta', key: 2, value: undefined },
          { table: 'meta', key: 9, value: undefined },
          { table: 'meta', key: 3, value: undefined },
          { table: 'meta', key: 3, value: bytes(3) },
        ])
        expect(await store.range('meta', all)).toEqual([record(1), record(3)])
      }),
    )

    it(
      'keeps what it was given apart from the caller’s buffers',
      using(async (stand) => {
        const store = await stand.open()
        const value = bytes(1)
        const done = store.commit([{ table: 'meta', key: 1, value }])
        await done
        value.fill(0)
        const [first] = await store.range('meta', all)
        first!.value.fill(0)
        expect(await store.range('meta', all)).toEqual([record(1)])
      }),
    )

    it(
      'does all of a commit or nothing',
      using(async (stand) => {
        const store = await stand.open()
        await store.commit([{ table: 'meta', key: 1, value: bytes(1) }])
        const impossible = store.commit([
          { table: 'meta', key: 1, value: bytes(2) },
          { table: 'meta', key: 2, value: bytes(2) },
          { table: 'meta', key: 3, value: 'no bytes' as unknown as Uint8Array },
        ])
        await expect(impossible).rejects.toThrow()
        await store.close()
        expect(await (await stand.open()).range('meta', all)).toEqual([record(1)])
      }),
    )

    it(
      'reads every commit that resolved before, and many at once',
      using(async (stand) => {
        const store = await stand.open()
        await Promise.all(
          Array.from({ length: 50 }, (_, key) => store.commit([{ table: 'messages', key, value: bytes(key) }])),
        )
        const reads = await Promise.all(
          Array.from({ length: 50 }, (_, key) => store.range('messages', { from: key, to: key })),
        )
        expect(reads.map(([only]) => only?.key)).toEqual(Array.from({ length: 50 }, (_, key) => key))
      }),
    )

    it(
      'keeps everything over closing and opening, and refuses in between',
      using(async (stand) => {
        const store = await stand.open()
        await store.commit([{ table: 'meta', key: 1, value: bytes(1) }])
        await store.close()
        await store.close()
        await expect(store.range('meta', all)).rejects.toMatchObject({ name: 'StorageError' })
        await expect(store.commit([])).rejects.toMatchObject({ name: 'StorageError' })
        expect(await (await stand.open()).range('meta', all)).toEqual([record(1)])
      }),
    )

    it(
      'is open once only',
      using(async (stand) => {
        await stand.open()
        await expect(stand.open()).rejects.toMatchObject({ name: 'StorageError', why: 'in-use' })
      }),
    )

    it(
      'keeps what was committed when the power is cut',
      using(async (stand) => {
        if (stand.cut === undefined) return
        const store = await stand.open()
        for (let key = 0; key < 20; key++) await store.commit([{ table: 'messages', key, value: bytes(key) }])
        await stand.cut()
        expect((await (await stand.open()).range('messages', all)).length).toBe(20)
      }),
    )
  })
}

const all = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }
const bytes = (number: number): Uint8Array => Uint8Array.of(1, number & 255, 255)
const record = (key: number): StoredRecord => ({ key, value: bytes(key) })
const keys = (records: readonly StoredRecord[]): number[] => records.map(({ key }) => key)
