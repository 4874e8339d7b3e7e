/** Keys that came back with an older keyring, and open nothing of what names them: they go, and nothing else does. */
import { expect, it } from 'vitest'
import type { Vault } from '../src/vault/index.ts'
import { readable } from './vault-attacker.ts'
import { bytesOf, textOf } from './vault-model.ts'
import { freshVault, mustOpen, passphrase } from './vault-stand.ts'

const all = { from: 0, to: 99 }
const early = { conversation: 1, start: 0, end: 10 }
const late = { conversation: 1, start: 10, end: 20 }
const message = (key: number, bucket: typeof early, text: string) =>
  ({ kind: 'message', key, bucket, bytes: bytesOf(text) }) as const
const texts = async (vault: Vault): Promise<readonly string[]> =>
  [...(await vault.readPages(0, 99)), ...(await vault.readMessages(all)).flat()].map((one) =>
    'lost' in one ? 'lost' : textOf(one.bytes),
  )

/** A newer database beside an older keyring, in whose slots lie keys of what has ended meanwhile. */
async function newDatabaseOldKeyring() {
  const { disk, vault } = await freshVault(16)
  await vault.commit([message(1, early, 'stays')])
  await vault.commit([message(2, late, 'ended'), { kind: 'page', page: 7, bytes: bytesOf('old page') }])
  const { keyring } = disk.snapshot()
  await vault.commit([
    { kind: 'forget', key: 2 },
    { kind: 'page', page: 7, bytes: undefined },
  ])
  await vault.commit([message(3, late, 'later'), { kind: 'page', page: 7, bytes: bytesOf('new page') }])
  await vault.close()
  disk.restore({ keyring })
  return disk
}

it('goes once what names it was read, and what fits stays', async () => {
  const disk = await newDatabaseOldKeyring()
  const vault = await mustOpen(disk)
  expect(await vault.sweep()).toBe(0)
  expect(await texts(vault)).toEqual(['lost', 'stays', 'lost'])
  const before = await readable(disk.copy(), passphrase)
  expect(before.has('ended')).toBe(true)
  expect(before.has('old page')).toBe(true)
  expect(await vault.sweep()).toBe(2)
  const after = await readable(disk.copy(), passphrase)
  expect(after.has('ended')).toBe(false)
  expect(after.has('old page')).toBe(false)
  expect(after.has('stays')).toBe(true)
  expect(await vault.sweep()).toBe(0)
})

it('leaves a vault in which one goes on writing, now and after opening anew', async () => {
  const disk = await newDatabaseOldKeyring()
  const vault = await mustOpen(disk)
  await texts(vault)
  await vault.sweep()
  await vault.commit([message(4, late, 'goes on'), { kind: 'page', page: 7, bytes: bytesOf('third page') }])
  expect(await texts(vault)).toEqual(['third page', 'stays', 'lost', 'goes on'])
  expect(await vault.sweep()).toBe(0)
  await vault.close()
  expect(await texts(await mustOpen(disk))).toEqual(['third page', 'stays', 'lost', 'goes on'])
})

it('does not touch what was written again, though it lies where a strange key was', async () => {
  const disk = await newDatabaseOldKeyring()
  const vault = await mustOpen(disk)
  await texts(vault)
  // Twice: the slot that was given up first is taken first.
  for (const text of ['once', 'twice']) await vault.commit([{ kind: 'page', page: 7, bytes: bytesOf(text) }])
  for (const text of ['once', 'twice']) await vault.commit([message(3, late, text)])
  expect(await vault.sweep()).toBe(0)
  expect(await texts(vault)).toEqual(['twice', 'stays', 'twice'])
  await vault.close()
  expect(await texts(await mustOpen(disk))).toEqual(['twice', 'stays', 'twice'])
})

it('does not touch what took the place of something lost', async () => {
  const disk = await newDatabaseOldKeyring()
  const vault = await mustOpen(disk)
  await texts(vault)
  const text = bytesOf('new')
  await vault.commit([
    { kind: 'forget', key: 3 },
    { kind: 'page', page: 7, bytes: undefined },
  ])
  await vault.commit([8, 9].map((page) => ({ kind: 'page', page, bytes: text })))
  expect(await vault.sweep()).toBe(0)
  expect(await texts(vault)).toEqual(['new', 'new', 'stays'])
})

it('stays as long as it opens anything: one damaged message loses itself alone', async () => {
  const { disk, vault } = await freshVault()
  await vault.commit([message(1, early, 'whole'), message(2, early, 'damaged')])
  await vault.close()
  const { records } = disk.snapshot()
  records.get('messages')!.get(2)!.fill(1, -8)
  disk.restore({ records })
  const again = await mustOpen(disk)
  expect(await texts(again)).toEqual(['whole', 'lost'])
  expect(await again.sweep()).toBe(0)
  expect(await texts(again)).toEqual(['whole', 'lost'])
})
