/** One person's home on this machine: a folder with the database, the keyring, and the pieces of attachments. */
import { StorageError, type Keyring, type Pieces, type Store } from '@ebb/engine/ports'
import { chmod, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { failureOf, storageError } from './failures.ts'
import { openKeyringFile } from './keyring-file.ts'
import { piecesFolder } from './pieces-folder.ts'
import { openSqliteStore } from './sqlite-store.ts'

export const databaseName = 'home.db'
export const keyringName = 'keyring'
const piecesName = 'pieces'

export interface Home {
  readonly store: Store
  readonly keyring: Keyring
  readonly pieces: Pieces
  close(): Promise<void>
}

/** Whether somebody has an account in this folder, or began to make one. */
export const isHome = (dir: string): Promise<boolean> =>
  readdir(dir).then(
    (found) => found.includes(databaseName) || found.includes(keyringName),
    () => false,
  )

/**
 * Opens both, the database first, whose lock keeps other processes out of the keyring too. With `create`, a folder that
 * is not there or empty becomes one that only its owner can enter. A database without its keyring is not given a new
 * one: nothing in it could be read. Throws StorageError.
 */
export async function homeFolder(dir: string, { create = false }: { readonly create?: boolean } = {}): Promise<Home> {
  const found = await readdir(dir).catch((error: unknown) => {
    if ((error as { code?: string }).code !== 'ENOENT') throw failureOf(error, dir)
    return undefined
  })
  const there = found?.includes(databaseName) === true || found?.includes(keyringName) === true
  if (!there && !create)
    throw new StorageError('missing', `${dir} holds no account. Join first, or choose another folder.`)
  // The database comes into being last, so it is never there before its keyring.
  if (there && !found?.includes(keyringName)) throw storageError('missing', join(dir, keyringName))
  try {
    if (found === undefined) await mkdir(dir, { recursive: true, mode: 0o700 })
    if (there || found?.length === 0) await chmod(dir, 0o700)
  } catch (error) {
    throw failureOf(error, dir)
  }
  if (!there) await (await openKeyringFile(join(dir, keyringName), { create: true })).close()
  const store = openSqliteStore(join(dir, databaseName))
  try {
    const keyring = await openKeyringFile(join(dir, keyringName))
    const pieces = piecesFolder(join(dir, piecesName))
    return { store, keyring, pieces, close: async () => void (await Promise.all([store.close(), keyring.close()])) }
  } catch (error) {
    await store.close()
    throw error
  }
}
