/**
 * Which part may import what: phone, cli → engine → seal → protocol; web, node → engine/ports; server → protocol. Only
 * tests, benches and developers' tools import the world. Also folder names and file lengths.
 */
import { posix } from 'node:path'
import type { SourceFile } from './tree.ts'

export interface Finding {
  readonly path: string
  readonly problem: string
}

/** What the sources of a part may import besides their own files. A trailing * stands for any ending. */
const arrows: { readonly [part: string]: readonly string[] } = {
  'packages/protocol': ['cborg'],
  'packages/seal': ['@ebb/protocol', 'ts-mls*', '@noble/*', '@hpke/*', 'hash-wasm*'],
  'packages/engine': ['@ebb/protocol', '@ebb/seal'],
  'packages/node': ['@ebb/engine/ports', '@ebb/protocol', 'node:*', 'ws'],
  'packages/web': ['@ebb/engine/ports', '@ebb/protocol', 'idb'],
  'apps/server': ['@ebb/protocol', 'node:*', 'hono*', '@hono/*', 'aws4fetch', 'uqr', 'ws'],
  'apps/cli': ['@ebb/engine', '@ebb/protocol', 'node:*', 'commander', '@clack/prompts', 'uqr'],
  'apps/phone': [
    '@ebb/engine',
    '@ebb/protocol',
    'preact*',
    '@preact/*',
    'virtua',
    'uqr',
    'qr',
    'qr/*',
    // What the build puts in.
    'virtual:*',
  ],
}

/** Adapters are chosen where an app is put together, and only there. */
const onlyInMain: { readonly [part: string]: readonly string[] } = {
  'apps/cli': ['@ebb/node'],
  // The worker's main must not bring the engine along, only what the adapters speak of.
  'apps/phone': ['@ebb/web', '@ebb/engine/ports'],
}

/** The phone has two: its page, and the worker that holds everything. */
const mains = new Set(['/src/main.ts', '/src/main.tsx', '/src/worker.ts'])

/** The phone's build runs on the machine that builds, not in the app. */
const isBuild = (path: string): boolean => /^apps\/phone\/(?:build\/|vite\.config\.ts$)/.test(path)

const cryptography = ['ts-mls*', '@noble/*', '@hpke/*', 'hash-wasm*']
/** No way to encrypt or decrypt: the server is blind by construction. */
const forbiddenInServer = [...cryptography, '@ebb/seal', '@ebb/engine', 'libsodium*', 'tweetnacl*', 'sodium-native']
const vagueFolders = new Set(['utils', 'util', 'helpers', 'common', 'types', 'services', 'managers'])
const mostLines = 500

/** Every arrow that points back, every vague folder and every file that is too long. `files` are the project's. */
export function checkArrows(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap(({ path, text }) => {
    const problems = [...folderProblems(path), ...manifestProblems(path, text)]
    if (path.endsWith('.ts') || path.endsWith('.tsx')) {
      if (text.split('\n').length - 1 > mostLines) problems.push(`longer than ${mostLines} lines`)
      for (const wanted of importsOf(text)) problems.push(...importProblems(path, wanted))
    }
    return problems.map((problem) => ({ path, problem }))
  })
}

/** Files that are worth a look because of their length; nothing fails on them. */
export const longFiles = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter((file) => file.path.endsWith('.ts') && file.text.split('\n').length - 1 > 300)
    .map((file) => `${file.path} has ${file.text.split('\n').length - 1} lines`)

export function importsOf(text: string): readonly string[] {
  const named = text.matchAll(/^(?:import|export)\s[^'"`;()=]*?\bfrom\s+['"]([^'"\n]+)['"]/gm)
  const bare = text.matchAll(/^import\s+['"]([^'"\n]+)['"]/gm)
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"\n]+)['"]/g)
  return [...named, ...bare, ...dynamic].map((match) => match[1]!)
}

function importProblems(path: string, wanted: string): string[] {
  const part = partOf(path)
  if (wanted.startsWith('.')) {
    const target = partOf(posix.join(posix.dirname(path), wanted))
    const mayReach = isOutside(part) || (isTest(path) && (target === 'world' || target === 'test'))
    return target === part || mayReach ? [] : [`reaches into ${target} by path: ${wanted}`]
  }
  if (matches(cryptography, wanted) && part !== 'packages/seal') return [`only seal imports ${wanted}`]
  if (wanted === '@ebb/world' || wanted.startsWith('@ebb/world/')) {
    return isTest(path) || isOutside(part) ? [] : ['only tests, benches and tools import the world']
  }
  const allowed = isBuild(path) ? ['vite', 'node:*'] : arrows[part]
  if (allowed === undefined || isTest(path)) return []
  const inMain = mains.has(path.slice(part.length)) ? (onlyInMain[part] ?? []) : []
  // Acceptance suites are run by tests but lie with the port they prove.
  const inSuite = path.includes('/acceptance/') ? ['vitest', 'fast-check'] : []
  return matches([...allowed, ...inMain, ...inSuite], wanted) ? [] : [`${part} may not import ${wanted}`]
}

function folderProblems(path: string): string[] {
  const vague = posix
    .dirname(path)
    .split('/')
    .find((folder) => vagueFolders.has(folder))
  return vague === undefined ? [] : [`a folder is called ${vague}`]
}

function manifestProblems(path: string, text: string): string[] {
  if (path !== 'apps/server/package.json') return []
  const manifest = JSON.parse(text) as { [section: string]: unknown }
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
    .flatMap((section) => Object.keys(manifest[section] ?? {}))
    .filter((name) => matches(forbiddenInServer, name))
    .map((name) => `gives the server a way to decrypt: ${name}`)
}

/** `packages/x` and `apps/x` are parts, and so is every other folder of the root. */
function partOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return first === 'packages' || first === 'apps' ? `${first}/${second}` : first
}

const isOutside = (part: string): boolean => !part.includes('/') && part !== 'world'
const isTest = (path: string): boolean => path.includes('/test/') || path.endsWith('.test.ts')
const matches = (patterns: readonly string[], name: string): boolean =>
  patterns.some((p) => (p.endsWith('*') ? name.startsWith(p.slice(0, -1)) : name === p))
