/**
 * The keys under which blobs lie: one for each bucket, in slots of their own (log/key-slots.ts), made durable before
 * the first use and destroyed at the bucket's end. Only their bytes are another store's business.
 */
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Disk } from '../log/disk.ts'
import { openKeySlots } from '../log/key-slots.ts'
import { nonceSource, seal, unseal } from '../log/sealing.ts'

export interface BlobKeys {
  /** Nonce (12 bytes), pieces of ciphertext, tag (16). Throws what the disk throws where the key is new. */
  seal(id: Uint8Array, bucket: number, body: Uint8Array): Uint8Array[]
  /** Undefined where the key is gone, or these are not the bytes that were sealed for this id. */
  unseal(id: Uint8Array, bucket: number, sealed: Uint8Array): Uint8Array | undefined
  /** Buckets that have a key. */
  held(): readonly number[]
  /** Destroys the keys of what ended at or before `now`; returns their buckets. */
  expire(now: number): readonly number[]
  /** 32 random bytes of this store's own that never change: a key without an end. */
  secret(): Uint8Array
  close(): void
}

/** A bucket that never ends. */
const never = Number.MAX_SAFE_INTEGER

export function openBlobKeys(directory: string, disk: Disk, random: (length: number) => Uint8Array): BlobKeys {
  const slots = openKeySlots(directory, disk)
  // As objects of Node's they are converted once, not for every blob.
  const ready = new Map<number, KeyObject>()
  const nonce = nonceSource(random)

  function made(bucket: number): Uint8Array {
    const known = slots.key(bucket)
    if (known !== undefined) return known
    const fresh = random(32)
    slots.make(bucket, fresh)
    return fresh
  }

  function keyOf(bucket: number, bytes: Uint8Array): KeyObject {
    const known = ready.get(bucket)
    if (known !== undefined) return known
    const key = createSecretKey(bytes)
    ready.set(bucket, key)
    return key
  }

  const held = (): readonly number[] => slots.buckets().filter((bucket) => bucket !== never)
  return {
    seal: (id, bucket, body) => seal(keyOf(bucket, made(bucket)), nonce(), body, id),
    unseal(id, bucket, sealed) {
      const bytes = slots.key(bucket)
      return bytes === undefined ? undefined : unseal(keyOf(bucket, bytes), sealed, id)
    },
    held,
    expire(now) {
      const ended = held().filter((bucket) => bucket <= now)
      slots.destroy(ended)
      for (const bucket of ended) ready.delete(bucket)
      return ended
    },
    secret: () => made(never),
    close: () => slots.close(),
  }
}
