/** The pieces on this device, with what is there known at once. */
import type { Pieces } from '../ports/pieces.ts'
import { pieceName } from './names.ts'

export interface Shelf {
  read(name: string): Promise<Uint8Array | undefined>
  /** What was made here. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** What came, and the server has still. */
  cache(name: string, bytes: Uint8Array): Promise<void>
  /** How many of the first `count` pieces of that attachment are here. */
  count(attachment: string, count: number): number
  /** Which of them are not. */
  missing(attachment: string, count: number): readonly number[]
  /** One piece goes, or everything of one attachment. */
  drop(attachment: string, piece?: number): Promise<void>
  /** What lay here at the start goes, but of these attachments. */
  sweep(living: ReadonlySet<string>): Promise<void>
}

/** Throws StorageError. */
export async function openShelf(pieces: Pieces): Promise<Shelf> {
  const before = await pieces.names()
  const here = new Set(before)
  const has = (attachment: string, piece: number): boolean => here.has(pieceName(attachment, piece))
  const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, piece) => piece)
  async function remove(names: readonly string[]): Promise<void> {
    for (const name of names) here.delete(name)
    await pieces.remove(names)
  }
  return {
    read: (name) => pieces.read(name),
    async write(name, bytes) {
      await pieces.write(name, bytes)
      here.add(name)
    },
    async cache(name, bytes) {
      await pieces.cache(name, bytes)
      here.add(name)
    },
    count: (attachment, count) => upTo(count).filter((piece) => has(attachment, piece)).length,
    missing: (attachment, count) => upTo(count).filter((piece) => !has(attachment, piece)),
    drop: (attachment, piece) =>
      remove(
        piece === undefined
          ? [...here].filter((name) => attachmentIn(name) === attachment)
          : [pieceName(attachment, piece)],
      ),
    sweep: (living) => remove(before.filter((name) => here.has(name) && !living.has(attachmentIn(name)))),
  }
}

const attachmentIn = (name: string): string => name.slice(0, name.lastIndexOf('-'))
