/** A vault on the adapters, for the attacker who has a copy of the profile. */
import { createVault, openVault, type Vault } from '@ebb/engine'
import { fromBase64url } from '@ebb/protocol'
import { eraseHome, openHome, systemRandom } from '../../src/index.ts'
import { serveAsks } from './serve-asks.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const bucket = { conversation: 1, start: 0, end: 10 }
let vault: Vault

serveAsks({
  create: async ({ passphrase }: { passphrase: string }) => {
    const home = await openHome({ create: true })
    vault = await createVault({ ...home, passphrase, random: systemRandom, cost: { memoryKiB: 8, passes: 1 } })
  },
  /** The refusal's word where it does not open. */
  open: async ({ passphrase }: { passphrase: string }) => {
    const home = await openHome()
    const opened = await openVault({ ...home, passphrase, random: systemRandom })
    if ('refused' in opened) {
      await home.close()
      return opened.refused
    }
    vault = opened
    return 'open'
  },
  put: ({ key, text }: { key: number; text: string }) =>
    vault.commit([{ kind: 'message', key, bucket, bytes: bytesOf(text) }]),
  putPage: ({ page, text }: { page: number; text: string }) =>
    vault.commit([{ kind: 'page', page, bytes: bytesOf(text) }]),
  forget: ({ key }: { key: number }) => vault.commit([{ kind: 'forget', key }]),
  readMessages: async () =>
    (await vault.readMessages({ from: 0, to: 99 }))
      .flat()
      .map((one) => ('lost' in one ? 'lost' : new TextDecoder().decode(one.bytes))),
  close: () => vault.close(),
  erase: () => eraseHome(),
  /** What must never happen: a key goes into IndexedDB, as bytes or as a key that cannot be read out. */
  plant: async ({ bytes, as }: { bytes: string; as: 'bytes' | 'key' }) => {
    const raw = fromBase64url(bytes) as Uint8Array<ArrayBuffer>
    const value = as === 'bytes' ? raw : await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(`planted ${as}`, 1)
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore('keys'))
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(new Error('nothing was planted')))
    })
    const change = (work: (keys: IDBObjectStore) => void): Promise<void> =>
      new Promise((resolve, reject) => {
        const transaction = database.transaction('keys', 'readwrite', { durability: 'strict' })
        work(transaction.objectStore('keys'))
        transaction.addEventListener('complete', () => resolve())
        transaction.addEventListener('abort', () => reject(new Error('nothing was planted')))
      })
    await change((keys) => keys.put(value, 1))
    await change((keys) => keys.delete(1))
    database.close()
  },
})
