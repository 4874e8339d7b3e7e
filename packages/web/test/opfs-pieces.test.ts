/** Pieces whose files are opened while the collector is at work. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test, vi } from 'vitest'
import { opfsPieces } from '../src/index.ts'

afterEach(() => vi.unstubAllGlobals())

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** After so many calls a function is optimized, and what it needs no more it does not hold while it waits. */
const often = 5000

const access = {
  truncate: () => undefined,
  write: ({ length }: Uint8Array) => length,
  flush: () => undefined,
  close: () => undefined,
}

/** A private file system as Chromium's: a file that nobody holds while it is opened never answers. In calm nothing is collected. */
function fileSystem(): { calm: boolean } {
  const weather = { calm: true }
  async function answer(file: WeakRef<object>): Promise<unknown> {
    if (weather.calm) return access
    await new Promise((resolve) => setTimeout(resolve, 0))
    collect()
    return file.deref() === undefined ? new Promise(() => undefined) : access
  }
  class FileHandle {
    createSyncAccessHandle = (): Promise<unknown> => answer(new WeakRef(this))
  }
  const folder = { getDirectoryHandle: async () => folder, getFileHandle: async () => new FileHandle() }
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => folder } })
  return weather
}

const comes = (work: Promise<unknown>): Promise<boolean> =>
  Promise.race([work.then(() => true), new Promise<false>((resolve) => setTimeout(resolve, 2000, false))])

test('a piece that came is kept, also where the collector comes while its file is opened', async () => {
  const weather = fileSystem()
  const pieces = opfsPieces()
  for (let i = 0; i < often; i++) await pieces.cache('piece', new Uint8Array(8))
  weather.calm = false
  expect(await comes(pieces.cache('piece', new Uint8Array(8)))).toBe(true)
})
