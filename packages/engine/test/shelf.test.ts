/** Pieces between a device's turns and its disk. */
import { describe, expect, test } from 'vitest'
import { porterOf } from '../src/attachments/porter.ts'
import { openShelf, type Shelf } from '../src/attachments/shelf.ts'
import type { Effect } from '../src/effects.ts'
import type { Input } from '../src/engine.ts'
import type { EngineEvent } from '../src/events.ts'
import { memoryPieces } from '../src/ports/acceptance/memory-pieces.ts'
import { piecesAcceptance } from '../src/ports/acceptance/pieces-acceptance.ts'
import { StorageError } from '../src/ports/store.ts'

piecesAcceptance('memory', async () => {
  const pieces = memoryPieces()
  return { open: async () => pieces, dispose: async () => undefined }
})

const [gone, lives] = ['a'.repeat(32), 'b'.repeat(32)]
const bytes = Uint8Array.of(1, 2, 3)

describe('a shelf', () => {
  test('keeps what messages lead to and what came since the start, and lets the rest go', async () => {
    const pieces = memoryPieces()
    for (const name of [`${gone}-0`, `${gone}-11`, `${lives}-0`]) await pieces.write(name, bytes)
    const shelf = await openShelf(pieces)
    const fresh = 'c'.repeat(32)
    await shelf.write(`${fresh}-0`, bytes)
    await shelf.sweep(new Set([lives]))
    expect((await pieces.names()).toSorted()).toEqual([`${lives}-0`, `${fresh}-0`])
    expect([gone, lives, fresh].map((name) => shelf.count(name, 1))).toEqual([0, 1, 1])
  })

  test('drops one piece, or all of one attachment and of no other', async () => {
    const shelf = await openShelf(memoryPieces())
    for (const name of [gone, lives]) for (const piece of [0, 1, 10]) await shelf.write(`${name}-${piece}`, bytes)
    await shelf.drop(gone, 1)
    expect(shelf.missing(gone, 2)).toEqual([1])
    await shelf.drop(gone)
    expect([shelf.count(gone, 11), shelf.count(lives, 11)]).toEqual([0, 3])
  })
})

describe('a porter', () => {
  /** Writes end when the test says so. */
  async function stand() {
    const shelf = await openShelf(memoryPieces())
    const writes = new Map<string, (error?: Error) => void>()
    const slow: Shelf = {
      ...shelf,
      async cache(name, body) {
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        writes.set(name, (error) => (error === undefined ? resolve() : reject(error)))
        await promise
        await shelf.cache(name, body)
      },
    }
    const [pushed, events, failed]: [Input[], EngineEvent[], unknown[]] = [[], [], []]
    const porter = porterOf({
      shelf: slow,
      push: (input) => pushed.push(input),
      onEvent: (event) => events.push(event),
      fail: (error) => failed.push(error),
    })
    const end = async (name: string, error?: Error): Promise<void> => {
      writes.get(name)!(error)
      await new Promise((resolve) => setTimeout(resolve))
    }
    return { shelf, porter, pushed, events, failed, end }
  }
  const of = { conversation: 1, message: 2 }
  const keep = (piece: number, quiet: boolean): Extract<Effect, { kind: 'keep-piece' }> => ({
    kind: 'keep-piece',
    name: `${lives}-${piece}`,
    body: bytes,
    of,
    quiet,
  })
  const read = { kind: 'read-piece', of: { outgoing: 1, piece: 0, id: bytes, bucket: 60 }, name: `${lives}-0` } as const

  test('tells whoever draws it once more when the last write has ended, whichever that is', async () => {
    const { shelf, porter, events, end } = await stand()
    porter.carry(keep(0, true))
    porter.carry(keep(1, false))
    await end(`${lives}-1`)
    expect(events).toEqual([{ kind: 'transfer', ...of }])
    expect(shelf.count(lives, 2)).toBe(1)
    await end(`${lives}-0`)
    expect(shelf.count(lives, 2)).toBe(2)
    expect(events).toHaveLength(2)
  })

  test('says that there is no room, and takes any other failure of the disk as what it is', async () => {
    const { porter, events, failed, end } = await stand()
    porter.carry(keep(0, true))
    await end(`${lives}-0`, new StorageError('disk-full', 'full'))
    expect([events, failed]).toEqual([[{ kind: 'transfer', ...of, why: 'no-room' }], []])
    porter.carry(keep(1, true))
    const broken = new StorageError('unreadable', 'broken')
    await end(`${lives}-1`, broken)
    expect(failed).toEqual([broken])
  })

  test('hands on nothing more once it is being closed, and waits for what is written', async () => {
    const { shelf, porter, pushed, end } = await stand()
    await shelf.write(`${lives}-0`, bytes)
    porter.carry(read)
    await new Promise((resolve) => setTimeout(resolve))
    expect(pushed).toEqual([{ kind: 'piece-read', of: read.of, body: bytes }])
    porter.carry(keep(1, true))
    porter.carry(read)
    let closed = false
    const closing = porter.close().then(() => (closed = true))
    await new Promise((resolve) => setTimeout(resolve))
    expect([closed, pushed.length]).toEqual([false, 1])
    await end(`${lives}-1`)
    await closing
    expect(shelf.count(lives, 2)).toBe(2)
  })
})
