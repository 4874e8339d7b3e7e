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

  /** Undefined: somebody else has removed it. */
  function opened(name: string): number | undefined {
    try {
      return disk.openSync(join(directory, name), 'r+')
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined
      throw error
    }
  }

  return {
    finish(name) {
      if (going.delete(name)) unlink(name)
    },
    remove(name) {
      const fd = opened(name)
      if (fd === undefined) return
      const { size } = disk.fstatSync(fd)
      disk.closeSync(fd)
      if (size > slice) going.set(name, size)
      else unlink(name)
    },
    step() {
      for (const [name, size] of going) {
        const left = size - slice
        const fd = left > 0 ? opened(name) : undefined
        if (fd === undefined) {
          going.delete(name)
          return unlink(name)
        }
        try {
          disk.ftruncateSync(fd, left)
        } finally {
          disk.closeSync(fd)
        }
        return void going.set(name, left)
      }
    },
  }
}
