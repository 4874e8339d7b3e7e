/** The project's own files, as a fresh clone has them: what .gitignore names is left out. Needs no git. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string
  readonly text: string
}

export const root = resolve(import.meta.dirname, '..')

const ignoredFolders = new Set(['node_modules', 'dist', 'data', 'coverage', '.git'])
const ignoredEndings = ['.log', '.DS_Store']

/** Text files below `from`, sorted by path. `keep` sees the path from the root. */
export function projectFiles(keep: (path: string) => boolean, from: string = root): readonly SourceFile[] {
  const paths: string[] = []
  collect(from, paths)
  return paths
    .map((path) => relative(from, path).replaceAll('\\', '/'))
    .filter((path) => keep(path) && !ignoredEndings.some((ending) => path.endsWith(ending)))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(from, path), 'utf8') }))
}

function collect(folder: string, paths: string[]): void {
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, item.name)
    if (item.isDirectory() && !ignoredFolders.has(item.name)) collect(path, paths)
    if (item.isFile()) paths.push(path)
  }
}
