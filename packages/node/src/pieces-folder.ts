/** The port Pieces over a folder with a file for each, which only their owner can enter. */
import type { Pieces } from '@ebb/engine/ports'
import { constants } from 'node:fs'
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { failureOf } from './failures.ts'

/** The folder is made when something is first written. Its methods throw StorageError. */
export function piecesFolder(dir: string): Pieces {
  const failing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw failureOf(error, dir)
    }
  }
  const syncFolder = async (): Promise<void> => {
    const folder = await open(dir, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }
  const put = async (name: string, bytes: Uint8Array, lasting: boolean): Promise<void> => {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const file = await open(join(dir, name), constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
    try {
      await file.truncate()
      await file.writeFile(bytes)
      if (lasting) await file.datasync()
    } finally {
      await file.close()
    }
    if (lasting) await syncFolder()
  }
  return {
    write: (name, bytes) => failing(() => put(name, bytes, true)),
    cache: (name, bytes) => failing(() => put(name, bytes, false)),
    read: (name) =>
      failing(async () => {
        const found = await readFile(join(dir, name)).catch(nothing)
        return found && new Uint8Array(found.buffer, found.byteOffset, found.length)
      }),
    remove: (names) =>
      failing(async () => void (await Promise.all(names.map((name) => rm(join(dir, name), { force: true }))))),
    names: () => failing(async () => (await readdir(dir).catch(nothing)) ?? []),
  }
}

function nothing(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'ENOENT') throw error
}
