/** A home and what lies beneath it, for tests that sit in Node. */
import { base64url, fromBase64url } from '@ebb/protocol'
import { canHoldHome, eraseHome, isHome, isPersistent, openHome, storageUsed, type Home } from '../../src/index.ts'
import type { Asks } from './serve-asks.ts'

let home: Home | undefined

export const homeAsks: Asks = {
  canHoldHome,
  isHome,
  /** Writes one record and one slot, so that there is something in it. */
  openHome: async ({ create }: { create: boolean }) => {
    home = await openHome({ create })
  },
  fillHome: async ({ text }: { text: string }) => {
    const bytes = new TextEncoder().encode(text)
    await home!.keyring.write([{ slot: 9, bytes: bytes.subarray(0, 64) }])
    await home!.store.commit([{ table: 'meta', key: 0, value: bytes }])
  },
  fillPieces: () => home!.pieces.write('a-0', new Uint8Array(100)),
  readHome: async () => {
    const [record] = await home!.store.range('meta', { from: 0, to: 0 })
    const slot = (await home!.keyring.readAll()).subarray(9 * 64, 10 * 64)
    return { record: base64url(record?.value ?? new Uint8Array()), slot: base64url(slot) }
  },
  closeHome: () => home?.close(),
  eraseHome,
  persistence: async () => ({ persistent: await isPersistent(), ...(await storageUsed()) }),
}

/** Past the adapters, as a crash, the browser or somebody else would. */
export const rawAsks: Asks = {
  makeDatabase: ({ name, version, tables }: { name: string; version: number; tables: readonly string[] }) =>
    new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(name, version)
      request.addEventListener('upgradeneeded', () =>
        tables.forEach((table) => request.result.createObjectStore(table)),
      )
      request.addEventListener('error', () => reject(new Error('it was not made')))
      request.addEventListener('success', () => {
        request.result.close()
        resolve()
      })
    }),
  deleteDatabase: ({ name }: { name: string }) =>
    new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name)
      request.addEventListener('error', () => reject(new Error('it was not deleted')))
      request.addEventListener('success', () => resolve())
    }),
  databases: async () => (await indexedDB.databases()).map(({ name }) => name),
  writeFile: async ({ name, bytes }: { name: string; bytes: string }) => {
    const file = await (await navigator.storage.getDirectory()).getFileHandle(name, { create: true })
    const writable = await file.createWritable()
    await writable.write(fromBase64url(bytes) as Uint8Array<ArrayBuffer>)
    await writable.close()
  },
  removeFile: async ({ name }: { name: string }) =>
    (await navigator.storage.getDirectory()).removeEntry(name, { recursive: true }),
  files: async () => {
    const names: string[] = []
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name)
    return names.toSorted()
  },
}
