/** Shelves that are damaged, and a vault of version 1, which had none. */
import { encodeAs, encodeCanonical, record, uint } from '@ebb/protocol'
import { sealAtRest, unlockKey } from '@ebb/seal'
import { describe, expect, it } from 'vitest'
import { failModes } from '../../../world/src/disk/disk-state.ts'
import { createForgettingDisk, type ForgettingDisk } from '../../../world/src/disk/forgetting-disk.ts'
import { storeAcceptance } from '../src/ports/acceptance/index.ts'
import type { TableName } from '../src/ports/index.ts'
import { exerciseVault } from '../src/vault/exercise.ts'
import { homeSlot, openKeySlot, openRoot, readHead, slotOf } from '../src/vault/keyring-format.ts'
import { readAhead } from '../src/vault/read-ahead.ts'
import { openShelf } from '../src/vault/shelf.ts'
import { slotOfMessage, withNumber } from '../src/vault/values.ts'
import type { Vault, VaultChange } from '../src/vault/index.ts'
import { readable } from './vault-attacker.ts'
import { after, bytesOf, emptyModel, expectSame } from './vault-model.ts'
import { freshVault, mustOpen, passphrase, random, reopen } from './vault-stand.ts'

const slice = (conversation: number, start: number) => ({ conversation, start, end: start + 10 })
const message = (key: number, bucket: ReturnType<typeof slice>, text = `message ${key}`): VaultChange => ({
  kind: 'message',
  key,
  bucket,
  bytes: bytesOf(text),
  ends: bucket.start + 5,
})
const changes: readonly VaultChange[] = [
  { kind: 'record', key: 1, bytes: bytesOf('profile') },
  { kind: 'page', page: 7, bytes: bytesOf('page') },
  ...[1, 2, 5, 9].map((key) => message(key, slice(1, 0))),
  ...[3, 4].map((key) => message(key, slice(1, 10))),
  ...[20, 21].map((key) => message(key, slice(2, 0))),
]
const model = after(emptyModel, changes)

async function filled(): Promise<{ disk: ForgettingDisk; vault: Vault }> {
  const fresh = await freshVault()
  await fresh.vault.commit(changes)
  return fresh
}

type Records = Map<TableName, Map<number, Uint8Array>>

async function changed(disk: ForgettingDisk, change: (records: Records) => unknown): Promise<void> {
  const { records, keyring } = disk.snapshot()
  await change(records)
  disk.restore({ records, keyring })
}

describe('a damaged shelf', () => {
  it('loses nothing: what lay on it is due at once, ends when it ends, and is on a new one after the next write', async () => {
    const { disk, vault } = await filled()
    await vault.close()
    await changed(disk, (records) => records.get('buckets')!.get(1)!.fill(7, -8))
    const again = await mustOpen(disk)
    await expectSame(again, model)
    expect((await again.takeDue(0)).messages.map(({ key }) => key).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 9,
    ])
    const next: readonly VaultChange[] = [
      { kind: 'forget', key: 1 },
      message(30, slice(1, 0)),
      message(3, slice(1, 10)),
    ]
    await again.commit(next)
    expect(await readable(disk.copy(), passphrase)).not.toContain('message 1')
    expect(await again.sweep()).toBe(0)
    await again.close()
    const third = await mustOpen(disk)
    await expectSame(third, after(model, next))
    await third.commit([2, 4, 5, 9].map((key) => ({ kind: 'forget', key })))
    const found = await readable(disk.copy(), passphrase)
    for (const key of [2, 4, 5, 9]) expect(found).not.toContain(`message ${key}`)
    expect(found).toContain('message 30')
  })

  it.each([
    ['is too short', () => Uint8Array.of(0)],
    ['names a slot of another', (value: Uint8Array) => value.with(2, 0).with(3, 6)],
    ['names a slot that does not exist', (value: Uint8Array) => value.with(2, 255)],
  ])('that %s is no reason to sweep: the vault is refused', async (_, damage) => {
    const { disk, vault } = await filled()
    await vault.close()
    const { keyring } = disk.snapshot()
    await changed(disk, (records) => {
      const shelves = records.get('buckets')!
      shelves.set(2, damage(shelves.get(2)!))
    })
    expect(await reopen(disk)).toBe('corrupt')
    expect(disk.snapshot().keyring).toEqual(keyring)
  })

  it('whose slots were exchanged does not open: one bucket would be given the end of another', async () => {
    const { disk, vault } = await filled()
    await vault.close()
    await changed(disk, (records) => {
      const shelf = records.get('buckets')!.get(1)!
      shelf.set([...shelf.slice(4, 6), ...shelf.slice(2, 4)], 2)
    })
    const opened = await mustOpen(disk)
    await expectSame(opened, model)
    // As of any other that is damaged, all of it is looked at.
    expect((await opened.takeDue(0)).messages).toHaveLength(6)
  })
})

