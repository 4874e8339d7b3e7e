/** The last step of a build: its hash, what the service worker is told, what lies beside each file. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { finishBuild, noHash, noRecord, type BuildRecord } from '../build/finish.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebb-build-'))
  mkdirSync(join(folder, 'assets'))
  write('assets/page-a.js', 'export {}\n'.repeat(50))
  write('assets/b.png', 'not text')
  write('index.html', `<meta name="build" content="${noHash}">`)
  write('service-worker.js', `const record = \`${noRecord}\``)
})
afterEach(() => rmSync(folder, { recursive: true }))
const write = (path: string, text: string): void => writeFileSync(join(folder, path), text)
const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
const sha256 = (text: string, encoding: 'hex' | 'base64'): string => createHash('sha256').update(text).digest(encoding)

test('the hash is that of all paths and contents but the service worker, and stands in index.html', () => {
  const lines = [
    `/assets/b.png ${sha256('not text', 'hex')}\n`,
    `/assets/page-a.js ${sha256('export {}\n'.repeat(50), 'hex')}\n`,
    `/index.html ${sha256(`<meta name="build" content="${noHash}">`, 'hex')}\n`,
  ]
  const { build } = finishBuild(folder)
  expect(build).toBe(sha256(lines.join(''), 'hex'))
  expect(read('index.html')).toBe(`<meta name="build" content="${build}">`)
  expect((JSON.parse(read('build.json')) as BuildRecord).build).toBe(build)
})

test('another content, another name and one file more or less each make another hash', () => {
  const hashes = [
    () => {},
    () => write('assets/b.png', 'other'),
    () => write('assets/c.png', 'not text'),
    () => rmSync(join(folder, 'assets/c.png')),
  ].map((change) => {
    change()
    write('index.html', `<meta name="build" content="${noHash}">`)
    write('service-worker.js', noRecord)
    for (const path of ['build.json', 'assets/page-a.js', 'index.html', 'service-worker.js'])
      for (const ending of ['', '.br', '.gz'])
        if (ending !== '' || path === 'build.json') rmSync(join(folder, path + ending), { force: true })
    return finishBuild(folder).build
  })
  // The last is the second again.
  expect(new Set(hashes).size).toBe(3)
  expect(hashes[3]).toBe(hashes[1])
})

test('the service worker is given each file with its hash as it is served', () => {
  const record = finishBuild(folder)
  expect(read('service-worker.js')).toBe(`const record = \`${JSON.stringify(record)}\``)
  expect(record.files.map(([path]) => path)).toEqual(['/assets/b.png', '/assets/page-a.js', '/index.html'])
  for (const [path, digest] of record.files) expect(digest).toBe(sha256(read(path), 'base64'))
})

test('text is compressed beside the file, after everything was put in', () => {
  finishBuild(folder)
  for (const path of ['assets/page-a.js', 'index.html', 'service-worker.js']) {
    expect(brotliDecompressSync(readFileSync(join(folder, `${path}.br`))).toString()).toBe(read(path))
    expect(gunzipSync(readFileSync(join(folder, `${path}.gz`))).toString()).toBe(read(path))
  }
  expect(existsSync(join(folder, 'assets/b.png.br'))).toBe(false)
})

test('a build without a place for its hash or its list is none', () => {
  write('index.html', 'no place')
  expect(() => finishBuild(folder)).toThrow('index.html has 0 places')
  write('index.html', noHash)
  write('service-worker.js', `${noRecord} ${noRecord}`)
  expect(() => finishBuild(folder)).toThrow('service-worker.js has 2 places')
  expect(existsSync(join(folder, 'build.json'))).toBe(false)
})

test('a name that could not stand in an address or a script is refused', () => {
  write('assets/`${alert()}.js', '')
  expect(() => finishBuild(folder)).toThrow('has a name that is none')
})
