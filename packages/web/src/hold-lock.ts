import { storageError } from './failures.ts'

/**
 * Holds a Web Lock of this origin until the returned function is called or this worker ends. Waits `patience`
 * milliseconds, because what a tab held that was closed this moment is let go a little later; then throws StorageError
 * `in-use`.
 */
export function holdLock(name: string, patience: number): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { signal: AbortSignal.timeout(patience) }, () => new Promise<void>((release) => resolve(release)))
      .catch((error: unknown) =>
        reject(storageError((error as { name?: string }).name === 'TimeoutError' ? 'in-use' : 'unreadable')),
      )
  })
}
