/** What the phone app costs at its first start: JavaScript in kilobytes of 1000 bytes, compressed with gzip. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPhone, phoneDist } from './phone.ts'
import type { Outcome } from './steps.ts'

/** Kilobytes. */
export const most = { page: 70, worker: 160 }

/** Builds the app if need be. */
export async function sizes(): Promise<Outcome> {
  const { ok, output } = await buildPhone()
  return ok ? checkSizes(filesOf(phoneDist)) : { ok, output }
}

/** Screens that a page asks for before it knows which of them is the first. */
const firstScreens = /\/(?:onboarding|lock-screen)-[\w-]{8}\.js$/
/** What the worker asks for before anybody wants it. */
const engine = /\/keeper-[\w-]{8}\.js$/

/**
 * `files`: path from the origin's root, and text, of index.html and all scripts. The page is what index.html loads, the
 * first screens, and what these import at once; the worker likewise, with its engine. What is loaded only when it is
 * needed is told, and not limited.
 */
export function checkSizes(files: ReadonlyMap<string, string>): Outcome {
  const html = files.get('/index.html') ?? ''
  const named = (name: RegExp): readonly string[] => [...files.keys()].filter((path) => name.test(path))
  const page = reach(
    [...[...html.matchAll(/<script [^>]*src="([^"]+)"/g)].map((match) => match[1]!), ...named(firstScreens)],
    files,
  )
  const workers = named(/\/worker-[\w-]+\.js$/)
  const engines = named(engine)
  const worker = reach([...workers, ...engines], files)
  const later = [...files.keys()].filter((path) => path.startsWith('/assets/') && !page.has(path) && !worker.has(path))
  const weighed = { page: weigh(page, files), worker: weigh(worker, files) }
  const lines = (['page', 'worker'] as const).map((part) => `${part}: ${weighed[part].toFixed(1)} of ${most[part]} KB`)
  lines.push(
    `later: ${later.map((path) => `${path.slice('/assets/'.length)} ${weigh([path], files).toFixed(1)} KB`).join(', ')}`,
  )
  // Something that was not found weighs nothing and would always pass.
  const isWhole =
    html.includes('<script ') && [workers, engines, named(firstScreens)].every((found) => found.length > 0)
  if (!isWhole) lines.push('the page, its first screens, the worker or its engine was not found in the build')
  return { ok: isWhole && weighed.page <= most.page && weighed.worker <= most.worker, output: lines.join('\n') }
}

/** These files and all that they import statically, which is what a browser fetches before it runs the first. */
function reach(paths: readonly string[], files: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set(paths)
  for (const path of found) {
    const text = files.get(path)
    if (text === undefined) throw new Error(`the build lacks ${path}`)
    for (const [, name] of text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g))
      found.add(`/assets/${name}`)
  }
  return found
}

const weigh = (paths: Iterable<string>, files: ReadonlyMap<string, string>): number =>
  [...paths].reduce((sum, path) => sum + gzipSync(files.get(path)!, { level: 9 }).length, 0) / 1000

function filesOf(folder: string): ReadonlyMap<string, string> {
  const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'))
  const paths = ['/index.html', ...scripts.map((name) => `/assets/${name}`)]
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}
