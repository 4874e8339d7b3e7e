/**
 * Somebody who has a copy of the keyring, every value that the store was ever given, and the passphrase; and who knows
 * this code. Used by the tests to find what can still be read.
 */
import { unlockKey, unlockKeyOf, unwrapKey, wrappedLength } from '@ebb/seal'
import { slotSize, type TableName } from '../src/ports/index.ts'
import {
  headPlaces,
  homeSlot,
  isFree,
  openKeySlot,
  openRoot,
  openSecretWay,
  readHead,
  slotOf,
} from '../src/vault/keyring-format.ts'
import { openMessage, openPage, openRecord } from '../src/vault/values.ts'
import { textOf } from './vault-model.ts'

export interface Loot {
  readonly keyring: Uint8Array
  readonly values: readonly { readonly table: TableName; readonly key: number; readonly value: Uint8Array }[]
}

/** The keys that the passphrase leads to: every slot that opens under a root. */
export async function keysOf(keyring: Uint8Array, passphrase: string): Promise<Uint8Array[]> {
  const keys: Uint8Array[] = []
  for (const place of headPlaces) {
    const head = readHead(keyring, place)
    if (typeof head !== 'object') continue
    const root = openRoot(head, await unlockKey(passphrase, head.salt, head.cost), keyring)
    if (root !== undefined) keys.push(...keysUnder(root, keyring))
  }
  return keys
}

/** The keys that a secret leads to. */
export function keysOfSecret(keyring: Uint8Array, secret: Uint8Array): Uint8Array[] {
  const root = openSecretWay(keyring, unlockKeyOf(secret))
  return root === undefined ? [] : keysUnder(root, keyring)
}

function keysUnder(root: Uint8Array, keyring: Uint8Array): Uint8Array[] {
  const keys: Uint8Array[] = []
  for (let slot = homeSlot; slot * slotSize < keyring.length; slot++) {
    const bytes = slotOf(keyring, slot)
    const key = isFree(bytes) ? undefined : openKeySlot(root, slot, bytes)
    if (key !== undefined) keys.push(key)
  }
  return keys
}

/** Every plaintext that any key opens as anything. */
export async function readable({ keyring, values }: Loot, passphrase: string): Promise<Set<string>> {
  const keys = await keysOf(keyring, passphrase)
  const found = new Set<string>()
  for (const { table, key: at, value } of values) {
    for (const key of keys) {
      const open = { pages: openPage, messages: openMessage, meta: openWith, buckets: () => undefined }[table](
        at,
        value,
        key,
      )
      if (open !== undefined) found.add(textOf(open))
    }
  }
  return found
}

const openWith = (at: number, value: Uint8Array, key: Uint8Array): Uint8Array | undefined => openRecord(key, at, value)

/** What each window of `bytes` opens to as a wrapped key under one of `keys`, or is as a key itself. Windows of zeros are no keys. */
export function* windows(bytes: Uint8Array, keys: readonly Uint8Array[], aad: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at + 32 <= bytes.length; at++) {
    const plain = bytes.subarray(at, at + 32)
    if (isFree(plain)) continue
    yield plain
    if (at + wrappedLength > bytes.length) continue
    for (const key of keys) {
      const inner = unwrapKey(key, bytes.subarray(at, at + wrappedLength), aad)
      if (inner !== undefined) yield inner
    }
  }
}
