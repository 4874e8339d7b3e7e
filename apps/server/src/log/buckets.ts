/**
 * Bodies: all entries that end at the same time lie in one file under one key. Those of a batch lie in one stretch
 * (stream.ts); those from before version 4 each by themselves as nonce (12 bytes), ciphertext and tag (16), AES-256-GCM,
 * bound to channel and place. Expiry destroys the key and then removes the file, a large one little by little (removal.ts).
 *
 * There is no file per channel: a file's name says when its entries end, its length and times say only how much was
 * written by everybody, and when last. Offsets tell in which order the entries of all channels in one bucket came.
 */
import { createSecretKey, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { sameBytes, type ChannelId, type EntryId } from '@ebb/protocol'
import { sha256 } from '../signatures.ts'
import { readAll, syncDirectory, writeAll, type Disk } from './disk.ts'
import type { Nonce } from './entry-index.ts'
import type { Form } from './heads.ts'
import { openKeySlots } from './key-slots.ts'
import { openRemoval } from './removal.ts'
import { sealOverhead, unseal } from './sealing.ts'
import { blockStart, openStream, sealStream } from './stream.ts'

interface BodyPlace {
  readonly bucket: number
  readonly offset: number
  /** Of the body, without overhead. */
  readonly size: number
  readonly form: Form
  /** Of the batch. It says nothing of a body that is sealed by itself. */
  readonly nonce: Nonce
  /** First 16 bytes of SHA-256 of the body. */
  readonly id: EntryId
  readonly seq: number
}

export interface Buckets {
  /** Takes a body into the batch; returns its offset. Nothing is written but, for a new bucket, its key. */
  stage(body: Uint8Array, bucket: number): number
  /**
   * Writes and flushes what is staged. Before the database commits this is harmless: it names none of these bytes.
   * `nonce` was never given before.
   */
  flush(nonce: Nonce): void
  /** The database has committed: the staged bytes stay. */
  keep(): void
  /** The database has not: they go, as far as the disk lets them. */
  drop(): void
  /** Undefined where the key or the bytes are gone, or are not those that were written. */
  read(place: BodyPlace, channel: ChannelId): Uint8Array | undefined
  /** Destroys the keys of buckets that ended at or before `now`, and begins to remove their files; returns how many. */
  expire(now: number): number
  /** Removes a slice more of what has ended. */
  remove(): void
  close(): void
}

export interface BucketTools {
  readonly directory: string
  readonly disk: Disk
  readonly random: (length: number) => Uint8Array
  /** A bucket that should be there is not. */
  readonly missing: () => void
  /** By bucket, where the last body ends that the database names. */
  readonly named?: ReadonlyMap<number, number>
  /** Bytes of a file that go at once. */
  readonly slice?: number | undefined
}

interface OpenBucket {
  readonly fd: number
  readonly key: KeyObject
  /** Where the next body goes. */
  end: number
  /** The end before this batch. */
  kept: number
  staged: Uint8Array[]
}

export function openBuckets(tools: BucketTools): Buckets {
  const { disk, random } = tools
  const directory = join(tools.directory, 'buckets')
  disk.mkdirSync(directory, { recursive: true, mode: 0o700 })
  const keys = openKeySlots(tools.directory, disk)
  const removal = openRemoval(directory, disk, tools.slice)
  const open = new Map<number, OpenBucket>()
  const touched = new Set<OpenBucket>()
  const lost = new Set<number>()
  /** What ended by then has no key and is missed by nobody. */
  let expiredUntil = 0
  /** Files without a key: a crash came between destroying it and unlinking, or the key was lost and they wait for their end. */
  let orphans: Set<number> | undefined

  /** By the first time that is known, what should be there is looked for. */
  function checkAll(now: number): Set<number> {
    const lying = new Set(disk.readdirSync(directory))
    for (const [bucket, end] of tools.named ?? []) {
      if (bucket <= now) continue
      if (keys.key(bucket) === undefined || !lying.has(String(bucket)) || lengthOf(bucket) < end) report(bucket)
    }
    return new Set([...lying].map(Number).filter((bucket) => keys.key(bucket) === undefined))
  }

  function removeOrphans(now: number): void {
    for (const bucket of orphans!) {
      if (bucket > now) continue
      if (keys.key(bucket) === undefined) removal.remove(String(bucket))
      orphans!.delete(bucket)
    }
  }

  function lengthOf(bucket: number): number {
    const ready = open.get(bucket)
    if (ready !== undefined) return ready.kept
    const fd = disk.openSync(join(directory, String(bucket)), 'r')
    try {
      return disk.fstatSync(fd).size
    } finally {
      disk.closeSync(fd)
    }
  }

  function forWriting(bucket: number): OpenBucket {
    const ready = open.get(bucket)
    if (ready !== undefined) return ready
    let key = keys.key(bucket)
    if (key === undefined) {
      // Where the clock went back, an end comes twice.
      removal.finish(String(bucket))
      key = random(32)
      // The key is durable before the first body under it.
      keys.make(bucket, key)
    }
    const fd = disk.openSync(join(directory, String(bucket)), 'a+', 0o600)
    disk.closeSync(fd)
    syncDirectory(directory, disk)
    return opened(bucket, key)
  }

  function opened(bucket: number, secret: Uint8Array): OpenBucket {
    const fd = disk.openSync(join(directory, String(bucket)), 'r+')
    // A tail that the database does not name is left where it is; nothing reads it. Nor is a place that it names given
    // again, where the file has lost its end.
    const end = Math.max(disk.fstatSync(fd).size, tools.named?.get(bucket) ?? 0)
    // As an object of Node's it is converted once, not for every body.
    const fresh = { fd, key: createSecretKey(secret), end, kept: end, staged: [] }
    open.set(bucket, fresh)
    return fresh
  }

  function forReading(bucket: number): OpenBucket | undefined {
    const ready = open.get(bucket)
    if (ready !== undefined) return ready
    const key = keys.key(bucket)
    if (key === undefined) {
      if (bucket > expiredUntil) report(bucket)
      return undefined
    }
    try {
      return opened(bucket, key)
    } catch (error) {
      // Anything else (no more file descriptors, a failing disk) must not pass for an expiry.
      if ((error as { code?: string }).code !== 'ENOENT') throw error
      report(bucket)
      return undefined
    }
  }

  function report(bucket: number): void {
    if (lost.has(bucket)) return
    lost.add(bucket)
    tools.missing()
  }

  return {
    stage(body, bucket) {
      const into = forWriting(bucket)
      const offset = into.end
      into.staged.push(body)
      into.end += body.length
      touched.add(into)
      return offset
    },
    flush(nonce) {
      for (const { fd, key, kept, staged } of touched) {
        let at = kept
        for (const piece of sealStream(key, { nonce, offset: kept }, staged)) {
          writeAll(disk, fd, piece, at)
          at += piece.length
        }
      }
      for (const bucket of touched) disk.fdatasyncSync(bucket.fd)
    },
    keep() {
      for (const bucket of touched) {
        bucket.kept = bucket.end
        bucket.staged = []
      }
      touched.clear()
    },
    drop() {
      for (const bucket of touched) {
        bucket.end = bucket.kept
        bucket.staged = []
        try {
          disk.ftruncateSync(bucket.fd, bucket.kept)
        } catch {
          // The next batch overwrites it, with another nonce.
        }
      }
      touched.clear()
    },
    read(place, channel) {
      const from = forReading(place.bucket)
      if (from === undefined) return undefined
      const { offset, size, form, nonce, id, seq } = place
      const begin = form === 'stream' ? blockStart(offset) : offset
      const end = offset + size + (form === 'stream' ? 0 : sealOverhead)
      const lies = readAll(disk, from.fd, end - begin, begin)
      const body =
        lies === undefined || form === 'sealed'
          ? lies && unseal(from.key, lies, bound(channel, seq))
          : checked(openStream(from.key, { nonce, offset }, lies), id)
      if (body === undefined) report(place.bucket)
      return body
    },
    expire(now) {
      expiredUntil = Math.max(expiredUntil, now)
      orphans ??= checkAll(now)
      removeOrphans(now)
      const ended = keys.buckets().filter((bucket) => bucket <= now)
      if (ended.length === 0) return 0
      keys.destroy(ended)
      for (const bucket of ended) {
        const ready = open.get(bucket)
        if (ready !== undefined) disk.closeSync(ready.fd)
        open.delete(bucket)
        lost.delete(bucket)
        removal.remove(String(bucket))
      }
      return ended.length
    },
    remove: () => removal.step(),
    close() {
      for (const { fd } of open.values()) disk.closeSync(fd)
      open.clear()
      keys.close()
    },
  }
}

/** A byte that changed on the disk makes another digest. */
const checked = (body: Uint8Array, id: EntryId): Uint8Array | undefined =>
  sameBytes(sha256(body).subarray(0, id.length), id) ? body : undefined

/** What is sealed by itself cannot be passed off as another's: 24 bytes of channel and place are authenticated with it. */
function bound(channel: ChannelId, seq: number): Uint8Array {
  const bytes = new Uint8Array(24)
  bytes.set(channel, 0)
  new DataView(bytes.buffer).setBigUint64(16, BigInt(seq))
  return bytes
}
