import type { Store, StoreChange, StoredRecord, StoreRange, TableName } from '@ebb/engine/ports'
import { checkAlive, diskFailure, sync, type DiskState } from './disk-state.ts'

export function storeOn(state: DiskState, closed: () => void): Store {
  const life = state.life
  let open = true
  const perform = (changes: readonly StoreChange[]): void => {
    for (const { table, key, value } of changes) {
      const rows = state.seen.records.get(table)!
      if (value === undefined) rows.delete(key)
      else rows.set(key, value.slice())
      if (value !== undefined) state.everWritten.push({ table, key, value: value.slice() })
    }
  }
  const read = (table: TableName, { from, to, limit = Infinity, backwards = false }: StoreRange): StoredRecord[] => {
    const rows = [...state.seen.records.get(table)!].filter(([key]) => key >= from && key <= to)
    const inOrder = rows.toSorted(([a], [b]) => (backwards ? b - a : a - b)).slice(0, limit)
    return inOrder.map(([key, value]) => ({ key, value: value.slice() }))
  }
  const ranges: Store['ranges'] = (table, wanted) =>
    Promise.try(() => {
      checkAlive(state, life, open)
      return wanted.map((range) => read(table, range))
    })
  return {
    ranges,
    range: async (table, range) => (await ranges(table, [range]))[0]!,
    commit: (changes) =>
      Promise.try(() => {
        checkAlive(state, life, open)
        if (changes.some(({ value }) => value !== undefined && !(value instanceof Uint8Array)))
          throw new TypeError('values are bytes')
        const failure = state.nextWrite()
        if (failure === 'not-done' || failure === 'torn') throw diskFailure()
        perform(changes)
        if (failure === 'not-synced') throw diskFailure()
        if (state.syncs) sync(state)
        if (failure === 'not-reported') throw diskFailure()
      }),
    close: () =>
      Promise.try(() => {
        if (!open) return
        open = false
        closed()
      }),
  }
}
