/** The port Pieces over a folder in the origin's private file system, in a dedicated worker. */
import type { Pieces } from '@ebb/engine/ports'
import { failureOf } from './failures.ts'

/** What this uses of FileSystemSyncAccessHandle, which TypeScript knows in workers only. */
interface Access {
  truncate(size: number): void
  write(bytes: Uint8Array, at: { readonly at: number }): number
  flush(): void
  close(): void
}

/** Its methods throw StorageError. */
export function opfsPieces(name = 'pieces'): Pieces {
  /** `otherwise`: where there is no folder yet. */
  const failing = async <T>(otherwise: T, work: (folder: FileSystemDirectoryHandle) => Promise<T>): Promise<T> => {
    try {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name).catch(nothing)
      return folder === undefined ? otherwise : await work(folder)
    } catch (error) {
      throw failureOf(error)
    }
  }
  const make = async (): Promise<void> => {
    try {
      await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true })
    } catch (error) {
      throw failureOf(error)
    }
  }
  const put = async (piece: string, bytes: Uint8Array, lasting: boolean): Promise<void> => {
    await make()
    await failing(undefined, async (folder) => {
      const access = await open(await folder.getFileHandle(piece, { create: true }))
      try {
        access.truncate(0)
        if (access.write(bytes, { at: 0 }) !== bytes.length) throw new DOMException('', 'QuotaExceededError')
        if (lasting) access.flush()
      } finally {
        access.close()
      }
    })
  }
  /** One after the other: many at once are no faster, and each of them takes several times as long. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  return {
    write: (piece, bytes) => inTurn(() => put(piece, bytes, true)),
    cache: (piece, bytes) => inTurn(() => put(piece, bytes, false)),
    read: (piece) =>
      failing<Uint8Array | undefined>(undefined, async (folder) => {
        const file = await folder.getFileHandle(piece).catch(nothing)
        return file && new Uint8Array(await (await file.getFile()).arrayBuffer())
      }),
    remove: (pieces) =>
      failing(undefined, async (folder) => {
        for (const piece of pieces) await folder.removeEntry(piece).catch(nothing)
      }),
    names: () =>
      failing<readonly string[]>([], async (folder) => {
        const names: string[] = []
        for await (const piece of folder.keys()) names.push(piece)
        return names
      }),
  }
}

const opening = new Set<FileSystemFileHandle>()

/**
 * Chromium (150) has but a weak hold on a file while it opens it: where the collector takes the file meanwhile, no answer
 * ever comes. A variable does not keep it, since a function that waits lets go of what it does not need afterwards.
 */
async function open(file: FileSystemFileHandle): Promise<Access> {
  opening.add(file)
  try {
    return await (file as unknown as { createSyncAccessHandle(): Promise<Access> }).createSyncAccessHandle()
  } finally {
    opening.delete(file)
  }
}

function nothing(error: unknown): undefined {
  if ((error as { name?: string }).name !== 'NotFoundError') throw error
}
