/**
 * Every key that the passphrase leads to, and every key that could have been left somewhere. Where a real attacker
 * would check a tag first, these are tried without: a key is a key if it opens something else.
 */
import { createDecipheriv } from 'node:crypto'
import { unlockKey, wrappedLength } from '@ebb/seal'
import {
  headPlaces,
  homeSlot,
  isFree,
  openKeySlot,
  openRoot,
  readHead,
  slotOf,
} from '../../packages/engine/src/vault/keyring-format.ts'
import { firstBlock } from './chacha.ts'
import type { LootedHome } from './loot.ts'

export interface HomeKeys {
  /** Slots that open under the root as they should, the home key among them. */
  readonly genuine: readonly Uint8Array[]
  /** The same by their slots. */
  readonly bySlot: ReadonlyMap<number, Uint8Array>
  /** What any 60-byte window of the keyring gives under root or unlock key, and any 32-byte window as it is. */
  readonly possible: readonly Uint8Array[]
}

const slotBytes = 64
/** Argon2 is dear, and a home has the same salt all its life. */
const unlocked = new Map<string, Promise<Uint8Array>>()

export async function keysOf({ files, passphrase }: LootedHome): Promise<HomeKeys> {
  const keyring = files.get('keyring') ?? new Uint8Array(0)
  const bySlot = new Map<number, Uint8Array>()
  const wrapping: Uint8Array[] = []
  for (const place of headPlaces) {
    const head = keyring.length === 0 ? undefined : readHead(keyring, place)
    if (typeof head !== 'object') continue
    const name = `${passphrase} ${Buffer.from(head.salt).toString('hex')}`
    const trying = unlocked.get(name) ?? unlockKey(passphrase, head.salt, head.cost)
    unlocked.set(name, trying)
    const unlock = await trying
    const root = openRoot(head, unlock, keyring)
    wrapping.push(unlock)
    if (root === undefined) continue
    wrapping.push(root)
    for (let slot = homeSlot; slot * slotBytes < keyring.length; slot++) {
      const bytes = slotOf(keyring, slot)
      const key = isFree(bytes) ? undefined : openKeySlot(root, slot, bytes)
      if (key !== undefined) bySlot.set(slot, key)
    }
  }
  const genuine = [...bySlot.values()]
  return { genuine, bySlot, possible: [...genuine, ...wrapping, ...possibleIn(keyring, wrapping)] }
}

function possibleIn(keyring: Uint8Array, wrapping: readonly Uint8Array[]): Uint8Array[] {
  const found: Uint8Array[] = []
  for (const window of keyWindows(keyring)) {
    found.push(window)
    const at = window.byteOffset - keyring.byteOffset
    const wrapped = keyring.subarray(at, at + wrappedLength)
    if (wrapped.length === wrappedLength) for (const key of wrapping) found.push(unwrapAny(key, wrapped))
  }
  return found
}

/** Every 32-byte window that is not zeros for its most part: keys are random. */
export function* keyWindows(bytes: Uint8Array): Generator<Uint8Array> {
  let zeros = 0
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0) zeros += 1
    if (i >= 32 && bytes[i - 32] === 0) zeros -= 1
    if (i >= 31 && zeros < 12) yield bytes.subarray(i - 31, i + 1)
  }
}

/** ChaCha20-Poly1305 (RFC 8439) without its tag: the plaintext if the key is right, else noise. */
export function decryptAny(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Buffer {
  const start = new Uint8Array(16)
  start[0] = 1
  start.set(nonce, 4)
  return createDecipheriv('chacha20', key, start).update(sealed)
}

/** A wrapped key: nonce 12, key 32, tag 16 bytes. */
export const unwrapAny = (under: Uint8Array, wrapped: Uint8Array): Uint8Array =>
  firstBlock(under, wrapped.subarray(0, 12), wrapped.subarray(12, 44))
