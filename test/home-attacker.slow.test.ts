/** The test of deletion on real files: a copy of every file and the passphrase, every window tried as a key. */
import { encodeCanonical } from '@ebb/protocol'
import { openFresh } from '@ebb/seal'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keysOf, windows } from '../packages/engine/test/vault-attacker.ts'
import { createVault, openVault, type Vault } from '@ebb/engine'
import { homeFolder, keyringName, openKeyringFile, openSqliteStore, systemRandom } from '@ebb/node'
import { temporaryFolder } from '../packages/node/test/temporary-folder.ts'

const passphrase = 'correct horse'
const cost = { memoryKiB: 8, passes: 1 }
const bucket = { conversation: 1, start: 0, end: 10 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const copyOf = (dir: string): Map<string, Buffer> =>
  new Map(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name))]))

/** The ciphertext of a message or page, found in a copy of the files by whoever knows where it began. */
interface Target {
  readonly text: string
  readonly sealed: Uint8Array
  readonly place: Uint8Array
  readonly wrapPlace: Uint8Array
}

async function readBy(files: ReadonlyMap<string, Buffer>, targets: readonly Target[]): Promise<string[]> {
  const known = await keysOf(files.get(keyringName)!, passphrase)
  const found = new Set<string>()
  for (const target of targets) {
    const opens = (key: Uint8Array): boolean => openFresh(key, target.sealed, target.place) !== undefined
    if (known.some(opens)) found.add(target.text)
    for (const file of files.values()) {
      if (found.has(target.text)) break
      for (const key of windows(file, known, target.wrapPlace)) {
        if (!opens(key)) continue
        found.add(target.text)
        break
      }
    }
  }
  return [...found].toSorted()
}

const place = (what: string, key: number): Uint8Array => encodeCanonical([`ebb vault ${what} v1`, key])

async function target(
  store: ReturnType<typeof openSqliteStore>,
  what: 'message' | 'page',
  of: { key: number; text: string },
): Promise<Target> {
  const [record] = await store.range(what === 'page' ? 'pages' : 'messages', { from: of.key, to: of.key })
  const sealed = record!.value.slice(what === 'page' ? 2 : 64)
  return { text: of.text, sealed, place: place(what, of.key), wrapPlace: place('message key', of.key) }
}

it(
  'reads text before it is forgotten and a page before it is re-keyed, and neither afterwards',
  { timeout: 60_000 },
  async () => {
    const dir = join(temporaryFolder(), 'home')
    const { store, keyring } = await homeFolder(dir, { create: true })
    const vault: Vault = await createVault({ store, keyring, passphrase, random: systemRandom, cost })
    const put = (key: number, text: string) => ({ kind: 'message', key, bucket, bytes: bytesOf(text) }) as const
    await vault.commit([
      put(1, 'ends early'),
      put(2, 'stays'),
      { kind: 'page', page: 1, bytes: bytesOf('old state') },
      put(3, 'ends, too'),
    ])
    await vault.commit([
      { kind: 'message', key: 9, bucket: { ...bucket, start: 10, end: 20 }, bytes: bytesOf('ends with its bucket') },
    ])
    const targets = [
      await target(store, 'message', { key: 1, text: 'ends early' }),
      await target(store, 'message', { key: 2, text: 'stays' }),
      await target(store, 'message', { key: 3, text: 'ends, too' }),
      await target(store, 'message', { key: 9, text: 'ends with its bucket' }),
      await target(store, 'page', { key: 1, text: 'old state' }),
    ]
    expect(await readBy(copyOf(dir), targets), 'the attacker works').toEqual([
      'ends early',
      'ends with its bucket',
      'ends, too',
      'old state',
      'stays',
    ])

    await vault.commit([
      { kind: 'forget', key: 1 },
      { kind: 'page', page: 1, bytes: bytesOf('new state') },
    ])
    const running = copyOf(dir)
    expect([...running.keys()].toSorted()).toEqual(['home.db', 'home.db-wal', 'keyring'])
    expect(
      Buffer.concat([...running.values()]).includes(Buffer.from(targets[0]!.sealed)),
      'the ciphertext is still in the log',
    ).toBe(true)
    for (const { text } of targets) expect(Buffer.concat([...running.values()]).includes(text)).toBe(false)
    expect(await readBy(running, targets)).toEqual(['ends with its bucket', 'ends, too', 'stays'])

    await vault.commit([
      { kind: 'forget', key: 3 },
      { kind: 'forget', key: 9 },
    ])
    expect(await readBy(copyOf(dir), targets)).toEqual(['stays'])
    await vault.close()
    expect(await readBy(copyOf(dir), targets)).toEqual(['stays'])
    const again = await openVault({ ...(await homeFolder(dir)), passphrase, random: systemRandom })
    if ('refused' in again) throw new Error(again.refused)
    expect(await again.readMessages({ from: 0, to: 9 })).toEqual([[{ key: 2, bytes: bytesOf('stays') }]])
    await again.close()
  },
)

it('breaks on a full disk, and opens again with everything that was acknowledged', async () => {
  const dir = join(temporaryFolder(), 'home')
  const home = await homeFolder(dir, { create: true })
  const vault = await createVault({ ...home, passphrase, random: systemRandom, cost })
  await vault.commit([{ kind: 'page', page: 1, bytes: bytesOf('kept') }])
  await vault.close()
  const small = openSqliteStore(join(dir, 'home.db'), { largest: 65_536 })
  const parts = { store: small, keyring: await openKeyringFile(join(dir, keyringName)) }
  const cramped = await openVault({ ...parts, passphrase, random: systemRandom })
  if ('refused' in cramped) throw new Error(cramped.refused)
  const large = { kind: 'page', page: 1, bytes: systemRandom(100_000) } as const
  await expect(cramped.commit([large])).rejects.toMatchObject({ why: 'disk-full' })
  await expect(cramped.readPages(0, 9)).rejects.toMatchObject({ why: 'disk-full' })
  await cramped.close()
  const again = await openVault({ ...(await homeFolder(dir)), passphrase, random: systemRandom })
  if ('refused' in again) throw new Error(again.refused)
  expect(await again.readPages(0, 9)).toEqual([{ page: 1, bytes: bytesOf('kept') }])
  await again.commit([large])
  await again.close()
})
