/** Whether the server can do its work. */
import { closeSync, fdatasyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from './core.ts'

/**
 * By doing: both databases answer, and a file can be written and flushed. At most once in five seconds. Rejects where
 * something fails; false: it serves, and something is missing that was there.
 */
export function healthOf(core: Core, data: string): () => Promise<boolean> {
  let last: { at: number; outcome: Promise<boolean> } | undefined
  return () => {
    const at = performance.now()
    if (last === undefined || at - last.at > 5000) last = { at, outcome: look() }
    return last.outcome
  }
  async function look(): Promise<boolean> {
    const isWhole = await core.check()
    const path = join(data, 'probe')
    const fd = openSync(path, 'w', 0o600)
    try {
      writeSync(fd, 'ok')
      fdatasyncSync(fd)
    } finally {
      closeSync(fd)
      unlinkSync(path)
    }
    return isWhole
  }
}
