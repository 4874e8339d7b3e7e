/**
 * Bodies: all entries that end at the same time lie in one file under one key. A body lies as nonce (12 bytes),
 * ciphertext and tag (16), AES-256-GCM, bound to its channel and place. Expiry destroys the key and unlinks the file.
 *
 * There is no file per channel: a file's name says when its entries end, its length and times say only how much was
 * written by everybody, and when last. Offsets tell in which order the entries of all channels in one bucket came.
 *
 * One cipher per body, though a batch shares the key: a body is read alone, and bound to its channel and place. Sealing
 * takes an eighth of the time of an append, so one cipher per batch could not gain more than that.
 */
import { createSecretKey, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { ChannelId } from '@ebb/protocol'
import { readAll, syncDirectory, unlinkIfThere, writeAll, type Disk } from './disk.ts'
import { openKeySlots } from './key-slots.ts'
import { nonceSource, seal, sealOverhead, unseal } from './sealing.ts'

interface BodyPlace {
  readonly bucket: number
  readonly offset: number
  /** Of the body, without overhead. */
  readonly size: number
}

export interface Buckets {
  /** Takes a body into the batch; returns its offset. Nothing is written yet but, for a new bucket, its key. */
  stage(body: Uint8Array, bucket: number, of: BodyOwner): number
  /** Writes and flushes what is staged. Before the database commits this is harmless: it names none of these bytes. */
  flush(): void
  /** The database has committed: the staged bytes stay. */
  keep(): void
  /** The database has not: they go, as far as the disk lets them. */
  drop(): void
  /** Undefined where the key or the bytes are gone. */
  read(place: BodyPlace, of: BodyOwner): Uint8Array | undefined
  /** Destroys the keys and files of buckets that ended at or before `now`; returns how many. */
  expire(now: number): number
  close(): void
}
interface BodyOwner {
  readonly channel: ChannelId
  readonly seq: number
}

export interface BucketTools {
  readonly directory: string
  readonly disk: Disk
  readonly random: (length: number) => Uint8Array
  /** A bucket that should be there is not. */
  readonly missing: () => void
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
  const open = new Map<number, OpenBucket>()
  const touched = new Set<OpenBucket>()
  const lost = new Set<number>()
  /** What ended by then has no key and is missed by nobody. */
  let expiredUntil = 0
  const nextNonce = nonceSource(random)
  removeOrphans()

  /** Files whose key is gone: a crash came between destroying the key and unlinking. */
  function removeOrphans(): void {
    const held = new Set(keys.buckets().map(String))
    for (const name of disk.readdirSync(directory)) if (!held.has(name)) disk.unlinkSync(join(directory, name))
  }

  function forWriting(bucket: number): OpenBucket {
    const ready = open.get(bucket)
    if (ready !== undefined) return ready
    let key = keys.key(bucket)
    if (key === undefined) {
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
    // A tail that the database does not name is left where it is; nothing reads it.
    const end = disk.fstatSync(fd).size
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
    stage(body, bucket, of) {
      const into = forWriting(bucket)
      const sealed = seal(into.key, nextNonce(), body, bound(of))
      const offset = into.end
      into.staged.push(...sealed)
      into.end += body.length + sealOverhead
      touched.add(into)
      return offset
    },
    flush() {
      for (const bucket of touched) writeAll(disk, bucket.fd, joined(bucket.staged), bucket.kept)
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
          // The next batch overwrites it: nonces are random, so an offset may be used again.
        }
      }
      touched.clear()
    },
    read(place, of) {
      const from = forReading(place.bucket)
      if (from === undefined) return undefined
      const sealed = readAll(disk, from.fd, place.size + sealOverhead, place.offset)
      const body = sealed === undefined ? undefined : unseal(from.key, sealed, bound(of))
      if (body === undefined) report(place.bucket)
      return body
    },
    expire(now) {
      expiredUntil = Math.max(expiredUntil, now)
      const ended = keys.buckets().filter((bucket) => bucket <= now)
      if (ended.length === 0) return 0
      keys.destroy(ended)
      for (const bucket of ended) {
        const ready = open.get(bucket)
        if (ready !== undefined) disk.closeSync(ready.fd)
        open.delete(bucket)
        lost.delete(bucket)
        unlinkIfThere(join(directory, String(bucket)), disk)
      }
      syncDirectory(directory, disk)
      return ended.length
    },
    close() {
      for (const { fd } of open.values()) disk.closeSync(fd)
      open.clear()
      keys.close()
    },
  }
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => (parts.length === 1 ? parts[0]! : Buffer.concat(parts))

/** A body cannot be passed off as another's: 24 bytes of channel and place are authenticated with it. */
function bound(of: BodyOwner): Uint8Array {
  const bytes = new Uint8Array(24)
  bytes.set(of.channel, 0)
  new DataView(bytes.buffer).setBigUint64(16, BigInt(of.seq))
  return bytes
}
