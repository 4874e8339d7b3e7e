/** The port Keyring over one file of 2 MiB, allocated at once and overwritten in place. */
import { slotCount, slotSize, StorageError, type Keyring, type SlotWrite } from '@ebb/engine/ports'
import { constants } from 'node:fs'
import { open, rename, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failureOf, storageError } from './failures.ts'

const length = slotCount * slotSize

export interface KeyringFileOptions {
  /** Whether to make the file where there is none; otherwise that is `missing`. */
  readonly create?: boolean
}

/** Throws StorageError: `missing`, `corrupt` where the length is not exactly 2 MiB, `disk-full`, `unreadable`. */
export async function openKeyringFile(path: string, { create = false }: KeyringFileOptions = {}): Promise<Keyring> {
  try {
    const file = await openWhole(path).catch(async (error: unknown) => {
      if (!create || (error as { code?: string }).code !== 'ENOENT') throw error
      await allocate(path)
      return openWhole(path)
    })
    return keyringOver(file, path)
  } catch (error) {
    throw failureOf(error, path)
  }
}

async function openWhole(path: string): Promise<FileHandle> {
  // No link is followed: what it points to would outlive the overwriting of this file.
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW)
  const { size } = await file.stat()
  if (size === length) return file
  await file.close()
  throw storageError('corrupt', path)
}

/** Under another name first, so that a crash leaves no file of half the length. Zeros are written, not left as a hole. */
async function allocate(path: string): Promise<void> {
  const beside = `${path}.new`
  const file = await open(beside, 'w', 0o600)
  try {
    await file.writeFile(new Uint8Array(length))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function keyringOver(file: FileHandle, path: string): Keyring {
  let last: Promise<unknown> = Promise.resolve()
  let closed = false
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(async () => {
      if (closed) throw new StorageError('missing', `${path} was closed. Open it again.`)
      return work().catch((error: unknown) => {
        throw failureOf(error, path)
      })
    })
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    readAll: () => inTurn(() => readAt(file, 0, length)),
    async write(slots) {
      checkSlots(slots)
      await inTurn(() => overwrite(file, path, slots))
    },
    async close() {
      await last
      if (closed) return
      closed = true
      await file.close()
    },
  }
}

function checkSlots(slots: readonly SlotWrite[]): void {
  for (const { slot, bytes } of slots) {
    if (!Number.isInteger(slot) || slot < 0 || slot >= slotCount || bytes.length !== slotSize)
      throw new RangeError('no slot of this keyring')
  }
}

async function overwrite(file: FileHandle, path: string, slots: readonly SlotWrite[]): Promise<void> {
  const wanted = runs(slots)
  for (const { at, bytes } of wanted) {
    const { bytesWritten } = await file.write(bytes, 0, bytes.length, at)
    if (bytesWritten !== bytes.length) throw storageError('unreadable', path)
  }
  await file.datasync()
  for (const { at, bytes } of wanted) {
    const found = await readAt(file, at, bytes.length)
    if (Buffer.compare(found, bytes) !== 0) throw storageError('unreadable', path)
  }
}

/** Slots that follow each other are written at once. Of two writes to one slot the later counts. */
function runs(slots: readonly SlotWrite[]): { at: number; bytes: Uint8Array }[] {
  const inOrder = [...new Map(slots.map(({ slot, bytes }) => [slot, bytes]))].toSorted(([a], [b]) => a - b)
  const groups: { slot: number; parts: Uint8Array[] }[] = []
  for (const [slot, bytes] of inOrder) {
    const last = groups.at(-1)
    if (last !== undefined && last.slot + last.parts.length === slot) last.parts.push(bytes)
    else groups.push({ slot, parts: [bytes] })
  }
  return groups.map(({ slot, parts }) => ({ at: slot * slotSize, bytes: Buffer.concat(parts) }))
}

async function readAt(file: FileHandle, at: number, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size)
  let done = 0
  while (done < size) {
    const { bytesRead } = await file.read(bytes, done, size - done, at + done)
    if (bytesRead === 0) throw new StorageError('corrupt', 'The keyring has become shorter. Restore it from a copy.')
    done += bytesRead
  }
  return bytes
}
