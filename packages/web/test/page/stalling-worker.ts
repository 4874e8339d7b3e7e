/** A vault on the adapters whose next commit stops for ever before or after one of its writes. */
import { createVault, openVault, type Vault } from '@ebb/engine'
import { openHome, systemRandom, type Home } from '../../src/index.ts'
import { serveAsks } from './serve-asks.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const bucket = { conversation: 1, start: 0, end: 10 }
let vault: Vault
/** How many more writes are done. */
let left = Infinity
let stalled = Promise.withResolvers<void>()

serveAsks({
  create: async ({ passphrase }: { passphrase: string }) => {
    const home = gated(await openHome({ create: true }))
    vault = await createVault({ ...home, passphrase, random: systemRandom, cost: { memoryKiB: 8, passes: 1 } })
  },
  open: async ({ passphrase }: { passphrase: string }) => {
    const opened = await openVault({ ...gated(await openHome()), passphrase, random: systemRandom })
    if ('refused' in opened) throw new Error(opened.refused)
    vault = opened
  },
  put: ({ texts }: { texts: Readonly<Record<number, string>> }) =>
    vault.commit(
      Object.entries(texts).map(([key, text]) => ({ kind: 'message', key: Number(key), bucket, bytes: bytesOf(text) })),
    ),
  forget: ({ key }: { key: number }) => vault.commit([{ kind: 'forget', key }]),
  /** The same, but it stops when so many of its writes are done. Resolves there. */
  forgetInPart: ({ key, writes }: { key: number; writes: number }) => {
    left = writes
    stalled = Promise.withResolvers()
    void vault.commit([{ kind: 'forget', key }]).then(() => stalled.reject(new Error('it did not stop')))
    if (left === 0) stalled.resolve()
    return stalled.promise
  },
  readMessages: async () =>
    (await vault.readMessages({ from: 0, to: 99 }))
      .flat()
      .map((one) => ('lost' in one ? 'lost' : new TextDecoder().decode(one.bytes))),
})

function gated({ store, keyring, pieces, close }: Home): Home {
  return {
    store: { ...store, commit: gate((changes) => store.commit(changes)) },
    keyring: { ...keyring, write: gate((slots) => keyring.write(slots)) },
    pieces,
    close,
  }
}

/** What follows a write that is the last one never happens. */
function gate<Given>(write: (given: Given) => Promise<void>): (given: Given) => Promise<void> {
  return async (given) => {
    if (left <= 0) return new Promise<void>(() => undefined)
    await write(given)
    left -= 1
    if (left > 0) return
    stalled.resolve()
    await new Promise<void>(() => undefined)
  }
}
