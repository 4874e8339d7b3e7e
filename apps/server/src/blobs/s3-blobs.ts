/**
 * The adapter of `BlobStore` for an S3-compatible store. An object holds nonce, ciphertext and tag, under the key of its
 * bucket, which lies on this machine alone: the store never has one. Its name is `STORE/BUCKET/BLOB`, three HMACs under a
 * secret of this machine, so that two servers may share a store's bucket, and no name tells an id or an end.
 *
 * A put is acknowledged when the store has answered it with 2xx. A crash before that leaves an object of which nobody
 * was told: the whole, because an object comes to be in one piece. What is there is listed at the start and its names are
 * kept in memory. At a bucket's end its key is destroyed first, so that its objects open to nobody; they are deleted
 * after that, for as long as it takes the store.
 *
 * What the store tells whoever has it: when each object was written and read, from which address, its size, and which
 * objects end together.
 */
import { createHmac } from 'node:crypto'
import { limits } from '@ebb/protocol'
import { isFull } from '../sqlite.ts'
import { sealOverhead } from '../log/sealing.ts'
import { StartRefusal } from '../start-refusal.ts'
import { openBlobKeys } from './blob-keys.ts'
import {
  BlobsAway,
  BlobsFull,
  idKey,
  turns,
  type AwayReason,
  type BlobsTools,
  type BlobStore,
  type PutOutcome,
} from './blob-store.ts'
import type { S3Requests } from './s3-requests.ts'

export interface S3BlobsTools extends BlobsTools {
  readonly requests: S3Requests
}

const most = limits.blob + sealOverhead

/** Throws what the disk throws, where the keys lie. */
export function openS3Blobs({ directory, random, disk, missing, requests }: S3BlobsTools): BlobStore {
  disk.mkdirSync(directory, { recursive: true, mode: 0o700 })
  const keys = openBlobKeys(directory, disk, random)
  /** Names of blobs, with their buckets. */
  const there = new Map<string, number>()
  /** Names of buckets that have ended and may still have objects. */
  const ended = new Set<string>()
  const lost = new Set<number>()
  const byId = turns()
  let deleting: Promise<void> | undefined
  let closed = false

  const named = (what: string | Uint8Array): string =>
    createHmac('sha256', keys.secret()).update(what).digest('hex').slice(0, 32)
  const store = (): string => named('store')
  const shelf = (bucket: number): string => `${store()}/${named(`bucket ${bucket}`)}`

  async function begin(): Promise<void> {
    try {
      const probe = `${store()}/probe`
      await requests.put(probe, new Uint8Array(1))
      const shelves = new Map(keys.held().map((bucket) => [shelf(bucket), bucket]))
      for await (const page of requests.list(`${store()}/`)) for (const name of page) found(name, shelves)
      await requests.remove(probe)
    } catch (error) {
      if (isFull(error)) throw new StartRefusal('The disk is full. Make room and start again.')
      throw error instanceof BlobsAway ? new StartRefusal(refusals[error.why]) : error
    }
  }

  function found(name: string, shelves: ReadonlyMap<string, number>): void {
    const [, bucketName = '', blob] = name.split('/')
    if (blob === undefined) return
    const bucket = shelves.get(`${store()}/${bucketName}`)
    if (bucket === undefined) ended.add(`${store()}/${bucketName}`)
    else there.set(blob, Math.max(bucket, there.get(blob) ?? 0))
  }

  async function put(id: Uint8Array, bucket: number, body: Uint8Array): Promise<PutOutcome> {
    const name = named(id)
    const before = await read(id, name)
    if (before !== undefined) return Buffer.compare(before, body) === 0 ? 'same' : 'blob-exists'
    const sealed = Buffer.concat(keys.seal(id, bucket, body))
    await requests.put(`${shelf(bucket)}/${name}`, sealed) // The commit point.
    if (keys.held().includes(bucket)) there.set(name, bucket)
    else ended.add(shelf(bucket))
    return 'fresh'
  }

  async function read(id: Uint8Array, name: string): Promise<Uint8Array | undefined> {
    const bucket = there.get(name)
    if (bucket === undefined) return undefined
    const sealed = await requests.get(`${shelf(bucket)}/${name}`, most)
    const body = sealed && keys.unseal(id, bucket, sealed)
    if (body === undefined && there.has(name) && !lost.has(bucket)) {
      lost.add(bucket)
      missing()
    }
    return body
  }

  /** Shelf by shelf, until each is empty; what does not go now goes later. */
  async function remove(): Promise<void> {
    for (const name of ended) {
      for await (const page of requests.list(`${name}/`))
        for (const object of page) {
          if (closed) return
          await requests.remove(object)
        }
      ended.delete(name)
    }
  }

  return {
    begin,
    async put(id, bucket, body) {
      try {
        return await byId.take(idKey(id), () => put(id, bucket, body))
      } catch (error) {
        throw isFull(error) ? new BlobsFull() : error
      }
    },
    async get(id) {
      await byId.over(idKey(id))
      return read(id, named(id))
    },
    async expire(now) {
      const over = new Set(keys.expire(now))
      for (const bucket of over) ended.add(shelf(bucket))
      if (over.size > 0) for (const [name, bucket] of there) if (over.has(bucket)) there.delete(name)
      if (ended.size > 0)
        deleting ??= remove()
          .catch(() => undefined)
          .finally(() => (deleting = undefined))
      return over.size
    },
    async check() {
      for await (const _ of requests.list(`${store()}/`, 1)) return
    },
    async close() {
      closed = true
      keys.close()
    },
  }
}

const refusals: { readonly [why in AwayReason]: string } = {
  unreachable: 'The S3 store of --blobs cannot be reached. Check its address and whether it runs, and start again.',
  credentials:
    'The S3 store of --blobs refuses the credentials. Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, what they may do, and the region.',
  'no-bucket': 'The S3 store of --blobs has no such bucket. Make it there, or correct its name.',
  elsewhere: 'The S3 bucket of --blobs is in another region or at another address. Correct --blobs.',
  failing: 'The S3 store of --blobs answers with errors. Look after it and start again.',
}
