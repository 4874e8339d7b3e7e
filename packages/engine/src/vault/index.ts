export type { Bucket, VaultChange } from './change.ts'
export { exerciseVault } from './exercise.ts'
export { createVault, openVault, type SecretParts, type VaultParts, type VaultRefusal } from './open.ts'
export type { Due, KeptRead, PageRead, Vault } from './vault.ts'
