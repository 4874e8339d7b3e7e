/** The built phone app, read into memory once: what a path answers with is known before anybody asks. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { StartRefusal } from './start-refusal.ts'

export interface AppFile {
  readonly type: string
  readonly caching: string
  /** SHA-256 of the plain bytes, in base64url. */
  readonly digest: string
  readonly plain: Uint8Array<ArrayBuffer>
  /** What the build has compressed, the smallest first. */
  readonly encoded: readonly { readonly name: 'br' | 'gzip'; readonly bytes: Uint8Array<ArrayBuffer> }[]
}

/** By path from the origin's root. */
export type PhoneApp = ReadonlyMap<string, AppFile>

/**
 * The files that the build names in its build.json, and no others; undefined where nothing is built. Throws StartRefusal
 * where a file is not the one that was built: half an app would load from some clients' caches and break in others.
 */
export function loadPhoneApp(folder: string): PhoneApp | undefined {
  const record = join(folder, 'build.json')
  if (!existsSync(record)) return undefined
  try {
    const { files } = JSON.parse(readFileSync(record, 'utf8')) as {
      readonly files: readonly (readonly [string, string])[]
    }
    const app = new Map<string, AppFile>()
    for (const [path, digest] of files) {
      const file = load(folder, path)
      if (Buffer.from(digest, 'base64').toString('base64url') !== file.digest) throw new Error('another file')
      app.set(path, file)
    }
    for (const path of ['/service-worker.js', '/build.json']) app.set(path, load(folder, path))
    for (const path of ['/', '/i', '/g']) app.set(path, app.get('/index.html')!)
    return app
  } catch {
    throw new StartRefusal('The built phone app is damaged. Build it again: npm run build.')
  }
}

function load(folder: string, path: string): AppFile {
  const at = join(folder, path)
  const plain = readFileSync(at)
  const encoded = (
    [
      ['br', '.br'],
      ['gzip', '.gz'],
    ] as const
  )
    .filter(([, ending]) => existsSync(at + ending))
    .map(([name, ending]) => ({ name, bytes: readFileSync(at + ending) }))
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    // The names of assets hold a hash of what is in them. Everything else is asked for anew each time.
    caching: path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    digest: createHash('sha256').update(plain).digest('base64url'),
    plain,
    encoded: encoded.filter(({ bytes }) => bytes.length < plain.length),
  }
}

const types: { readonly [ending: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/** The answer to GET; `accepted` and `known` are the headers Accept-Encoding and If-None-Match. */
export function answerFile(file: AppFile, accepted: string | undefined, known: string | undefined): Response {
  const encoding = file.encoded.find(({ name }) => accepts(accepted, name))
  const bytes = encoding?.bytes ?? file.plain
  // Strong: each encoding is another sequence of bytes and has another tag.
  const tag = `"${file.digest}${encoding === undefined ? '' : `-${encoding.name}`}"`
  const headers: Record<string, string> = { etag: tag, 'cache-control': file.caching, vary: 'accept-encoding' }
  if (known !== undefined && matches(known, tag)) return new Response(null, { status: 304, headers })
  headers['content-type'] = file.type
  headers['content-length'] = String(bytes.length)
  if (encoding !== undefined) headers['content-encoding'] = encoding.name
  return new Response(bytes, { headers })
}

/** Named, and not with a weight of zero (RFC 9110 §12.5.3). Whoever says only `*` gets it plain. */
function accepts(accepted: string | undefined, name: string): boolean {
  return (accepted ?? '').split(',').some((item) => {
    const [coding, ...parameters] = item.split(';').map((part) => part.trim().toLowerCase())
    return coding === name && !parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter))
  })
}

/** RFC 9110 §13.1.2: any of the tags, compared weakly. */
const matches = (known: string, tag: string): boolean =>
  known.split(',').some((item) => item.trim() === '*' || item.trim().replace(/^W\//, '') === tag)
