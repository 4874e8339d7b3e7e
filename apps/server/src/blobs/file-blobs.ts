/**
 * The adapter of `BlobStore` for one machine: shelves (shelf.ts), a file for each bucket and size of slot.
 *
 * The order of a put: (1) the key of a new bucket, flushed; (2) the bytes and their entry, in any order; (3) a flush
 * that all share who came while the one before was under way, which is the commit point. A crash before (3) leaves an
 * entry without its bytes, which opens as nothing and is put anew, or bytes without an entry, in a slot that is free.
 * Which id lies where is read from the tables at the start and kept in memory: there is no database, and so no journal
 * that remembers in which order blobs came.
 *
 * What these files may tell an attacker who has them: how many blobs there are, of which sizes, under which random ids,
 * when they end, and before which doubling of its shelf each came. Times of files: when a shelf was first and last written.
 */
import { join } from 'node:path'
import { release } from '@ebb/protocol'
import { readAll, syncDirectory, unlinkIfThere } from '../log/disk.ts'
import { isFull } from '../sqlite.ts'
import { openBlobKeys } from './blob-keys.ts'
import type { BlobFile, OpenBlobFile } from './blob-file.ts'
import { BlobsFull, idKey, turns, type BlobsTools, type BlobStore, type PutOutcome } from './blob-store.ts'
import {
  bytesAt,
  entryAt,
  freeSlots,
  leafSize,
  noEntry,
  packEntry,
  readTable,
  slotSizeFor,
  slotsInLeaf,
  tableSize,
  type Entry,
  type FreeSlots,
} from './shelf.ts'

export interface FileBlobsTools extends BlobsTools {
  readonly openFile: OpenBlobFile
}

interface Shelf {
  readonly path: string
  readonly bucket: number
  readonly slotSize: number
  readonly free: FreeSlots
  /** Opened when it is first needed. */
  file: Promise<BlobFile> | undefined
}

interface Place extends Entry {
  readonly shelf: Shelf
  readonly slot: number
  /** False: a write failed, and what lies there is not known. */
  sure: boolean
}

