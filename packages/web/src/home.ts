/** One person's home in this browser: a database, a keyring and pieces of attachments, of which the leading tab's worker alone knows. */
import type { Keyring, Pieces, Store } from '@ebb/engine/ports'
import { deleteDB } from 'idb'
import { failureOf, storageError } from './failures.ts'
import { openIdbStore } from './idb-store.ts'
import { opfsPieces } from './opfs-pieces.ts'
import { eraseOpfsKeyring, lookAtKeyring, openOpfsKeyring } from './opfs-keyring.ts'

const databaseName = 'ebb'
const piecesName = 'pieces'
/** A file that is there from the moment somebody wants everything erased until it is. */
const erasingName = 'erasing'

export interface Home {
  readonly store: Store
  readonly keyring: Keyring
  readonly pieces: Pieces
  close(): Promise<void>
}

/** Whether this browser has all that a home needs, here, in a dedicated worker. */
export const canHoldHome = (): boolean =>
  typeof indexedDB === 'object' &&
  typeof navigator.locks === 'object' &&
  typeof navigator.storage?.getDirectory === 'function' &&
  typeof FileSystemFileHandle === 'function' &&
  'createSyncAccessHandle' in FileSystemFileHandle.prototype

/**
 * Whether there is an account here. What an interrupted making left is none; half of a home is one, so that `openHome`
 * can say what is missing. Finishes an erasure that was interrupted. Throws StorageError.
 */
export async function isHome(): Promise<boolean> {
  await finishErasing()
  const keyring = await lookAtKeyring()
  return keyring === 'written' || (keyring === 'missing' && (await isDatabase()))
}

/**
 * Opens both. With `create`, makes what is not there, the keyring first. A database without its keyring, or a keyring
 * without its database, is given no new one: nothing in it could be read. Throws StorageError.
 */
export async function openHome({ create = false }: { readonly create?: boolean } = {}): Promise<Home> {
  await finishErasing()
  const [file, database] = [await lookAtKeyring(), await isDatabase()]
  // The database comes into being last, so it is never there before its keyring.
  const halved = file === 'missing' ? database : file === 'written' && !database
  const nothing = file !== 'written' && !database
  if (halved || (nothing && !create)) throw storageError('missing')
  const keyring = await openOpfsKeyring({ create: create || nothing })
  try {
    const store = await openIdbStore({ name: databaseName })
    const pieces = opfsPieces(piecesName)
    return { store, keyring, pieces, close: async () => void (await Promise.all([store.close(), keyring.close()])) }
  } catch (error) {
    await keyring.close()
    throw error
  }
}

/**
 * Zeros over the whole keyring, then database and keyring go. It must not be open here any more. Once begun, it is
 * finished at the next start whatever happens meanwhile. Throws StorageError.
 */
export async function eraseHome(): Promise<void> {
  try {
    await (await navigator.storage.getDirectory()).getFileHandle(erasingName, { create: true })
  } catch (error) {
    throw failureOf(error)
  }
  await finishErasing()
}

async function finishErasing(): Promise<void> {
  try {
    const folder = await navigator.storage.getDirectory()
    if (!(await isThere(folder, erasingName))) return
    // From the moment that the keyring is zeros, nothing that is left can be read by anybody.
    if (await isThere(folder, 'keyring')) await eraseOpfsKeyring()
    await deleteDB(databaseName)
    await folder.removeEntry(piecesName, { recursive: true }).catch(unlessMissing)
    await folder.removeEntry(erasingName)
  } catch (error) {
    throw failureOf(error)
  }
}

function unlessMissing(error: unknown): void {
  if ((error as { name?: string }).name !== 'NotFoundError') throw error
}

const isThere = (folder: FileSystemDirectoryHandle, name: string): Promise<boolean> =>
  folder.getFileHandle(name).then(
    () => true,
    (error: unknown) => {
      if ((error as { name?: string }).name !== 'NotFoundError') throw error
      return false
    },
  )

const isDatabase = (): Promise<boolean> =>
  indexedDB.databases().then(
    (found) => found.some(({ name }) => name === databaseName),
    (error: unknown) => {
      throw failureOf(error)
    },
  )
