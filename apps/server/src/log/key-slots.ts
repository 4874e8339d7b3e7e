/**
 * The keys of buckets, in one preallocated file whose slots are overwritten in place, flushed and read back. A key lies
 * nowhere else, so zeroing its slot is the end of every body under it (design §7). Below the file system (flash,
 * snapshots) nothing is promised.
 *
 * A slot: bucket (8 bytes), key (32), first 16 bytes of SHA-256 of both, 8 zero bytes. A torn slot fails its checksum
 * and counts as free; a key is only used after its slot was read back, so no body was ever written under a torn one.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sameBytes } from '@ebb/protocol'
import { StartRefusal } from '../start-refusal.ts'
import { sha256 } from '../signatures.ts'
import { readAll, syncDirectory, writeAll, type Disk } from './disk.ts'

const slotSize = 64
/** Hours of 30 days, minutes of an hour and a quarter, and room for both several times over. */
const slotCount = 4096

export interface KeySlots {
  /** The bucket's key (32 bytes), or undefined where it never had one or it was destroyed. */
  key(bucket: number): Uint8Array | undefined
  buckets(): readonly number[]
  /** Makes the key durable before it returns. Throws what the disk throws, or LogFull's ENOSPC where no slot is free. */
  make(bucket: number, key: Uint8Array): void
  /** Zeroes the slots, flushes once and reads back. */
  destroy(buckets: readonly number[]): void
  close(): void
}

export function openKeySlots(directory: string, disk: Disk): KeySlots {
  const wasThere = disk.readdirSync(directory).includes('bucket-keys')
  const fd = disk.openSync(join(directory, 'bucket-keys'), 'a+', 0o600)
  disk.closeSync(fd)
  const file = disk.openSync(join(directory, 'bucket-keys'), 'r+')
  if (disk.fstatSync(file).size < slotCount * slotSize) {
    // While it is first made it holds nothing, and nothing lies under any key. Whoever has moved it away has decided.
    if (wasThere && disk.readdirSync(join(directory, 'buckets')).length > 0) {
      disk.closeSync(file)
      throw new StartRefusal(
        'bucket-keys is cut short. Put it back as it was; or move it away, and what its keys opened is gone for good.',
      )
    }
    preallocate(file, directory, disk)
  }
  const { held, free } = readSlots(readAll(disk, file, slotCount * slotSize, 0)!)

  function overwrite(slot: number, bytes: Uint8Array): void {
    writeAll(disk, file, bytes, slot * slotSize)
  }

  function flush(slots: ReadonlyMap<number, Uint8Array>): void {
    disk.fsyncSync(file)
    for (const [slot, bytes] of slots) {
      const found = readAll(disk, file, slotSize, slot * slotSize)
      if (found === undefined || !sameBytes(found, bytes)) throw new Error('a key slot does not hold what was written')
    }
  }

  return {
    key: (bucket) => held.get(bucket)?.key,
    buckets: () => [...held.keys()],
    make(bucket, key) {
      const slot = free.at(-1)
      if (slot === undefined) throw Object.assign(new Error('no free key slot'), { code: 'ENOSPC' })
      const bytes = packSlot(bucket, key)
      overwrite(slot, bytes)
      flush(new Map([[slot, bytes]]))
      free.pop()
      held.set(bucket, { slot, key })
    },
    destroy(buckets) {
      const zeros = new Uint8Array(slotSize)
      const slots = buckets.flatMap((bucket) => held.get(bucket)?.slot ?? [])
      if (slots.length === 0) return
      for (const slot of slots) overwrite(slot, zeros)
      flush(new Map(slots.map((slot) => [slot, zeros])))
      for (const bucket of buckets) {
        held.get(bucket)?.key.fill(0)
        held.delete(bucket)
      }
      free.push(...slots)
    },
    close: () => disk.closeSync(file),
  }
}

/** Buckets whose key is held, without opening anything for writing. Undefined: the file is shorter than its slots. */
export function keptBuckets(directory: string): readonly number[] | undefined {
  const bytes = readFileSync(join(directory, 'bucket-keys'))
  return bytes.length < slotCount * slotSize ? undefined : [...readSlots(bytes).held.keys()]
}

function preallocate(file: number, directory: string, disk: Disk): void {
  const size = disk.fstatSync(file).size
  writeAll(disk, file, new Uint8Array(slotCount * slotSize - size), size)
  disk.fsyncSync(file)
  syncDirectory(directory, disk)
}

interface Slots {
  readonly held: Map<number, { slot: number; key: Uint8Array }>
  readonly free: number[]
}

function readSlots(file: Uint8Array): Slots {
  const held: Slots['held'] = new Map()
  const free: number[] = []
  for (let slot = slotCount - 1; slot >= 0; slot--) {
    const bytes = file.subarray(slot * slotSize, (slot + 1) * slotSize)
    const bucket = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
    const key = bytes.slice(8, 40)
    if (bucket > 0 && sameBytes(bytes, packSlot(bucket, key)) && !held.has(bucket)) held.set(bucket, { slot, key })
    else free.push(slot)
  }
  return { held, free }
}

function packSlot(bucket: number, key: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(slotSize)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(bucket))
  bytes.set(key, 8)
  bytes.set(sha256(bytes.subarray(0, 40)).subarray(0, 16), 40)
  return bytes
}
