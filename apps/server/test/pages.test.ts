/** Plain HTTP: the built app from memory, every header on everything, and nothing else to be had. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StartRefusal, type RunningServer } from '../src/index.ts'
import { headersFor } from '../src/headers.ts'
import { startServer } from './start.ts'

const script = 'export const tide = "out"\n'.repeat(40)
const contents: { readonly [path: string]: string } = {
  '/assets/page-abc.js': script,
  '/assets/page-def.css': 'p { color: teal }',
  '/icon-192.png': '\u0089PNG',
  '/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  '/index.html': '<!doctype html><title>Ebb</title>',
  '/manifest.webmanifest': '{"name":"Ebb"}',
}

let folder: string
let app: string
let server: RunningServer | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebb-pages-'))
  app = join(folder, 'app')
  mkdirSync(join(app, 'assets'), { recursive: true })
  for (const [path, text] of Object.entries(contents)) writeFileSync(join(app, path), text)
  writeFileSync(join(app, '/assets/page-abc.js.br'), brotliCompressSync(script))
  writeFileSync(join(app, '/assets/page-abc.js.gz'), gzipSync(script))
  writeFileSync(join(app, 'service-worker.js'), '// none')
  const digests = Object.entries(contents).map(([path, text]) => [path, sha256(text).toString('base64')])
  writeFileSync(join(app, 'build.json'), JSON.stringify({ build: 'f'.repeat(64), files: digests }))
  // A secret beside what is served, and one in it that the build does not name.
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(app, 'secret.txt'), 'secret')
})
afterEach(async () => {
  await server?.close()
  server = undefined
  rmSync(folder, { recursive: true })
})
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const start = async (of: Partial<Parameters<typeof startServer>[0]> = {}): Promise<RunningServer> =>
  (server = await startServer({ data: join(folder, 'data'), port: 0, app, ...of }))

interface Got {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** The path goes over as it is: `fetch` would tidy it. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  const { hostname, port } = new URL(server!.url)
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers, method, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('the built app', () => {
  test('is served by the names of its files, with their types, and at / and /i', async () => {
    await start()
    const types: { [path: string]: string } = {
      '/': 'text/html; charset=utf-8',
      '/i': 'text/html; charset=utf-8',
      '/index.html': 'text/html; charset=utf-8',
      '/assets/page-abc.js': 'text/javascript; charset=utf-8',
      '/assets/page-def.css': 'text/css; charset=utf-8',
      '/icon-192.png': 'image/png',
      '/icon.svg': 'image/svg+xml',
      '/manifest.webmanifest': 'application/manifest+json',
      '/service-worker.js': 'text/javascript; charset=utf-8',
      '/build.json': 'application/json',
    }
    for (const [path, type] of Object.entries(types)) {
      const { status, headers, body } = await get(path)
      expect([path, status, headers['content-type']]).toEqual([path, 200, type])
      expect(headers['content-length'], path).toBe(String(body.length))
      const text = path === '/' || path === '/i' ? contents['/index.html'] : contents[path]
      if (text !== undefined) expect(body.toString(), path).toBe(text)
    }
    expect((await get('/?utm=1')).body.toString()).toBe(contents['/index.html'])
  })

  test('is kept for a year where the name holds the hash, and asked for each time elsewhere', async () => {
    await start()
    for (const path of ['/assets/page-abc.js', '/assets/page-def.css'])
      expect((await get(path)).headers['cache-control']).toBe('public, max-age=31536000, immutable')
    for (const path of ['/', '/i', '/index.html', '/service-worker.js', '/manifest.webmanifest', '/icon.svg'])
      expect((await get(path)).headers['cache-control'], path).toBe('no-cache')
    for (const path of ['/health', '/metrics', '/nothing'])
      expect((await get(path)).headers['cache-control'], path).toBe('no-store')
  })

  test('goes over compressed to whoever takes it, each form under a tag of its own', async () => {
    await start()
    const path = '/assets/page-abc.js'
    const plain = await get(path)
    const [br, gzip] = [
      await get(path, { 'accept-encoding': 'gzip, deflate, br' }),
      await get(path, { 'accept-encoding': 'gzip;q=1.0, br;q=0' }),
    ]
    expect([plain, br, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'br', 'gzip'])
    expect(plain.body.toString()).toBe(script)
    expect(brotliDecompressSync(br.body).toString()).toBe(script)
    expect(gunzipSync(gzip.body).toString()).toBe(script)
    expect(br.body.length).toBeLessThan(plain.body.length)
    expect(new Set([plain, br, gzip].map(({ headers }) => headers.etag)).size).toBe(3)
    for (const { headers, body } of [plain, br, gzip]) {
      expect(headers.etag).toMatch(/^"[\w-]+"$/)
      expect(headers.vary).toBe('accept-encoding')
      expect(headers['content-length']).toBe(String(body.length))
    }
    const unpacked = await get('/icon-192.png', { 'accept-encoding': 'gzip, br' })
    expect(unpacked.headers['content-encoding']).toBeUndefined()
  })

  test('is not sent again to whoever has it', async () => {
    await start()
    const { etag } = (await get('/')).headers
    for (const known of [etag!, `"other", ${etag}`, `W/${etag}`, '*']) {
      const { status, headers, body } = await get('/', { 'if-none-match': known })
      expect([status, body.length], known).toEqual([304, 0])
      expect(headers).toMatchObject({ etag, 'cache-control': 'no-cache', vary: 'accept-encoding' })
      expect(headers).toMatchObject(headersFor(server!.origin))
    }
    for (const known of ['"other"', etag!.slice(1, -1)])
      expect((await get('/', { 'if-none-match': known })).status, known).toBe(200)
    const br = { 'accept-encoding': 'br' }
    const plain = (await get('/assets/page-abc.js')).headers.etag!
    expect((await get('/assets/page-abc.js', { ...br, 'if-none-match': plain })).status).toBe(200)
  })

  test('answers HEAD like GET, without the body', async () => {
    await start()
    for (const path of ['/health', '/nothing']) expect((await get(path, {}, 'HEAD')).body.length).toBe(0)
    for (const path of ['/', '/assets/page-abc.js', '/service-worker.js']) {
      const accepted = { 'accept-encoding': 'br' }
      const [head, full] = [await get(path, accepted, 'HEAD'), await get(path, accepted)]
      expect(head.body.length).toBe(0)
      const headersOf = ({ headers }: Got) => ({ ...headers, date: '', connection: '', 'keep-alive': '' })
      expect([head.status, headersOf(head)]).toEqual([full.status, headersOf(full)])
    }
  })

  test('is all there is: no other path, spelling or method reaches a file', async () => {
    await start()
    const paths = [
      '/secret.txt',
      '/../secret.txt',
      '/assets/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/....//secret.txt',
      '//secret.txt',
      '/./secret.txt',
      '/%00secret.txt',
      '/assets/',
      '/assets',
      '/data/server.key',
      '/sources.txt',
      '/assets/page-abc.js.br',
      '/assets/page-abc.js/',
      '/constructor',
      '/__proto__',
      '/i/',
      '/I',
      '/index.htm',
    ]
    for (const path of paths) {
      const { status, body } = await get(path)
      expect([path, status], path).toEqual([path, status === 400 ? 400 : 404])
      expect(body.toString(), path).not.toContain('secret')
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
      const { status, body } = await get('/', {}, method)
      expect([method, status]).toEqual([method, 404])
      expect(body.toString()).not.toContain('<')
    }
  })

  test('stays as it was at the start, whatever happens to its folder', async () => {
    await start()
    rmSync(app, { recursive: true })
    expect((await get('/assets/page-abc.js')).body.toString()).toBe(script)
  })

  test.each(['changed', 'missing', 'nonsense'])('a build in which something is %s is refused', async (how) => {
    if (how === 'changed') writeFileSync(join(app, 'index.html'), 'another build’s')
    if (how === 'missing') unlinkSync(join(app, 'service-worker.js'))
    if (how === 'nonsense') writeFileSync(join(app, 'build.json'), '{')
    await expect(start()).rejects.toThrow(StartRefusal)
    await expect(start()).rejects.toThrow(/^The built phone app is damaged\. Build it again/)
  })
})

test('without a build a page says how to make one, and loads nothing', async () => {
  for (const of of [{ app: join(folder, 'nowhere') }, { app: undefined as never }]) {
    await start(of)
    for (const path of ['/', '/i']) {
      const { status, headers, body } = await get(path)
      expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=UTF-8'])
      expect(body.toString()).toContain('npm run build')
      expect(body.toString()).not.toMatch(/<script|src=|style=|https?:/)
      expect(headers).toMatchObject(headersFor(server!.origin))
    }
    for (const path of ['/index.html', '/service-worker.js', '/build.json']) expect((await get(path)).status).toBe(404)
    expect((await get('/health')).body.toString()).toBe('{"status":"ok"}')
    await server!.close()
  }
})

describe('the headers', () => {
  test('are on everything', async () => {
    await start()
    for (const path of ['/', '/i', '/assets/page-abc.js', '/service-worker.js', '/health', '/metrics', '/nothing'])
      expect((await get(path)).headers, path).toMatchObject(headersFor(server!.origin))
    expect((await get('/', {}, 'POST')).headers).toMatchObject(headersFor(server!.origin))
  })

  test('allow the app itself and nothing else', () => {
    const headers = headersFor('http://127.0.0.1:8080')
    expect(headers['content-security-policy']!.split('; ').toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' blob:",
      "manifest-src 'self'",
      'media-src blob:',
      "require-trusted-types-for 'script'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      'trusted-types ebb',
      "worker-src 'self'",
    ])
    for (const name of ['camera', 'microphone'])
      expect(headers['permissions-policy']).toMatch(new RegExp(`(^|, )${name}=\\(self\\)(,|$)`))
    for (const name of ['autoplay', 'geolocation', 'usb', 'payment', 'display-capture'])
      expect(headers['permissions-policy']).toMatch(new RegExp(`(^|, )${name}=\\(\\)(,|$)`))
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
  })

  test('ask for TLS for two years where clients come by it', async () => {
    await start({ origin: 'https://ebb.example' })
    expect((await get('/')).headers['strict-transport-security']).toBe('max-age=63072000')
    await server!.close()
    await start()
    expect((await get('/')).headers['strict-transport-security']).toBeUndefined()
  })
})
