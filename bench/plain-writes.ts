/** The baseline of whatever is kept: the same bytes into a file, each part on the disk before the next one is written. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

export function plainWrites(folder: string, count: number, size: number): void {
  const path = join(folder, 'plain')
  const [fd, bytes] = [openSync(path, 'w'), randomBytes(size)]
  for (let i = 0; i < count; i++) {
    writeSync(fd, bytes)
    fsyncSync(fd)
  }
  closeSync(fd)
  rmSync(path)
}
