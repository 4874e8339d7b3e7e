/**
 * A store that has begun to read before anybody asks: while a passphrase is being worked on, the disk has nothing else
 * to do, and all that comes is ciphertext.
 */
import { everything, type Store, type StoredRecord, type StoreRange, type TableName } from '../ports/store.ts'

/** Everything that an opening reads; messages are far more. */
const soonRead: readonly TableName[] = ['meta', 'buckets', 'pages']

/** Keeps the promises of the port. What was read ahead of a table is forgotten at the first commit that writes into it. */
export function readAhead(store: Store): Store {
  const ahead = new Map(soonRead.map((table) => [table, store.range(table, everything)]))
  // Whoever asks for it hears of it.
  for (const reading of ahead.values()) reading.catch(() => undefined)

  async function ranges(
    table: TableName,
    wanted: readonly StoreRange[],
  ): Promise<readonly (readonly StoredRecord[])[]> {
    const reading = ahead.get(table)
    if (reading === undefined) return store.ranges(table, wanted)
    const all = await reading
    return wanted.map((range) => within(all, range))
  }

  return {
    ranges,
    range: async (table, range) => (await ranges(table, [range]))[0]!,
    commit(changes) {
      for (const { table } of changes) ahead.delete(table)
      return store.commit(changes)
    },
    close() {
      ahead.clear()
      return store.close()
    },
  }
}

function within(all: readonly StoredRecord[], { from, to, limit, backwards }: StoreRange): readonly StoredRecord[] {
  const found = all.filter(({ key }) => key >= from && key <= to)
  return (backwards === true ? found.toReversed() : found).slice(0, limit)
}
