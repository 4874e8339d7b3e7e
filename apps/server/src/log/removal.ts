/**
 * Files whose key is destroyed go a slice at a time: unlinking hundreds of megabytes at once stands in everybody's way
 * for tenths of a second. What is left of them at a crash has no key and is found at the next start.
 */
import { join } from 'node:path'
import { syncDirectory, unlinkIfThere, type Disk } from './disk.ts'

/** Bytes that go at once. */
const usualSlice = 8_388_608

export interface Removal {
  /** One that is small goes at once, any other in slices. One that is not there has gone. */
  remove(name: string): void
  /** One slice. */
  step(): void
  /** What is left of this one, at once: the name is used again. */
  finish(name: string): void
}

export function openRemoval(directory: string, disk: Disk, slice: number = usualSlice): Removal {
  const going = new Map<string, number>()

  function unlink(name: string): void {
    unlinkIfThere(join(directory, name), disk)
    syncDirectory(directory, disk)
  }

  return {
    finish(name) {
      if (going.delete(name)) unlink(name)
    },
    remove(name) {
      const size = sizeOf(join(directory, name), disk)
      if (size > slice) going.set(name, size)
      else if (size >= 0) unlink(name)
    },
    step() {
      for (const [name, size] of going) {
        const left = size - slice
        if (left <= 0) {
          going.delete(name)
          return unlink(name)
        }
        const fd = disk.openSync(join(directory, name), 'r+')
        disk.ftruncateSync(fd, left)
        disk.closeSync(fd)
        return void going.set(name, left)
      }
    },
  }
}

/** -1: it is not there. */
function sizeOf(path: string, disk: Disk): number {
  try {
    const fd = disk.openSync(path, 'r+')
    const { size } = disk.fstatSync(fd)
    disk.closeSync(fd)
    return size
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return -1
    throw error
  }
}
