/**
 * The port Keyring over one file of 2 MiB in the origin's private file system, overwritten in place. Only a dedicated
 * worker can open it, and only one at a time.
 */
import { slotCount, slotSize, type Keyring, type SlotWrite } from '@ebb/engine/ports'
import { failureOf, storageError } from './failures.ts'

const length = slotCount * slotSize

/** What this uses of FileSystemSyncAccessHandle, which TypeScript knows in workers only. */
interface Access {
  read(into: Uint8Array, at: { readonly at: number }): number
  write(bytes: Uint8Array, at: { readonly at: number }): number
  flush(): void
  getSize(): number
  close(): void
}

export interface OpfsKeyringOptions {
  /** Whether to make the file where there is none; otherwise that is `missing`. */
  readonly create?: boolean
  readonly name?: string
  /** How many milliseconds to wait for a tab that is just closing. */
  readonly patience?: number
}

/**
 * Throws StorageError: `missing`, `in-use`, `disk-full`, `unreadable`; `corrupt` where the file has another length and
 * holds something. A shorter one that holds only zeros is what an interrupted making leaves: it counts as not there.
 */
export async function openOpfsKeyring({
  create = false,
  name = 'keyring',
  patience = 3000,
}: OpfsKeyringOptions = {}): Promise<Keyring> {
  try {
    const access = await accessTo(name, create, patience)
    try {
      if (access.getSize() !== length) makeWhole(access, create)
      return keyringOver(access)
    } catch (error) {
      access.close()
      throw error
    }
  } catch (error) {
    throw failureOf(error)
  }
}

/** Zeros over all of it, on the disk, read back; then the file goes. Throws StorageError. */
export async function eraseOpfsKeyring({
  name = 'keyring',
  patience = 3000,
}: Omit<OpfsKeyringOptions, 'create'> = {}): Promise<void> {
  try {
    const access = await accessTo(name, false, patience)
    try {
      const size = access.getSize()
      overwrite(access, [{ at: 0, bytes: new Uint8Array(size) }])
    } finally {
      access.close()
    }
    await (await navigator.storage.getDirectory()).removeEntry(name)
  } catch (error) {
    throw failureOf(error)
  }
}

/** How the file lies there, without opening it: `blank` where it holds zeros only. */
export async function lookAtKeyring(name = 'keyring'): Promise<'missing' | 'blank' | 'written'> {
  try {
    const file = await (await navigator.storage.getDirectory()).getFileHandle(name)
    const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer())
    return bytes.some((byte) => byte !== 0) ? 'written' : 'blank'
  } catch (error) {
    const failure = failureOf(error)
    if (failure.why === 'missing') return 'missing'
    throw failure
  }
}

async function accessTo(name: string, create: boolean, patience: number): Promise<Access> {
  const file = await (await navigator.storage.getDirectory()).getFileHandle(name, { create })
  const openable = file as unknown as { createSyncAccessHandle(): Promise<Access> }
  const until = performance.now() + patience
  for (;;) {
    try {
      return await openable.createSyncAccessHandle()
    } catch (error) {
      // A worker that was ended this moment lets go a little later.
      if (failureOf(error).why !== 'in-use' || performance.now() >= until) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Zeros are written, not left as a hole: from here on no write needs more room. */
function makeWhole(access: Access, create: boolean): void {
  const size = access.getSize()
  if (size > length || readAt(access, 0, size).some((byte) => byte !== 0)) throw storageError('corrupt')
  if (!create) throw storageError('missing')
  overwrite(access, [{ at: 0, bytes: new Uint8Array(length) }])
}

function keyringOver(access: Access): Keyring {
  let open = true
  // Each call is done in one go, so they never mix.
  const whileOpen = <T>(work: () => T): Promise<T> =>
    Promise.try(() => {
      if (!open) throw storageError('missing')
      try {
        return work()
      } catch (error) {
        throw failureOf(error)
      }
    })
  return {
    readAll: () => whileOpen(() => readAt(access, 0, length)),
    async write(slots) {
      checkSlots(slots)
      // Of two writes to one slot the later counts.
      const last = new Map(slots.map(({ slot, bytes }) => [slot, bytes]))
      await whileOpen(() =>
        overwrite(
          access,
          [...last].map(([slot, bytes]) => ({ at: slot * slotSize, bytes })),
        ),
      )
    },
    close: () =>
      Promise.try(() => {
        if (open) access.close()
        open = false
      }),
  }
}

function checkSlots(slots: readonly SlotWrite[]): void {
  for (const { slot, bytes } of slots) {
    if (!Number.isInteger(slot) || slot < 0 || slot >= slotCount || bytes.length !== slotSize)
      throw new RangeError('no slot of this keyring')
  }
}

function overwrite(access: Access, wanted: readonly { readonly at: number; readonly bytes: Uint8Array }[]): void {
  for (const { at, bytes } of wanted) if (access.write(bytes, { at }) !== bytes.length) throw storageError('unreadable')
  access.flush()
  for (const { at, bytes } of wanted) {
    const found = readAt(access, at, bytes.length)
    if (found.some((byte, i) => byte !== bytes[i])) throw storageError('unreadable')
  }
}

function readAt(access: Access, at: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  if (access.read(bytes, { at }) !== size) throw storageError('corrupt')
  return bytes
}
