/**
 * Seal as it is, but for three things that core-crypto cannot be told: to list the policy in its leaf, to give a key
 * package less than twelve weeks, and to add with a path. All else, and every other file, is what the app runs.
 */
import { registerHooks } from 'node:module'
import type * as client from './seal-client.ts'

/** Whole files that others take the place of. */
const replaced: Readonly<Record<string, string>> = { 'src/mls/extensions.ts': 'test/interop/extensions.ts' }
/** Once in each file. */
const changed: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'src/mls/key-package.ts': ['longest: 31 * day', 'longest: 85 * day'],
  // RFC 9420 §12.4 allows it where a commit has Adds only.
  'src/mls/commit.ts': [
    "if (path === undefined) return 'invalid-commit'",
    "if (path === undefined) return added.length > 0 && added.length === proposals.length ? { added, removed } : 'invalid-commit'",
  ],
}

const seal = new URL('../../', import.meta.url).href

/** A client of that seal; files that are loaded beside it are not touched. `but`: the file that stays as it is. */
export function withoutPolicy(but?: 'src/mls/commit.ts'): Promise<typeof client> {
  const mark = but === undefined ? '?without-policy' : '?without-policy-with-path'
  const found = loaded.get(mark) ?? load(mark, but)
  loaded.set(mark, found)
  return found
}

const loaded = new Map<string, Promise<typeof client>>()

async function load(mark: string, but: string | undefined): Promise<typeof client> {
  const applied = new Set<string>()
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      if (context.parentURL?.endsWith(mark) !== true || !found.url.startsWith(seal)) return found
      const path = found.url.slice(seal.length)
      if (path in replaced) applied.add(path)
      return { ...found, url: `${seal}${replaced[path] ?? path}${mark}` }
    },
    load(url, context, next) {
      const found = next(url, context)
      const path = url.startsWith(seal) && url.endsWith(mark) ? url.slice(seal.length, -mark.length) : ''
      const change = path === but ? undefined : changed[path]
      if (change === undefined) return found
      const source =
        typeof found.source === 'string' ? found.source : Buffer.from(found.source as Uint8Array).toString()
      const [before, after, ...more] = source.split(change[0])
      if (before === undefined || after === undefined || more.length > 0) throw new Error(`${path} is another one`)
      applied.add(path)
      return { ...found, source: before + change[1] + after }
    },
  })
  try {
    const made = (await import(`./seal-client.ts${mark}`)) as typeof client
    const wanted = [...Object.keys(replaced), ...Object.keys(changed)].filter((path) => path !== but)
    if (!wanted.every((path) => applied.has(path))) throw new Error('seal was loaded as it is')
    return made
  } finally {
    hooks.deregister()
  }
}
