import { expect, it } from 'vitest'
import { createForgettingDisk } from '../../../world/src/disk/forgetting-disk.ts'
import { failModes } from '../../../world/src/disk/disk-state.ts'
import { createVault } from '../src/vault/index.ts'
import { keysOf, readable } from './vault-attacker.ts'
import { bytesOf, textOf } from './vault-model.ts'
import { cost, create, freshVault, mustOpen, passphrase, random, reopen } from './vault-stand.ts'

const bucket = { conversation: 1, start: 0, end: 10 }
const lines = (reads: readonly ({ bytes: Uint8Array } | { lost: true })[]): string[] =>
  reads.map((one) => ('lost' in one ? 'lost' : textOf(one.bytes)))

it('keeps what it was given over closing and opening', async () => {
  const { disk, vault } = await freshVault()
  await vault.commit([
    { kind: 'page', page: 7, bytes: bytesOf('page') },
    { kind: 'record', key: 0, bytes: bytesOf('profile') },
    { kind: 'message', key: 5, bucket, bytes: bytesOf('first') },
    { kind: 'message', key: 6, bucket, bytes: bytesOf('second') },
  ])
  await vault.close()
  await vault.close()
  await expect(vault.readPages(0, 9)).rejects.toThrow('closed')
  const again = await mustOpen(disk)
  expect(lines(await again.readPages(0, 9))).toEqual(['page'])
  expect(lines(await again.readRecords(-9, 9))).toEqual(['profile'])
  expect(lines((await again.readMessages({ from: 0, to: 9, backwards: true, limit: 1 })).flat())).toEqual(['second'])
  expect(await again.takeDue(-1)).toEqual({ messages: [], next: 0 })
  const due = await again.takeDue(0)
  expect(lines(due.messages)).toEqual(['first', 'second'])
  expect(due.next).toBe(Number.MAX_SAFE_INTEGER)
  expect((await again.takeDue(0)).messages).toEqual([])
})

it('writes nothing for changes that change nothing', async () => {
  const { disk, vault } = await freshVault()
  const before = disk.writes()
  await vault.commit([])
  await vault.commit([
    { kind: 'forget', key: 1 },
    { kind: 'page', page: 1, bytes: undefined },
  ])
  expect(disk.writes()).toBe(before)
})

it('does one thing at a time, in the order of the calls', async () => {
  const { vault } = await freshVault()
  const commits = ['a', 'b', 'c'].map((text) => vault.commit([{ kind: 'page', page: 1, bytes: bytesOf(text) }]))
  const read = vault.readPages(1, 1)
  await Promise.all(commits)
  expect(lines(await read)).toEqual(['c'])
})

it('refuses a wrong passphrase, and changes nothing', async () => {
  const { disk, vault } = await freshVault()
  await vault.commit([{ kind: 'page', page: 1, bytes: bytesOf('page') }])
  await vault.close()
  const before = disk.writes()
  expect(await reopen(disk, 'correct horses')).toBe('wrong-passphrase')
  expect(disk.writes()).toBe(before)
  // One character or two: the same passphrase.
  expect(await (await mustOpen(disk)).rekey('caf\u00E9', cost)).toBeUndefined()
  disk.cut()
  await mustOpen(disk, 'cafe\u0301')
})

it('refuses a keyring that is empty, damaged, of another length or newer', async () => {
  const { disk, vault } = await freshVault()
  expect(await reopen(createForgettingDisk({ slots: 64 }))).toBe('empty')
  await vault.commit([{ kind: 'page', page: 1, bytes: bytesOf('page') }])
  const { keyring } = disk.snapshot()
  const changed = (at: number, value: number): Uint8Array => keyring.with(at, value)
  disk.restore({ keyring: changed(30, keyring[30]! ^ 1) })
  expect(await reopen(disk)).toBe('corrupt')
  disk.restore({ keyring: changed(64 + 5, keyring[64 + 5]! ^ 1) })
  expect(await reopen(disk)).toBe('corrupt')
  disk.restore({ keyring: keyring.slice(0, 63 * 64) })
  expect(await reopen(disk)).toBe('corrupt')
  disk.restore({ keyring: changed(11, 2) })
  expect(await reopen(disk)).toBe('newer')
  disk.restore({ keyring })
  expect(lines(await (await mustOpen(disk)).readPages(0, 9))).toEqual(['page'])
})

it('reports pages and messages as lost where the database is older than the keyring, or newer', async () => {
  const { disk, vault } = await freshVault()
  await vault.commit([
    { kind: 'page', page: 1, bytes: bytesOf('old') },
    { kind: 'page', page: 2, bytes: bytesOf('stays') },
    { kind: 'message', key: 1, bucket, bytes: bytesOf('ends') },
  ])
  const older = disk.snapshot()
  await vault.commit([
    { kind: 'page', page: 1, bytes: bytesOf('new') },
    { kind: 'forget', key: 1 },
  ])
  const newer = disk.snapshot()
  for (const mixed of [
    { ...newer, records: older.records },
    { ...newer, keyring: older.keyring },
  ]) {
    disk.restore(mixed)
    const again = await mustOpen(disk)
    expect(lines(await again.readPages(0, 9))).toEqual(['lost', 'stays'])
    expect((await again.readPages(0, 9))[0]).toEqual({ page: 1, lost: true })
    for (const text of lines((await again.readMessages({ from: 0, to: 9 })).flat())) expect(text).toBe('lost')
    await again.commit([
      { kind: 'page', page: 1, bytes: bytesOf('rejoined') },
      { kind: 'message', key: 2, bucket, bytes: bytesOf('next') },
    ])
    expect(lines(await again.readPages(0, 9))).toEqual(['rejoined', 'stays'])
    expect(lines((await again.readMessages({ from: 2, to: 9 })).flat())).toEqual(['next'])
    await again.close()
    expect(lines((await (await mustOpen(disk)).readMessages({ from: 2, to: 9 })).flat())).toEqual(['next'])
  }
})

