/**
 * `npm run build`: builds the phone app into apps/phone/dist, where the server looks for it, if anything that it is made
 * of has changed since the last time. `npm start` and `npm run check` do the same first.
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { runTool, type Outcome } from './steps.ts'
import { root } from './tree.ts'

const phone = join(root, 'apps/phone')
export const phoneDist = join(phone, 'dist')

/** Everything that a build is made of: sources, and the versions of what they import. */
const madeOf = [
  ...['build', 'public', 'src', 'index.html', 'package.json', 'tsconfig.json', 'vite.config.ts'].map(ofPhone),
  ...['protocol', 'seal', 'engine', 'web'].flatMap((name) => [`packages/${name}/src`, `packages/${name}/package.json`]),
  'tsconfig.json',
  'package-lock.json',
  'patches',
]
/** Hash of the sources; lies beside the build. Times of files would not do: a checkout or a copy sets them at will. */
const mark = 'sources.txt'

if (import.meta.main) {
  const { ok, output } = await buildPhone()
  process.stderr.write(ok ? `${phoneDist} is up to date.\n` : `${output}\n`)
  process.exitCode = ok ? 0 : 1
}

/**
 * What was built before stays until the new build is whole, also where the new one fails. Prints nothing. `begin` is
 * called if there is something to do.
 */
export async function buildPhone(begin: () => void = () => {}): Promise<Outcome> {
  const sources = fingerprint()
  if (isBuiltFrom(sources)) return { ok: true, output: '' }
  begin()
  // On the same disk as dist, so that it can be put in its place at once, and where nothing looks for sources.
  mkdirSync(join(phone, 'node_modules'), { recursive: true })
  const fresh = mkdtempSync(join(phone, 'node_modules', '.build-'))
  try {
    const { ok, output } = await buildPhoneInto(fresh)
    if (!ok) return { ok, output }
    writeFileSync(join(fresh, mark), sources)
    replace(fresh, sources)
    return { ok, output }
  } catch (error) {
    return { ok: false, output: `The phone app could not be built: ${String(error)}` }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Into an empty folder, whatever was built before. */
export function buildPhoneInto(folder: string): Promise<Outcome> {
  return runTool('vite', ['build', phone, '--outDir', folder, '--configLoader', 'native', '--logLevel', 'warn'])
}

/** Someone else may do the same at this moment, from the same sources. */
function replace(fresh: string, sources: string): void {
  const old = `${fresh}-old`
  try {
    if (existsSync(phoneDist)) renameSync(phoneDist, old)
    renameSync(fresh, phoneDist)
  } catch (error) {
    if (!isBuiltFrom(sources)) throw error
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}

function isBuiltFrom(sources: string): boolean {
  try {
    return readFileSync(join(phoneDist, mark), 'utf8') === sources && existsSync(join(phoneDist, 'build.json'))
  } catch {
    return false
  }
}

function ofPhone(name: string): string {
  return `apps/phone/${name}`
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const path of madeOf.flatMap((name) => filesAt(join(root, name)))) {
    hash.update(`${relative(root, path)}\0`).update(createHash('sha256').update(readFileSync(path)).digest())
  }
  return hash.digest('hex')
}

function filesAt(path: string): readonly string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  const items = readdirSync(path, { recursive: true, withFileTypes: true })
  return items.flatMap((item) => (item.isFile() ? [join(item.parentPath, item.name)] : [])).toSorted()
}
