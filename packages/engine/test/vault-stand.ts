/** Vaults on forgetting disks, cheaply unlocked. */
import { createForgettingDisk, type ForgettingDisk } from '../../../world/src/disk/forgetting-disk.ts'
import { createVault, openVault, type Vault, type VaultRefusal } from '../src/vault/index.ts'

export const passphrase = 'correct horse'
export const cost = { memoryKiB: 8, passes: 1 }
export const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

export const create = (disk: ForgettingDisk): Promise<Vault> =>
  createVault({ ...disk.open(), passphrase, random, cost })

/** With a passphrase or a secret; the refusal's word where the vault does not open. */
export async function reopen(
  disk: ForgettingDisk,
  opener: string | Uint8Array = passphrase,
): Promise<Vault | VaultRefusal> {
  const parts = disk.open()
  const opened = await openVault({
    ...parts,
    random,
    ...(typeof opener === 'string' ? { passphrase: opener } : { secret: opener }),
  })
  if (!('refused' in opened)) return opened
  await Promise.all([parts.store.close(), parts.keyring.close()])
  return opened.refused
}

export async function mustOpen(disk: ForgettingDisk, opener: string | Uint8Array = passphrase): Promise<Vault> {
  const opened = await reopen(disk, opener)
  if (typeof opened === 'string') throw new Error(`refused: ${opened}`)
  return opened
}

export async function freshVault(slots = 64): Promise<{ disk: ForgettingDisk; vault: Vault }> {
  const disk = createForgettingDisk({ slots })
  return { disk, vault: await create(disk) }
}
