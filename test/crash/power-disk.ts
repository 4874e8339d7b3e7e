/**
 * A disk in memory under the server's log, as a loss of power leaves it: what was synced is there; of what was not, each
 * sector is there or is not; a file may have grown without its bytes; a name that was made or removed is durable when its
 * directory was synced, and by chance before. A sector of 512 bytes is written whole.
 */
import { dirname } from 'node:path'
import type { Disk } from '../../apps/server/src/log/disk.ts'

interface File {
  seen: Buffer
  synced: Buffer
  /** Since the last sync, in their order. */
  pending: { readonly at: number; readonly bytes: Buffer }[]
}
type Names = Map<string, File>

export class PowerCut extends Error {
  override readonly name = 'PowerCut'
}

/** What lies on a disk: paths and bytes. */
export type Image = ReadonlyMap<string, Buffer>

export interface PowerDisk {
  readonly disk: Disk
  /** What is left if the power goes now. */
  cut(random: () => number): Image
}

const sector = 512
/** `before` is asked at every operation that changes or syncs something, and may throw. `syncs` false: a disk that lies. */
export function powerDisk(image: Image, before: () => void, syncs = true): PowerDisk {
  const fresh = (bytes: Buffer): File => ({ seen: Buffer.from(bytes), synced: Buffer.from(bytes), pending: [] })
  const names: Names = new Map([...image].map(([path, bytes]) => [path, fresh(bytes)]))
  const durable: Names = new Map(names)
  const open = new Map<number, File | string>()
  let next = 100

  const fileOf = (fd: number): File => {
    const file = open.get(fd)
    if (file === undefined || typeof file === 'string')
      throw Object.assign(new Error('no such file'), { code: 'EBADF' })
    return file
  }
  const sync = (fd: number): void => {
    before()
    if (!syncs) return
    const of = open.get(fd)
    if (typeof of !== 'string') {
      const file = fileOf(fd)
      file.synced = Buffer.from(file.seen)
      file.pending = []
      return
    }
    for (const path of new Set([...names.keys(), ...durable.keys()])) {
      if (dirname(path) !== of) continue
      const file = names.get(path)
      if (file === undefined) durable.delete(path)
      else durable.set(path, file)
    }
  }
  const disk = {
    openSync(path: string, flags: string) {
      const file = names.get(path)
      if (flags === 'r' && file === undefined) open.set(next, path)
      else if (file !== undefined) open.set(next, file)
      else if (flags === 'a+') {
        before()
        const made = { seen: Buffer.alloc(0), synced: Buffer.alloc(0), pending: [] }
        names.set(path, made)
        open.set(next, made)
      } else throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return next++
    },
    closeSync: (fd: number) => void open.delete(fd),
    readSync(fd: number, into: Uint8Array, ...[at, length, from]: [number, number, number]) {
      const part = fileOf(fd).seen.subarray(from, from + length)
      into.set(part, at)
      return part.length
    },
    writeSync(fd: number, bytes: Uint8Array, ...[from, length, at]: [number, number, number]) {
      const file = fileOf(fd)
      const part = Buffer.from(bytes.subarray(from, from + length))
      file.pending.push({ at, bytes: part })
      file.seen = laid(file.seen, part, at)
      before()
      return length
    },
    fstatSync: (fd: number) => ({ size: fileOf(fd).seen.length }),
    fsyncSync: sync,
    fdatasyncSync: sync,
    ftruncateSync(fd: number, size: number) {
      before()
      const file = fileOf(fd)
      file.seen = Buffer.from(file.seen.subarray(0, size))
    },
    unlinkSync(path: string) {
      before()
      if (!names.delete(path)) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    },
    readdirSync: (path: string) =>
      [...names.keys()].filter((name) => dirname(name) === path).map((name) => name.slice(path.length + 1)),
    mkdirSync: () => undefined,
  }
  return { disk: disk as unknown as Disk, cut: (random) => left(names, durable, random) }
}

function left(names: Names, durable: Names, random: () => number): Image {
  const image = new Map<string, Buffer>()
  for (const path of new Set([...names.keys(), ...durable.keys()])) {
    const [now, sure] = [names.get(path), durable.get(path)]
    const file = now === sure || random() < 0.5 ? sure : now
    if (file !== undefined) image.set(path, contentLeft(file, random))
  }
  return image
}

/** How much of what was not synced has come through, by sectors. */
function contentLeft({ synced, pending }: File, random: () => number): Buffer {
  const share = [0, 1, random()][Math.floor(random() * 3)]!
  let bytes = synced
  for (const write of pending) {
    for (let at = 0; at < write.bytes.length;) {
      const size = Math.min(sector - ((write.at + at) % sector), write.bytes.length - at)
      if (random() < share) bytes = laid(bytes, write.bytes.subarray(at, at + size), write.at + at)
      at += size
    }
    // Its length may have come through, and its bytes not.
    if (random() < 0.2) bytes = laid(bytes, Buffer.alloc(0), write.at + write.bytes.length)
  }
  return bytes
}

function laid(bytes: Buffer, part: Uint8Array, at: number): Buffer {
  const all = Buffer.alloc(Math.max(bytes.length, at + part.length))
  bytes.copy(all)
  all.set(part, at)
  return all
}

/** Between two states of a file, with nothing synced in between: each sector is the old one or the new one. */
export function between(old: Buffer, now: Buffer, random: () => number): Buffer {
  const share = [0, 1, random()][Math.floor(random() * 3)]!
  let bytes = old
  for (let at = 0; at < now.length; at += sector)
    if (random() < share) bytes = laid(bytes, now.subarray(at, at + sector), at)
  return bytes
}
