import * as fs from 'node:fs'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sameBytes } from '@ebb/protocol'
import { blobPromises } from '../src/blobs/acceptance.ts'
import { fileInTurn, threadedFile, type BlobFile, type OpenBlobFile } from '../src/blobs/blob-file.ts'
import { BlobsFull, type BlobStore } from '../src/blobs/blob-store.ts'
import { openFileBlobs } from '../src/blobs/file-blobs.ts'
import { nodeDisk, type Disk } from '../src/log/disk.ts'
import { random } from './client.ts'
import { chance, orderShown, placesOf } from './page-order.ts'

let directory: string
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'ebb-file-blobs-'))))
afterEach(() => rmSync(directory, { recursive: true }))
const open = (of: { disk?: Disk; openFile?: OpenBlobFile; missing?: () => void } = {}): BlobStore =>
  openFileBlobs({ directory, random, disk: nodeDisk, openFile: threadedFile, missing: () => {}, ...of })
const bucket = 1_800_003_600
const noRoom = (): Error => Object.assign(new Error('injected'), { code: 'ENOSPC' })

describe('files keep the promises of the port', () => {
  for (const way of ['by other threads', 'in turn'] as const)
    for (const [name, run] of Object.entries(blobPromises))
      test(`${way}: ${name}`, async () => {
        let full = false
        const writeSync = ((...args: Parameters<typeof fs.writeSync>) => {
          if (full) throw noRoom()
          return fs.writeSync(...args)
        }) as typeof fs.writeSync
        const disk = { ...nodeDisk, writeSync }
        const threaded: OpenBlobFile = async (path) => {
          const file = await threadedFile(path)
          return {
            ...file,
            write: (parts, at) => (full ? Promise.reject(noRoom()) : file.write(parts, at)),
          }
        }
        const openFile = way === 'in turn' ? fileInTurn(disk) : threaded
        const under = { open: async () => open({ disk, openFile }), fill: (on: boolean) => void (full = on) }
        await expect(run(under)).resolves.toBeUndefined()
      })
})

describe('every write of a put that fails acknowledges nothing, loses nothing, and is put again', () => {
  /** The file on which the n-th operation of this name fails: not done, done, or done by half. */
  function failing(name: 'write' | 'flush', turn: number, how: 'not done' | 'done' | 'half done'): OpenBlobFile {
    let calls = 0
    return async (path) => {
      const file = await threadedFile(path)
      const fail = async (real: () => Promise<void>, half: () => Promise<void>): Promise<void> => {
        if (++calls !== turn) return real()
        if (how === 'done') await real()
        if (how === 'half done') await half()
        throw noRoom()
      }
      const broken: BlobFile = {
        ...file,
        ...(name === 'write' && {
          write: (parts, at) =>
            fail(
              () => file.write(parts, at),
              () => file.write([parts[0]!.subarray(0, parts[0]!.length >> 1)], at),
            ),
        }),
        ...(name === 'flush' && { flush: () => fail(() => file.flush(), file.flush) }),
      }
      return broken
    }
  }
  for (const how of ['not done', 'done', 'half done'] as const)
    for (const [name, turn] of [
      ['write', 3],
      ['write', 4],
      ['flush', 2],
    ] as const)
      test(`${name} ${turn} ${how}`, async () => {
        const store = open({ openFile: failing(name, turn, how) })
        const [first, id, body, other] = [random(16), random(16), random(40_000), random(40_000)]
        expect(await store.put(first, bucket, body)).toBe('fresh')
        await expect(store.put(id, bucket, body)).rejects.toBeInstanceOf(BlobsFull)
        expect(await store.get(id)).toBeUndefined()
        // Killed here, it hands out the whole or nothing.
        const killed = open()
        const got = await killed.get(id)
        expect(got === undefined || sameBytes(got, body)).toBe(true)
        expect(sameBytes((await killed.get(first))!, body)).toBe(true)
        await killed.close()
        // Going on, other bytes may come under the id, and it is they that are there after the next start.
        expect(await store.put(id, bucket, other)).toBe('fresh')
        await store.close()
        const again = open()
        expect(sameBytes((await again.get(id))!, other)).toBe(true)
        expect(sameBytes((await again.get(first))!, body)).toBe(true)
        await again.close()
      })

  test('a failing disk that is not full is not taken for a full one', async () => {
    const openFile: OpenBlobFile = async (path) => ({
      ...(await threadedFile(path)),
      flush: () => Promise.reject(Object.assign(new Error('injected'), { code: 'EIO' })),
    })
    const store = open({ openFile })
    await expect(store.put(random(16), bucket, random(9))).rejects.not.toBeInstanceOf(BlobsFull)
    await store.close()
  })

  test('a crash between an entry and its bytes leaves nothing to hand out, and the blob is put anew', async () => {
    const store = open()
    const [id, body] = [random(16), random(30_000)]
    await store.put(id, bucket, body)
    await store.close()
    const [path] = shelves()
    const bytes = readFileSync(path!)
    const at = bytes.findIndex((byte, i) => i >= 4096 && byte !== 0)
    fs.writeFileSync(path!, bytes.fill(0, at + 20_000))
    let missing = 0
    const again = open({ missing: () => (missing += 1) })
    expect(await again.get(id)).toBeUndefined()
    expect(await again.get(id)).toBeUndefined()
    expect(missing).toBe(1)
    expect(await again.put(id, bucket, body)).toBe('fresh')
    expect(sameBytes((await again.get(id))!, body)).toBe(true)
    await again.close()
    const last = open()
    expect(sameBytes((await last.get(id))!, body)).toBe(true)
    await last.close()
  })
})

