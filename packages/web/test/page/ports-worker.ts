/** The adapters, for tests that sit in Node. */
import type { Keyring, OpenLine, Pieces, Store, StoreRange, TableName } from '@ebb/engine/ports'
import { base64url, fromBase64url } from '@ebb/protocol'
import {
  openIdbStore,
  openOpfsKeyring,
  opfsPieces,
  systemRandom,
  webSocketLine,
  type WebSocketLineOptions,
} from '../../src/index.ts'
import { eraseOpfsKeyring } from '../../src/opfs-keyring.ts'
import { homeAsks, rawAsks } from './home-asks.ts'
import { serveAsks, shelf } from './serve-asks.ts'

const stores = shelf<Store>()
const keyrings = shelf<Keyring>()
const shelves = shelf<Pieces>()
const lines = shelf<{ readonly line: OpenLine; take(): Promise<Heard[]> }>()
type Heard = { readonly opened: string } | { readonly arrived: string } | { readonly closed: true }

type Said = { readonly send: string } | { readonly close: true }
interface OpenLineAsk extends WebSocketLineOptions {
  readonly origin: string
  readonly nonce: string
  readonly first: readonly Said[]
}

function say(line: OpenLine, said: readonly Said[]): void {
  for (const one of said) {
    if ('send' in one) line.send(bytes(one.send))
    else line.close()
  }
}

const bytes = (text: string): Uint8Array => fromBase64url(text)!

serveAsks({
  ...homeAsks,
  ...rawAsks,
  openStore: async (options: { name: string; patience?: number }) => stores.put(await openIdbStore(options)),
  ranges: async ({ at, table, ranges }: { at: number; table: TableName; ranges: readonly StoreRange[] }) => {
    const store = stores.at(at)
    // One alone as whoever reads one does.
    const found = ranges.length === 1 ? [await store.range(table, ranges[0]!)] : await store.ranges(table, ranges)
    return found.map((records) => records.map(({ key, value }) => ({ key, value: base64url(value) })))
  },
  commit: ({ at, changes }: { at: number; changes: { table: TableName; key: number; value: string | null }[] }) =>
    stores.at(at).commit(
      changes.map(({ table, key, value }) => ({
        table,
        key,
        // No text that base64url writes: what a test wants refused.
        value: value === null ? undefined : value === '*' ? ('no bytes' as unknown as Uint8Array) : bytes(value),
      })),
    ),
  /** A view into a larger buffer, which must not be stored with it. */
  commitView: ({ at, text, around }: { at: number; text: string; around: string }) => {
    const buffer = new TextEncoder().encode(around + text + around)
    const view = buffer.subarray(around.length, around.length + text.length)
    return stores.at(at).commit([{ table: 'meta', key: 1, value: view }])
  },
  closeStore: ({ at }: { at: number }) => stores.at(at).close(),
  openKeyring: async (options: { name: string; create: boolean; patience?: number }) =>
    keyrings.put(await openOpfsKeyring(options)),
  readAll: async ({ at }: { at: number }) => base64url(await keyrings.at(at).readAll()),
  writeSlots: ({ at, slots }: { at: number; slots: { slot: number; bytes: string }[] }) =>
    keyrings.at(at).write(slots.map((one) => ({ slot: one.slot, bytes: bytes(one.bytes) }))),
  closeKeyring: ({ at }: { at: number }) => keyrings.at(at).close(),
  eraseKeyring: (options: { name: string }) => eraseOpfsKeyring(options),
  openPieces: ({ name }: { name: string }) => Promise.resolve(shelves.put(opfsPieces(name))),
  writePiece: ({ at, name, bytes: written }: { at: number; name: string; bytes: string }) =>
    shelves.at(at).write(name, bytes(written)),
  cachePiece: ({ at, name, bytes: written }: { at: number; name: string; bytes: string }) =>
    shelves.at(at).cache(name, bytes(written)),
  readPiece: async ({ at, name }: { at: number; name: string }) => {
    const found = await shelves.at(at).read(name)
    return found === undefined ? null : base64url(found)
  },
  removePieces: ({ at, names }: { at: number; names: readonly string[] }) => shelves.at(at).remove(names),
  pieceNames: ({ at }: { at: number }) => shelves.at(at).names(),
  openLine: ({ origin, nonce, first, ...options }: OpenLineAsk) => {
    let heard: Heard[] = []
    let more = Promise.withResolvers<void>()
    const hear = (what: Heard): void => {
      heard.push(what)
      more.resolve()
    }
    const line = webSocketLine(options).open(origin, bytes(nonce), {
      opened: (used) => hear({ opened: base64url(used) }),
      arrived: (message) => hear({ arrived: base64url(message) }),
      closed: () => hear({ closed: true }),
    })
    say(line, first)
    const take = async (): Promise<Heard[]> => {
      await more.promise
      const taken = heard
      heard = []
      more = Promise.withResolvers()
      return taken
    }
    return lines.put({ line, take })
  },
  hear: ({ at }: { at: number }) => lines.at(at).take(),
  say: ({ at, said }: { at: number; said: readonly Said[] }) => say(lines.at(at).line, said),
  /** The system says that it is offline. */
  goOffline: () => void globalThis.dispatchEvent(new Event('offline')),
  goOnline: () => void globalThis.dispatchEvent(new Event('online')),
  /** Nothing runs here meanwhile, as when the device sleeps. */
  sleep: ({ milliseconds }: { milliseconds: number }) => {
    const until = performance.now() + milliseconds
    while (performance.now() < until);
  },
  random: ({ length }: { length: number }) => base64url(systemRandom(length)),
  /** How many milliseconds `times` backwards ranges of 50 among 10,000 records take. */
  measureRanges: async ({ at, times }: { at: number; times: number }) => {
    const store = stores.at(at)
    const value = systemRandom(400)
    await store.commit(Array.from({ length: 10_000 }, (_, key) => ({ table: 'messages', key, value })))
    const started = performance.now()
    for (let i = 0; i < times; i++)
      await store.range('messages', { from: 0, to: 9999 - i * 50, limit: 50, backwards: true })
    return performance.now() - started
  },
})
