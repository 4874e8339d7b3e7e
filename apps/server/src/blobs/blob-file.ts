/**
 * A file whose writes and flushes are made by other threads, so that messages' group commits need not wait for them;
 * or, over a `Disk`, in turn, which is what simulations and tests of faults need.
 */
import { open } from 'node:fs/promises'
import { readAll, writeAll, type Disk } from '../log/disk.ts'

export interface BlobFile {
  /** Writes all parts, one behind the other. */
  write(parts: readonly Uint8Array[], position: number): Promise<void>
  /** Exactly `size` bytes, or undefined where the file is shorter. */
  read(size: number, position: number): Promise<Uint8Array | undefined>
  /** What was written before the call is durable after it. Calls that come while one is under way share the next. */
  flush(): Promise<void>
  /** Waits for what is under way. */
  close(): Promise<void>
}
export type OpenBlobFile = (path: string) => Promise<BlobFile>

/** The file exists. */
export const threadedFile: OpenBlobFile = async (path) => {
  const file = await open(path, 'r+')
  return {
    async write(parts, position) {
      const { bytesWritten } = await file.writev(parts as Uint8Array[], position)
      // A disk may take less at once; then the rest goes piece by piece.
      for (let rest = Buffer.concat(bytesWritten < sizeOf(parts) ? parts : []), at = bytesWritten; at < rest.length;)
        at += (await file.write(rest, at, rest.length - at, position + at)).bytesWritten
    },
    async read(size, position) {
      const bytes = Buffer.allocUnsafeSlow(size)
      for (let done = 0; done < size;) {
        const { bytesRead } = await file.read(bytes, done, size - done, position + done)
        if (bytesRead === 0) return undefined
        done += bytesRead
      }
      return bytes
    },
    flush: shared(() => file.datasync()),
    close: () => file.close(),
  }
}

export const fileInTurn =
  (disk: Disk): OpenBlobFile =>
  async (path) => {
    const fd = disk.openSync(path, 'r+')
    return {
      write: async (parts, position) => writeAll(disk, fd, Buffer.concat(parts), position),
      read: async (size, position) => readAll(disk, fd, size, position),
      flush: shared(async () => disk.fdatasyncSync(fd)),
      close: async () => disk.closeSync(fd),
    }
  }

const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0)

/** One flush at a time; those who come meanwhile wait for the next one together. */
function shared(flush: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<void> | undefined
  return () => {
    next ??= running.then(() => {
      next = undefined
      const mine = flush()
      running = mine.catch(() => undefined)
      return mine
    })
    return next
  }
}
