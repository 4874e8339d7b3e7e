/** SQLite's and the file system's failures in the port's words: one line that says what to do. */
import { StorageError, type StorageRefusal } from '@ebb/engine/ports'

/** Primary result codes: https://www.sqlite.org/rescode.html */
const sqlite: Readonly<Record<number, StorageRefusal>> = {
  5: 'in-use',
  6: 'in-use',
  11: 'corrupt',
  13: 'disk-full',
  26: 'corrupt',
}
const system: Readonly<Record<string, StorageRefusal>> = { ENOSPC: 'disk-full', EDQUOT: 'disk-full', ENOENT: 'missing' }

const lines: Readonly<Record<StorageRefusal, (path: string) => string>> = {
  'in-use': (path) => `${path} is open in another program. Close that one, then try again.`,
  corrupt: (path) => `${path} is damaged. Restore it from a copy, or link this device anew.`,
  newer: (path) => `${path} was written by a newer version. Update Ebb.`,
  'disk-full': (path) =>
    `There is no room on the disk of ${path}. Free some, then try again; nothing that was acknowledged is lost.`,
  unreadable: (path) => `${path} cannot be read or written. Check its permissions and the disk.`,
  missing: (path) => `${path} is not there. Check the folder, or join first.`,
}

export const storageError = (why: StorageRefusal, path: string): StorageError => new StorageError(why, lines[why](path))

export function failureOf(error: unknown, path: string): StorageError {
  if (error instanceof StorageError) return error
  const { errcode, code } = error as { errcode?: number; code?: string }
  // Extended result codes carry the primary one in their lowest byte.
  const why = errcode === undefined ? system[code ?? ''] : sqlite[errcode & 0xff]
  return storageError(why ?? 'unreadable', path)
}
