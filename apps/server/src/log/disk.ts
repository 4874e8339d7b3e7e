/**
 * The few file operations on which durability rests, as a seam: tests let them fail as a full disk does. All are
 * synchronous, because one group commit is one stretch of work with nothing in between.
 */
import * as fs from 'node:fs'

export type Disk = Pick<
  typeof fs,
  | 'openSync'
  | 'closeSync'
  | 'readSync'
  | 'writeSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'fdatasyncSync'
  | 'ftruncateSync'
  | 'unlinkSync'
  | 'readdirSync'
  | 'mkdirSync'
>

export const nodeDisk: Disk = fs

/** Writes all of `bytes` at `position`; a disk may take less at once. */
export function writeAll(disk: Disk, fd: number, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) done += disk.writeSync(fd, bytes, done, bytes.length - done, position + done)
}

/** Exactly `size` bytes at `position`, or undefined where the file is shorter. */
export function readAll(disk: Disk, fd: number, size: number, position: number): Uint8Array | undefined {
  const bytes = new Uint8Array(size)
  let done = 0
  while (done < size) {
    const count = disk.readSync(fd, bytes, done, size - done, position + done)
    if (count === 0) return undefined
    done += count
  }
  return bytes
}

/** Makes names in a directory durable. */
export function syncDirectory(path: string, disk: Disk = nodeDisk): void {
  const fd = disk.openSync(path, 'r')
  try {
    disk.fsyncSync(fd)
  } finally {
    disk.closeSync(fd)
  }
}

export function unlinkIfThere(path: string, disk: Disk): void {
  try {
    disk.unlinkSync(path)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
  }
}
