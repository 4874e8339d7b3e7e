/** The second way into a vault: 32 bytes of an authenticator beside the passphrase. */
import { describe, expect, it } from 'vitest'
import { failModes } from '../../../world/src/disk/disk-state.ts'
import type { ForgettingDisk } from '../../../world/src/disk/forgetting-disk.ts'
import { slotSize } from '../src/ports/index.ts'
import { isFree, secretSlot, slotOf } from '../src/vault/keyring-format.ts'
import type { Vault } from '../src/vault/index.ts'
import { keysOf, keysOfSecret } from './vault-attacker.ts'
import { bytesOf, textOf } from './vault-model.ts'
import { cost, freshVault, mustOpen, passphrase, reopen } from './vault-stand.ts'

const [secret, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]

async function withPage(): Promise<{ disk: ForgettingDisk; vault: Vault }> {
  const made = await freshVault()
  await made.vault.commit([{ kind: 'page', page: 1, bytes: bytesOf('page') }])
  return made
}

async function pageOf(vault: Vault): Promise<string> {
  const [page] = await vault.readPages(1, 1)
  return page === undefined || 'lost' in page ? 'lost' : textOf(page.bytes)
}

/** Which of the openers open the vault and read its page, each tried on the same disk. */
async function opening(disk: ForgettingDisk, openers: readonly (string | Uint8Array)[]): Promise<boolean[]> {
  const left = disk.snapshot()
  const opened: boolean[] = []
  for (const opener of openers) {
    disk.restore(left)
    const vault = await reopen(disk, opener)
    if (typeof vault === 'string') expect(vault).toBe('wrong-passphrase')
    else expect(await pageOf(vault)).toBe('page')
    opened.push(typeof vault === 'object')
  }
  disk.restore(left)
  return opened
}

it('opens with the secret as with the passphrase, and with no other', async () => {
  const { disk, vault } = await withPage()
  expect(await vault.hasSecret()).toBe(false)
  expect(await opening(disk, [passphrase, secret, new Uint8Array(32)])).toEqual([true, false, false])
  const [again, left] = [await mustOpen(disk), disk.snapshot()]
  await again.addSecret(secret)
  expect(await again.hasSecret()).toBe(true)
  await again.close()
  expect(await opening(disk, [passphrase, secret, other, 'correct horses'])).toEqual([true, true, false, false])
  const bySecret = await mustOpen(disk, secret)
  expect(await bySecret.hasSecret()).toBe(true)
  await bySecret.commit([{ kind: 'page', page: 2, bytes: bytesOf('more') }])
  await bySecret.close()
  await (await mustOpen(disk)).close()
  expect(await opening(disk, [secret]), 'no opening sweeps it').toEqual([true])
  disk.restore(left)
  expect(await opening(disk, [secret])).toEqual([false])
})

it('refuses a wrong secret without writing, and one of another length', async () => {
  const { disk, vault } = await withPage()
  await vault.addSecret(secret)
  await expect(vault.addSecret(new Uint8Array(31))).rejects.toThrow(RangeError)
  expect(await pageOf(vault), 'that broke nothing').toBe('page')
  await vault.close()
  const before = disk.writes()
  expect(await reopen(disk, other)).toBe('wrong-passphrase')
  await expect(reopen(disk, new Uint8Array(16))).rejects.toThrow(RangeError)
  expect(disk.writes()).toBe(before)
})

it('takes the bytes that it was given, whatever the caller does with them meanwhile', async () => {
  const { disk, vault } = await withPage()
  const given = secret.slice()
  const commit = vault.commit([{ kind: 'page', page: 2, bytes: bytesOf('first') }])
  const added = vault.addSecret(given)
  given.fill(0)
  await Promise.all([commit, added])
  await vault.close()
  expect(await opening(disk, [secret, given])).toEqual([true, false])
})

