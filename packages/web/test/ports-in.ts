/** The acceptance suites of store and keyring, and what is particular to browsers, against the adapters in a real browser. */
import { keyringAcceptance, piecesAcceptance, storeAcceptance } from '@ebb/engine/acceptance'
import type { Keyring, Pieces, Store } from '@ebb/engine/ports'
import { base64url } from '@ebb/protocol'
import { afterAll, beforeAll, describe } from 'vitest'
import { filesOfProfile } from '../../../test/attacker/profile.ts'
import type { BrowserName } from '../../../test/stage/browsers.ts'
import { workerStand, type Ask, type WorkerStand } from '../../../test/stage/worker-stand.ts'

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'))

let made = 0

/** Runs the suites, and `more` with the same browser. */
export function portsIn(name: BrowserName, more: (stand: () => WorkerStand) => void): void {
  describe(`in ${name}`, { timeout: 60_000 }, () => {
    let stand: WorkerStand
    beforeAll(async () => {
      stand = await workerStand(name, 'ports-worker')
    }, 60_000)
    afterAll(() => stand?.dispose())

    storeAcceptance('IndexedDB', async () => {
      const database = `test-${made++}`
      const opened: Store[] = []
      return {
        open: async () => {
          const store = await openStore(stand.ask, database)
          opened.push(store)
          return store
        },
        cut: async () => {
          opened.length = 0
          await stand.cut()
        },
        dispose: async () => {
          for (const store of opened) await store.close()
        },
      }
    })

    keyringAcceptance('an OPFS file', async () => {
      const file = `keyring-${made++}`
      const opened: Keyring[] = []
      return {
        open: async () => {
          const keyring = await openKeyring(stand.ask, file)
          opened.push(keyring)
          return keyring
        },
        look: async () => keyringFiles(stand.profile)[0]!,
        cut: async () => {
          opened.length = 0
          await stand.cut()
        },
        dispose: async () => {
          for (const keyring of opened) await keyring.close()
          await stand.ask('eraseKeyring', { name: file })
        },
      }
    })

    piecesAcceptance('an OPFS folder', async () => {
      const folder = `pieces-${made++}`
      return {
        open: () => openPieces(stand.ask, folder),
        cut: () => stand.cut(),
        dispose: () => stand.ask('removeFile', { name: folder }),
      }
    })

    more(() => stand)
  })
}

/** Files that are as long as a keyring, past the adapter, as they lie on the disk. */
export const keyringFiles = (profile: string): Uint8Array[] => [
  ...filesOfProfile(profile, (size) => size === 2_097_152).values(),
]

export async function openStore(ask: Ask, name: string): Promise<Store> {
  const at = await ask<number>('openStore', { name })
  const ranges: Store['ranges'] = async (table, wanted) => {
    const found = await ask<{ key: number; value: string }[][]>('ranges', { at, table, ranges: wanted })
    return found.map((records) => records.map(({ key, value }) => ({ key, value: bytesOf(value) })))
  }
  return {
    ranges,
    range: async (table, range) => (await ranges(table, [range]))[0]!,
    commit: (changes) => {
      const asText = (value: Uint8Array | undefined): string | null =>
        value === undefined ? null : value instanceof Uint8Array ? base64url(value) : '*'
      return ask('commit', {
        at,
        changes: changes.map(({ table, key, value }) => ({ table, key, value: asText(value) })),
      })
    },
    close: () => ask('closeStore', { at }),
  }
}

export async function openKeyring(ask: Ask, name: string, create = true): Promise<Keyring> {
  const at = await ask<number>('openKeyring', { name, create })
  return {
    readAll: async () => bytesOf(await ask<string>('readAll', { at })),
    write: (slots) =>
      ask('writeSlots', { at, slots: slots.map(({ slot, bytes }) => ({ slot, bytes: base64url(bytes) })) }),
    close: () => ask('closeKeyring', { at }),
  }
}

async function openPieces(ask: Ask, name: string): Promise<Pieces> {
  const at = await ask<number>('openPieces', { name })
  return {
    write: (piece, bytes) => ask('writePiece', { at, name: piece, bytes: base64url(bytes) }),
    cache: (piece, bytes) => ask('cachePiece', { at, name: piece, bytes: base64url(bytes) }),
    async read(piece) {
      const found = await ask<string | null>('readPiece', { at, name: piece })
      return found === null ? undefined : bytesOf(found)
    },
    remove: (names) => ask('removePieces', { at, names }),
    names: () => ask('pieceNames', { at }),
  }
}