const shelves = (): string[] =>
  readdirSync(directory)
    .filter((name) => name !== 'bucket-keys')
    .map((name) => join(directory, name))

describe('at rest', () => {
  test('a bucket that has ended leaves no file and no key; a crash before the file is gone is mended', async () => {
    let calls = 0
    const unlinkSync: typeof fs.unlinkSync = (path) => {
      if (++calls === 1) throw Object.assign(new Error('injected'), { code: 'EIO' })
      fs.unlinkSync(path)
    }
    const store = open({ disk: { ...nodeDisk, unlinkSync } })
    const id = random(16)
    await store.put(id, bucket, random(500))
    await expect(store.expire(bucket)).rejects.toThrow('injected')
    expect(shelves()).toHaveLength(1)
    expect(readFileSync(join(directory, 'bucket-keys')).every((byte) => byte === 0)).toBe(true)
    expect(await store.get(id)).toBeUndefined()
    await store.close()
    const again = open()
    expect(shelves()).toEqual([])
    await again.close()
  })

  test('a blob lies nowhere in the clear, and a file’s name says only when it ends and how large its slots are', async () => {
    const store = open()
    const text = Buffer.from('what nobody but its reader reads '.repeat(100))
    await store.put(random(16), bucket, text)
    await store.close()
    for (const name of readdirSync(directory))
      expect(readFileSync(join(directory, name)).includes(text.subarray(0, 33)), name).toBe(false)
    expect(readdirSync(directory).toSorted()).toEqual(['1800003600-16384', 'bucket-keys'])
  })

  test('where a blob lies does not tell when it came; where it is laid behind the one before, it does', async () => {
    const store = open()
    // Of one leaf so many as lie there before it is doubled.
    const ids = Array.from({ length: 48 }, () => random(16))
    for (const id of ids) await store.put(id, bucket, random(200))
    await store.close()
    const bytes = readFileSync(shelves()[0]!)
    const places = placesOf(bytes, ids)
    expect(places.every((of) => of.length === 1)).toBe(true)
    expect(Math.abs(orderShown(placesOf(Buffer.concat(ids), ids)).deviation)).toBeGreaterThan(chance)
    expect(Math.abs(orderShown(places).deviation)).toBeLessThan(chance)
  })
})