it('does not sweep a keyring next to a foreign or missing database', async () => {
  const { disk, vault } = await freshVault()
  await vault.commit([{ kind: 'page', page: 1, bytes: bytesOf('page') }])
  const own = disk.snapshot()
  const foreign = await freshVault()
  const none = createForgettingDisk({ slots: 64 }).snapshot()
  for (const { records } of [foreign.disk.snapshot(), none]) {
    disk.restore({ keyring: own.keyring, records })
    expect(await reopen(disk)).toBe('corrupt')
    expect(disk.snapshot().keyring).toEqual(own.keyring)
  }
  disk.restore({ keyring: new Uint8Array(64 * 64), records: own.records })
  await expect(create(disk)).rejects.toThrow('There is something in this home already')
})

it('is not created over another', async () => {
  const { disk, vault } = await freshVault()
  await vault.close()
  await expect(createVault({ ...disk.open(), passphrase, random, cost })).rejects.toThrow(
    'There is something in this home already',
  )
})

it('says that the keyring is full before it writes anything, and goes on', async () => {
  const { disk, vault } = await freshVault(8)
  await vault.commit([1, 2].map((page) => ({ kind: 'page', page, bytes: bytesOf(`page ${page}`) })))
  const before = disk.writes()
  await expect(
    vault.commit([3, 4].map((page) => ({ kind: 'page', page, bytes: bytesOf('more') }))),
  ).rejects.toMatchObject({ why: 'disk-full' })
  expect(disk.writes()).toBe(before)
  await vault.commit([{ kind: 'page', page: 1, bytes: undefined }])
  expect(lines(await vault.readPages(0, 9))).toEqual(['page 2'])
})

it('destroys what the old passphrase opened when it changes', async () => {
  const { disk, vault } = await freshVault()
  await vault.commit([{ kind: 'page', page: 1, bytes: bytesOf('page') }])
  expect(await readable(disk.copy(), passphrase)).toContain('page')
  await vault.rekey('battery staple', cost)
  await vault.rekey('second', cost)
  await vault.rekey('third', cost)
  await vault.commit([{ kind: 'page', page: 2, bytes: bytesOf('more') }])
  await vault.close()
  expect(await keysOf(disk.copy().keyring, passphrase)).toEqual([])
  expect(await reopen(disk, 'second')).toBe('wrong-passphrase')
  expect(lines(await (await mustOpen(disk, 'third')).readPages(0, 9))).toEqual(['page', 'more'])
})

it.each(failModes)('opens with one of both passphrases when the change was cut: %s', async (mode) => {
  for (const write of [0, 1]) {
    const { disk, vault } = await freshVault()
    await vault.commit([{ kind: 'page', page: 1, bytes: bytesOf('page') }])
    disk.failAfter(write, mode)
    await expect(vault.rekey('new', cost)).rejects.toThrow('The disk does not answer')
    disk.cut()
    const left = disk.snapshot()
    const opens: string[] = []
    for (const words of [passphrase, 'new']) {
      disk.restore(left)
      const opened = await reopen(disk, words)
      if (typeof opened === 'string') continue
      opens.push(words)
      expect(lines(await opened.readPages(0, 9))).toEqual(['page'])
      // From the first opening on, the other one opens nothing.
      expect(await keysOf(disk.copy().keyring, words === 'new' ? passphrase : 'new')).toEqual([])
    }
    expect(opens.length).toBeGreaterThan(0)
  }
})

it('lets a message that was only added to live on under its bucket, and end with it', async () => {
  const { disk, vault } = await freshVault()
  const put = (text: string, adds: boolean): Promise<void> =>
    vault.commit([{ kind: 'message', key: 1, bucket, bytes: bytesOf(text), ...(adds ? { adds } : {}) }])
  await vault.commit([2, 3, 4].map((key) => ({ kind: 'message', key, bucket, bytes: bytesOf(`other ${key}`) })))
  await put('sent', true)
  const before = disk.writes()
  await put('sent, acknowledged', true)
  expect(disk.writes() - before, 'only the database').toBe(1)
  await put('replaced', false)
  expect(await readable(disk.copy(), passphrase)).toEqual(new Set(['other 2', 'other 3', 'other 4', 'replaced']))
  await vault.commit([{ kind: 'forget', key: 1 }])
  expect(await readable(disk.copy(), passphrase)).toEqual(new Set(['other 2', 'other 3', 'other 4']))
})
