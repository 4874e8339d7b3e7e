/**
 * The last step of a build: what it is made of, and its hash.
 *
 * The hash of a build is the SHA-256 of lines `PATH SHA256\n`, sorted by path, one for each file that pages get: all but
 * the service worker, which holds the hashes of the others. In index.html, which shows the hash, 64 zeros stand for it.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export const noHash = '0'.repeat(64)
/** Stands in the service worker until its list is known. */
export const noRecord = 'ebb-build-record'
export const recordFile = 'build.json'
const serviceWorker = 'service-worker.js'

export interface BuildRecord {
  /** 64 hexadecimal digits. */
  readonly build: string
  /** Path from the origin's root, with its slash, and SHA-256 of the file as served, in base64. Sorted by path. */
  readonly files: readonly (readonly [path: string, digest: string])[]
}

/** Completes what Vite has written to `folder`; build.json comes last, so that a folder with one is a whole build. */
export function finishBuild(folder: string): BuildRecord {
  const paths = filesOf(folder).filter((path) => path !== serviceWorker)
  const read = (path: string): Buffer => readFileSync(join(folder, path))
  const build = sha256(paths.map((path) => `/${path} ${sha256(read(path), 'hex')}\n`).join(''), 'hex')
  replaceOnce(join(folder, 'index.html'), noHash, build)
  const record: BuildRecord = { build, files: paths.map((path) => [`/${path}`, sha256(read(path), 'base64')]) }
  replaceOnce(join(folder, serviceWorker), noRecord, JSON.stringify(record))
  for (const path of filesOf(folder)) compress(join(folder, path))
  writeFileSync(join(folder, recordFile), JSON.stringify(record))
  return record
}

/** Below the folder, with slashes, in the order of their bytes. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => relative(folder, join(item.parentPath, item.name)).replaceAll('\\', '/'))
    .map(plain)
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

/** A path goes into an address and into a script as it is. */
function plain(path: string): string {
  if (/^[\w./-]+$/.test(path)) return path
  throw new Error(`a file of the build has a name that is none: ${path}`)
}

const sha256 = (data: string | Uint8Array, encoding: 'hex' | 'base64'): string =>
  createHash('sha256').update(data).digest(encoding)

function replaceOnce(path: string, from: string, to: string): void {
  const parts = readFileSync(path, 'utf8').split(from)
  if (parts.length !== 2) throw new Error(`${path} has ${parts.length - 1} places for what the build must put in`)
  writeFileSync(path, parts.join(to))
}

/** Beside the file, for the server, which compresses nothing while it runs. */
function compress(path: string): void {
  if (!/\.(html|js|css|svg|webmanifest|wasm)$/.test(path)) return
  const bytes = readFileSync(path)
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  )
}