describe('somebody with every file and an old secret', () => {
  it('opens everything while it counts', async () => {
    const { disk, vault } = await withPage()
    await vault.addSecret(secret)
    expect(keysOfSecret(disk.copy().keyring, secret)).toEqual(await keysOf(disk.copy().keyring, passphrase))
    expect(keysOfSecret(disk.copy().keyring, secret).length).toBeGreaterThan(1)
  })

  it('opens nothing once it was dropped', async () => {
    const { disk, vault } = await withPage()
    await vault.addSecret(secret)
    await vault.dropSecret()
    expect(await vault.hasSecret()).toBe(false)
    expect(isFree(slotOf(disk.copy().keyring, secretSlot))).toBe(true)
    expect(keysOfSecret(disk.copy().keyring, secret)).toEqual([])
    await vault.close()
    expect(await opening(disk, [passphrase, secret])).toEqual([true, false])
    expect(await (await mustOpen(disk)).hasSecret()).toBe(false)
  })

  it('opens nothing once another took its place', async () => {
    const { disk, vault } = await withPage()
    await vault.addSecret(secret)
    await vault.addSecret(other)
    expect(keysOfSecret(disk.copy().keyring, secret)).toEqual([])
    expect(keysOfSecret(disk.copy().keyring, other).length).toBeGreaterThan(1)
  })
})

it('goes on opening when the passphrase changes, also when that was cut', async () => {
  for (const write of [0, 1, 2]) {
    const { disk, vault } = await withPage()
    await vault.addSecret(secret)
    disk.failAfter(write, 'not-reported')
    await vault.rekey('new', cost).catch(() => undefined)
    disk.cut()
    const left = disk.snapshot()
    await (await mustOpen(disk, secret)).close()
    // Two heads lay there after the first write: the one that counts has stayed, and the other is gone.
    expect(await opening(disk, [passphrase, 'new', secret])).toEqual([false, true, true])
    expect(await keysOf(disk.copy().keyring, passphrase)).toEqual([])
    disk.restore(left)
    expect(await opening(disk, ['new'])).toEqual([true])
  }
})

describe.each(failModes)('a change of the secret that was cut: %s', (mode) => {
  const cutWhile = async (first: Uint8Array | undefined, change: (vault: Vault) => Promise<void>) => {
    const { disk, vault } = await withPage()
    if (first !== undefined) await vault.addSecret(first)
    disk.failAfter(0, mode)
    await expect(change(vault)).rejects.toThrow('The disk does not answer')
    await expect(vault.hasSecret()).rejects.toThrow('The disk does not answer')
    disk.cut()
    return disk
  }

  it('leaves the passphrase, and of the two secrets at most one', async () => {
    const disk = await cutWhile(secret, (vault) => vault.addSecret(other))
    const [words, old, fresh] = await opening(disk, [passphrase, secret, other])
    expect(words).toBe(true)
    expect(old && fresh).toBe(false)
    expect(fresh, 'it was done, and only its report lost').toBe(mode === 'not-reported')
    expect(await (await mustOpen(disk)).hasSecret(), 'it shows that something lies there').toBe(true)
  })

  it('leaves a dropped secret or none, and dropping again ends it', async () => {
    const disk = await cutWhile(secret, (vault) => vault.dropSecret())
    const [words, old] = await opening(disk, [passphrase, secret])
    expect(words).toBe(true)
    expect(old, 'nothing was acknowledged').toBe(mode === 'not-done' || mode === 'not-synced')
    const again = await mustOpen(disk)
    await again.dropSecret()
    await again.close()
    expect(await opening(disk, [passphrase, secret])).toEqual([true, false])
    expect(isFree(slotOf(disk.copy().keyring, secretSlot))).toBe(true)
  })

  it('leaves a first secret or none', async () => {
    const disk = await cutWhile(undefined, (vault) => vault.addSecret(secret))
    expect(await opening(disk, [passphrase, secret])).toEqual([true, mode === 'not-reported'])
  })
})

it('is no vault without a head, whatever opens', async () => {
  const { disk, vault } = await withPage()
  await vault.addSecret(secret)
  await vault.close()
  const { keyring } = disk.snapshot()
  const headless = keyring.slice()
  headless.fill(0, 0, 2 * slotSize)
  disk.restore({ keyring: headless })
  expect(await reopen(disk, secret)).toBe('corrupt')
  // A way in alone counts as something that lies there: no other vault is made over it.
  const alone = new Uint8Array(keyring.length)
  alone.set(slotOf(keyring, secretSlot), secretSlot * slotSize)
  disk.restore({ keyring: alone })
  expect(await reopen(disk, secret)).toBe('corrupt')
})
