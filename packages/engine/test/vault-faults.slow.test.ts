import { describe, expect, it } from 'vitest'
import { failModes, type FailMode } from '../../../world/src/disk/disk-state.ts'
import { createForgettingDisk, type ForgettingDisk } from '../../../world/src/disk/forgetting-disk.ts'
import { slotSize } from '../src/ports/index.ts'
import { firstKeySlot, isFree, slotOf } from '../src/vault/keyring-format.ts'
import type { Bucket, Vault, VaultChange } from '../src/vault/index.ts'
import { slotsNamedBy } from '../src/vault/shelf.ts'
import { slotOfPage } from '../src/vault/values.ts'
import { readable } from './vault-attacker.ts'
import { after, asModel, bytesOf, emptyModel, expectSame, plain, textOf, texts, type Model } from './vault-model.ts'
import { create, mustOpen, passphrase, reopen } from './vault-stand.ts'

const slots = 30
let made = 0
const fresh = (what: string): Uint8Array => bytesOf(`${what} ${made++}`)
const slice = (conversation: number, start: number): Bucket => ({ conversation, start, end: start + 10 })
const page = (at: number): VaultChange => ({ kind: 'page', page: at, bytes: fresh(`page ${at}`) })
const message = (key: number, bucket: Bucket): VaultChange => ({
  kind: 'message',
  key,
  bucket,
  bytes: fresh(`message ${key}`),
})
const forget = (key: number): VaultChange => ({ kind: 'forget', key })

/** Every way of the vault: new and re-keyed pages, shared and ended buckets, additions, moves, merges. */
const script: readonly (readonly VaultChange[])[] = [
  [page(0), page(1), { kind: 'record', key: 0, bytes: bytesOf('profile') }],
  [page(1), message(1, slice(1, 0)), message(2, slice(1, 0))],
  [
    page(1),
    message(3, slice(1, 0)),
    message(4, slice(1, 10)),
    { kind: 'record', key: 0, bytes: bytesOf('other profile') },
  ],
  [forget(2)],
  [{ kind: 'message', key: 3, bucket: slice(1, 0), bytes: fresh('message 3 and more'), adds: true }],
  [message(1, slice(1, 0))],
  [message(3, slice(2, 0)), page(0)],
  [forget(4)],
  [
    { kind: 'page', page: 0, bytes: undefined },
    { kind: 'record', key: 0, bytes: undefined },
  ],
  [10, 11, 12, 13, 14, 15].map((key) => message(key, slice(3, key))),
  [16, 17, 18, 19, 20, 21].map((key) => message(key, slice(3, key))),
  [22, 23, 24, 25, 26].map((key) => message(key, slice(3, key))),
  [message(27, slice(3, 27)), page(5)],
  [message(28, slice(3, 28)), page(6)],
  [message(29, slice(3, 11)), page(1)],
  [message(30, slice(4, 0)), page(6)],
  [forget(12), forget(1), message(11, slice(3, 11))],
]
const states = script.reduce<Model[]>((done, changes) => [...done, after(done.at(-1)!, changes)], [emptyModel])

/** Runs the script from a step on until a write fails; how many steps were acknowledged. */
async function run(vault: Vault, from: number): Promise<number> {
  for (let step = from; step < script.length; step++) {
    const done = await vault.commit(script[step]!).then(
      () => true,
      () => false,
    )
    if (!done) return step
  }
  return script.length
}

function expectSwept(disk: ForgettingDisk): void {
  const { keyring } = disk.copy()
  const records = disk.snapshot().records
  const named = [
    ...records.get('pages')!.values().map(slotOfPage),
    ...records
      .get('buckets')!
      .values()
      .flatMap((shelf) => slotsNamedBy(shelf) ?? []),
  ]
  for (let slot = firstKeySlot; slot * slotSize < keyring.length; slot++) {
    expect(isFree(slotOf(keyring, slot)), `slot ${slot}`).toBe(!named.includes(slot))
  }
}

async function expectOnly(disk: ForgettingDisk, must: Set<string>, may: Set<string>): Promise<void> {
  const all = new Set(states.flatMap((state) => [...texts(state).may]))
  const found = (await readable(disk.copy(), passphrase)).intersection(all)
  expect([...must.difference(found)], 'what is kept is found: the attacker works').toEqual([])
  expect([...found.difference(may)], 'what is gone is not found').toEqual([])
}

