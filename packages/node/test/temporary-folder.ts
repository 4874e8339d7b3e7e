import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder of its own for one test, gone after it. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'ebb-test-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