async function homeKeyOf({ keyring }: { readonly keyring: Uint8Array }): Promise<Uint8Array> {
  const head = readHead(keyring, 0)
  if (typeof head !== 'object') throw new Error('no head')
  const root = openRoot(head, await unlockKey(passphrase, head.salt, head.cost), keyring)!
  return openKeySlot(root, homeSlot, slotOf(keyring, homeSlot))!
}

const mark = (home: Uint8Array, version: number): Uint8Array =>
  sealAtRest(home, Uint8Array.of(version), encodeCanonical(['ebb vault mark v1']), random)

/** Writes the records as version 1 did: a record for each bucket, by a number that each message names. */
async function asVersion1(disk: ForgettingDisk): Promise<void> {
  const home = await homeKeyOf(disk.copy())
  const shape = record({ conversation: uint(), start: uint(), end: uint() })
  await changed(disk, (records) => {
    const buckets = new Map<number, Uint8Array>()
    const numbers = new Map<number, number>()
    for (const [conversation, value] of records.get('buckets')!) {
      for (const { slot, window } of openShelf(home, conversation, value)!.values()) {
        const id = buckets.size + 1
        const sealed = sealAtRest(home, encodeAs(shape, window), encodeCanonical(['ebb vault bucket v1', id]), random)
        buckets.set(id, withNumber(2, slot, sealed))
        numbers.set(slot, id)
      }
    }
    records.set('buckets', buckets)
    for (const [key, value] of records.get('messages')!)
      records.get('messages')!.set(key, withNumber(4, numbers.get(slotOfMessage(value)!)!, value.slice(4)))
    records.get('meta')!.set(-1, mark(home, 1))
  })
}

describe('a vault of version 1', () => {
  it('opens with everything in it, knows when it ends, and is one of version 2 from then on', async () => {
    const { disk, vault } = await filled()
    await vault.close()
    await asVersion1(disk)
    const opened = await mustOpen(disk)
    await expectSame(opened, model)
    expect((await opened.takeDue(9)).messages.map(({ key }) => key)).toEqual([1, 2, 5, 9, 20, 21])
    await opened.commit([{ kind: 'forget', key: 5 }, message(10, slice(1, 0))])
    expect(await readable(disk.copy(), passphrase)).not.toContain('message 5')
    await opened.close()
    const writes = disk.writes()
    const again = await mustOpen(disk)
    expect(disk.writes()).toBe(writes)
    await expectSame(again, after(model, [{ kind: 'forget', key: 5 }, message(10, slice(1, 0))]))
  })

  it.each(failModes)('stays what it is or becomes the newer one, whole, where the change is cut: %s', async (mode) => {
    const { disk, vault } = await filled()
    await vault.close()
    await asVersion1(disk)
    disk.failAfter(0, mode)
    await expect(reopen(disk)).rejects.toThrow('The disk does not answer')
    disk.cut()
    await expectSame(await mustOpen(disk), model)
  })

  it('that names a slot twice is refused as it is', async () => {
    const { disk, vault } = await filled()
    await vault.close()
    await asVersion1(disk)
    await changed(disk, (records) => {
      const [first, second] = [1, 2].map((id) => records.get('buckets')!.get(id)!)
      second!.set(first!.subarray(0, 2))
    })
    const before = disk.snapshot()
    expect(await reopen(disk)).toBe('corrupt')
    expect(disk.snapshot()).toEqual(before)
  })

  it('loses nothing of a damaged bucket, of which nobody knows whose it was: all of it is due at once', async () => {
    const { disk, vault } = await filled()
    await vault.close()
    await asVersion1(disk)
    await changed(disk, (records) => records.get('buckets')!.get(2)!.fill(7, -8))
    const opened = await mustOpen(disk)
    await expectSame(opened, model)
    expect((await opened.takeDue(0)).messages.map(({ key }) => key)).toContain(3)
  })
})

it('is exercised by shelves of its own making, each of which opens', () => {
  const drawn: number[] = []
  exerciseVault((length) => (drawn.push(length), random(length)), 3)
  // A key, and the nonce of one shelf: nothing is sealed again.
  expect(drawn).toEqual([32, 24])
})

it('refuses a database of a version to come', async () => {
  const { disk, vault } = await filled()
  await vault.close()
  const home = await homeKeyOf(disk.copy())
  const { keyring } = disk.snapshot()
  await changed(disk, (records) => records.get('meta')!.set(-1, mark(home, 3)))
  expect(await reopen(disk)).toBe('newer')
  expect(disk.snapshot().keyring).toEqual(keyring)
})

storeAcceptance('a store that reads ahead', async () => {
  const disk = createForgettingDisk()
  let other: { close(): Promise<void> } | undefined
  return {
    cut: async () => disk.cut(),
    dispose: async () => undefined,
    open: async () => {
      await other?.close()
      const { store, keyring } = disk.open()
      other = keyring
      return readAhead(store)
    },
  }
})