/** Throws what the disk throws. */
export function openFileBlobs(tools: FileBlobsTools): BlobStore {
  const { directory, disk, random, missing, openFile } = tools
  disk.mkdirSync(directory, { recursive: true, mode: 0o700 })
  const keys = openBlobKeys(directory, disk, random)
  const shelves = new Map<string, Shelf>()
  const places = new Map<string, Place>()
  const byId = turns()
  const ended = new Set<number>()
  const lost = new Set<number>()
  for (const name of disk.readdirSync(directory)) if (name !== 'bucket-keys') findShelf(name)

  /** A shelf from before. One without a key was left by a crash between destroying the key and unlinking. */
  function findShelf(name: string): void {
    const [bucket = 0, slotSize = 0] = name.split('-').map(Number)
    const path = join(directory, name)
    if (!keys.held().includes(bucket)) return unlinkIfThere(path, disk)
    const shelf = newShelf(bucket, slotSize)
    const fd = disk.openSync(path, 'r')
    const leaves = Math.floor(disk.fstatSync(fd).size / leafSize(slotSize))
    for (let leaf = 0; leaf < leaves; leaf++) {
      const table = readAll(disk, fd, tableSize, leaf * leafSize(slotSize))!
      const taken = new Set<number>()
      for (const [at, entry] of readTable(table, slotSize).entries()) {
        if (entry === undefined) continue
        const slot = leaf * slotsInLeaf + at
        taken.add(slot)
        places.set(idKey(entry.id), { ...entry, shelf, slot, sure: true })
      }
      shelf.free.addLeaf(taken)
    }
    disk.closeSync(fd)
  }

  function newShelf(bucket: number, slotSize: number): Shelf {
    const name = `${bucket}-${slotSize}`
    const path = join(directory, name)
    const shelf: Shelf = { path, bucket, slotSize, free: freeSlots(random), file: undefined }
    shelves.set(name, shelf)
    return shelf
  }

  function shelfFor(bucket: number, size: number): Shelf {
    const slotSize = slotSizeFor(size)
    const known = shelves.get(`${bucket}-${slotSize}`)
    if (known !== undefined) return known
    const fresh = newShelf(bucket, slotSize)
    try {
      disk.closeSync(disk.openSync(fresh.path, 'a+', 0o600))
      syncDirectory(directory, disk)
    } catch (error) {
      shelves.delete(`${bucket}-${slotSize}`)
      throw error
    }
    return fresh
  }

  /** What cannot be opened now may be opened later: no more file descriptors, for one. */
  const fileOf = (shelf: Shelf): Promise<BlobFile> =>
    (shelf.file ??= openFile(shelf.path).catch((error: unknown) => {
      shelf.file = undefined
      throw error
    }))

  /** The file grows by holes, and its new length is made durable by the flush of what is first written there. */
  function freeSlot(shelf: Shelf): number {
    const { free, slotSize, path } = shelf
    for (let slot = free.take(); ; slot = free.take()) {
      if (slot !== undefined) return slot
      const leaves = free.leaves()
      const after = Math.max(1, leaves * 2)
      const fd = disk.openSync(path, 'r+')
      try {
        disk.ftruncateSync(fd, after * leafSize(slotSize))
      } finally {
        disk.closeSync(fd)
      }
      for (let leaf = leaves; leaf < after; leaf++) free.addLeaf()
    }
  }

  async function put(id: Uint8Array, bucket: number, body: Uint8Array): Promise<PutOutcome> {
    const there = places.get(idKey(id))
    if (there !== undefined) {
      const before = there.sure ? await read(there) : undefined
      if (before !== undefined) return Buffer.compare(before, body) === 0 ? 'same' : 'blob-exists'
      await erase(there)
    }
    const parts = keys.seal(id, bucket, body)
    const shelf = shelfFor(bucket, body.length)
    const slot = freeSlot(shelf)
    const entry = { id: new Uint8Array(id), size: body.length, nonce: parts[0]!.slice(), tag: parts.at(-1)! }
    const place: Place = { ...entry, shelf, slot, sure: false }
    try {
      const file = await fileOf(shelf)
      if (body.length > 0) await file.write(parts.slice(1, -1), bytesAt(shelf.slotSize, slot))
      for (const part of parts.slice(1, -1)) release(part)
      await file.write([packEntry(entry)], entryAt(shelf.slotSize, slot))
      await file.flush() // The commit point.
      place.sure = true
    } catch (error) {
      // Its bucket has ended meanwhile, and everything of it is gone.
      if (!ended.has(bucket)) throw error
    } finally {
      if (!ended.has(bucket)) places.set(idKey(id), place)
    }
    return 'fresh'
  }

  /** Takes back an entry of which nothing was acknowledged or nothing is left; durable before anything else lies under its id. */
  async function erase({ id, shelf, slot }: Place): Promise<void> {
    try {
      const file = await fileOf(shelf)
      await file.write([noEntry], entryAt(shelf.slotSize, slot))
      await file.flush()
    } catch (error) {
      if (!ended.has(shelf.bucket)) throw error
    }
    places.delete(idKey(id))
    shelf.free.give(slot)
  }

  async function read({ id, size, nonce, tag, shelf, slot }: Place): Promise<Uint8Array | undefined> {
    try {
      const file = await fileOf(shelf)
      const bytes = await file.read(size, bytesAt(shelf.slotSize, slot))
      const body = bytes && keys.unseal(id, shelf.bucket, Buffer.concat([nonce, bytes, tag]))
      if (body === undefined) report(shelf.bucket)
      return body
    } catch (error) {
      if (ended.has(shelf.bucket)) return undefined
      if ((error as { code?: string }).code !== 'ENOENT') throw error
      report(shelf.bucket)
      return undefined
    }
  }

  /** Once for a bucket. */
  function report(bucket: number): void {
    if (lost.has(bucket) || ended.has(bucket)) return
    lost.add(bucket)
    missing()
  }

  return {
    async begin() {},
    async put(id, bucket, body) {
      try {
        return await byId.take(idKey(id), () => put(id, bucket, body))
      } catch (error) {
        throw isFull(error) ? new BlobsFull() : error
      }
    },
    async get(id) {
      await byId.over(idKey(id))
      const place = places.get(idKey(id))
      return place?.sure === true ? read(place) : undefined
    },
    async expire(now) {
      const over = keys.expire(now)
      if (over.length === 0) return 0
      for (const bucket of over) ended.add(bucket)
      for (const [id, { shelf }] of places) if (ended.has(shelf.bucket)) places.delete(id)
      for (const [name, shelf] of shelves) {
        if (!ended.has(shelf.bucket)) continue
        shelves.delete(name)
        await shelf.file?.then((file) => file.close()).catch(() => undefined)
        unlinkIfThere(shelf.path, disk)
      }
      syncDirectory(directory, disk)
      return over.length
    },
    async check() {
      disk.readdirSync(directory)
    },
    async close() {
      for (const { file } of shelves.values()) await file?.then((open) => open.close())
      shelves.clear()
      keys.close()
    },
  }
}