async function writesOfScript(): Promise<{ disk: ForgettingDisk; first: number; last: number }> {
  const disk = createForgettingDisk({ slots })
  const vault = await create(disk)
  const first = disk.writes()
  expect(await run(vault, 0)).toBe(script.length)
  await expectSame(vault, states.at(-1)!)
  return { disk, first, last: disk.writes() }
}

async function cutAt(write: number, mode: FailMode): Promise<void> {
  const disk = createForgettingDisk({ slots })
  const vault = await create(disk)
  disk.failAfter(write, mode)
  const acknowledged = await run(vault, 0)
  const before = disk.writes()
  await expect(vault.commit([page(40)])).rejects.toThrow('The disk does not answer')
  await expect(vault.readPages(0, 9)).rejects.toThrow('The disk does not answer')
  expect(disk.writes(), 'a broken vault writes nothing').toBe(before)
  disk.cut()
  const [old, next] = [states[acknowledged]!, states[acknowledged + 1]!]
  await expectOnly(disk, new Set(), texts(old).may.union(texts(next).may))
  const again = await mustOpen(disk)
  const found = await asModel(again)
  const forward = JSON.stringify(found) === JSON.stringify(plain(next))
  expect(found).toEqual(plain(forward ? next : old))
  expectSwept(disk)
  const { must, may } = texts(forward ? next : old)
  // A message that was handed to the disk under its bucket's key, but never came to be, ends with that bucket.
  await expectOnly(disk, must, may.union(texts({ ...next, pages: new Map() }).may))
  expect(await run(again, acknowledged + (forward ? 1 : 0))).toBe(script.length)
  await expectSame(again, states.at(-1)!)
}

describe('a vault whose power is cut', () => {
  it('comes through the script without cuts, merges on the way, and leaves nothing behind', async () => {
    const { disk } = await writesOfScript()
    const windows = states
      .at(-1)!
      .messages.values()
      .map(({ bucket }) => JSON.stringify(bucket))
    const shelves = [...disk.snapshot().records.get('buckets')!.values()]
    expect(shelves.flatMap((shelf) => slotsNamedBy(shelf)).length).toBeLessThan(new Set(windows).size)
    expectSwept(disk)
    await expectOnly(disk, texts(states.at(-1)!).must, texts(states.at(-1)!).may)
  })

  it.each(failModes)(
    'keeps what was acknowledged and nothing older, at every write: %s',
    { timeout: 60_000 },
    async (mode) => {
      const { first, last } = await writesOfScript()
      expect(last - first).toBeGreaterThan(30)
      for (let write = 0; write < last - first; write++) await cutAt(write, mode)
    },
  )

  it.each(failModes)('finishes an opening that was cut itself: %s', async (mode) => {
    const disk = createForgettingDisk({ slots })
    const vault = await create(disk)
    await vault.commit([page(1), message(1, slice(1, 0))])
    const gone = fresh('gone')
    await expect(vault.commit([page(1), { kind: 'page', page: 2, bytes: gone }])).resolves.toBeUndefined()
    disk.failAfter(2, 'not-done')
    await expect(vault.commit([{ kind: 'page', page: 2, bytes: undefined }, page(1)])).rejects.toThrow(
      'The disk does not answer',
    )
    disk.cut()
    expect(await readable(disk.copy(), passphrase)).toContain(textOf(gone))
    disk.failAfter(0, mode)
    await expect(reopen(disk)).rejects.toThrow('The disk does not answer')
    disk.cut()
    await mustOpen(disk)
    expect(await readable(disk.copy(), passphrase)).not.toContain(textOf(gone))
    expectSwept(disk)
  })

  it.each(failModes)('can be created after a cut at any write of its creation: %s', async (mode) => {
    for (let write = 0; write < 3; write++) {
      const disk = createForgettingDisk({ slots })
      disk.failAfter(write, mode)
      await expect(create(disk)).rejects.toThrow('The disk does not answer')
      disk.cut()
      const opened = await reopen(disk)
      const vault = opened === 'empty' ? await create(disk) : opened
      if (typeof vault === 'string') throw new Error(vault)
      await vault.commit([page(1)])
    }
  })

  it('would be caught by these tests on a disk that forgets to sync', async () => {
    const disk = createForgettingDisk({ slots, syncs: false })
    const vault = await create(disk)
    await vault.commit([page(1)])
    disk.cut()
    expect(await reopen(disk)).toBe('empty')
  })
})
