import { readdirSync, type Dirent } from 'node:fs'
import { join } from 'node:path'

/** Every file below a folder in which a running browser makes and removes files and folders all the time. */
export function* pathsBelow(folder: string): Generator<string> {
  for (const entry of ifThere(() => readdirSync(folder, { withFileTypes: true })) ?? noEntries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* pathsBelow(path)
    else if (entry.isFile()) yield path
  }
}
const noEntries: readonly Dirent[] = []

/** What is read, or undefined where it was removed meanwhile. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
