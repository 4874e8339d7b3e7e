/** A browser with one page whose worker is asked from here, on a profile that outlives its being killed. */
import { StorageError, type StorageRefusal } from '@ebb/engine/ports'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Failed } from '../../packages/web/test/page/words.ts'
import { startBrowser, type Browser, type BrowserName, type BrowserPage } from './browsers.ts'
import { servePage } from './page-server.ts'

/** Asks a worker, in JSON. What is thrown there is thrown here. */
export type Ask = <Answer>(ask: string, given?: object) => Promise<Answer>

export interface WorkerStand {
  readonly ask: Ask
  readonly profile: string
  readonly origin: string
  readonly browser: () => Browser
  /** A further page with a worker of its own. */
  open(): Promise<{ readonly page: BrowserPage; readonly ask: Ask }>
  /** The browser dies, and begins again on the same profile. */
  cut(): Promise<void>
  dispose(): Promise<void>
}

const pages = new URL('../../packages/web/test/page/', import.meta.url)
const file = (name: string): string => fileURLToPath(new URL(`${name}.ts`, pages))

/** `worker`: a file of packages/web/test/page. */
export async function workerStand(name: BrowserName, worker: string): Promise<WorkerStand> {
  const profile = mkdtempSync(join(tmpdir(), 'ebb-profile-'))
  const server = await servePage({ page: file('page'), [worker]: file(worker) })
  const start = () => startBrowser(name, profile)
  let browser = await start()
  const open = async () => {
    const page = await browser.open(`${server.origin}/?${worker}`)
    return { page, ask: askOf(page) }
  }
  let first = await open()
  return {
    ask: (ask, given) => first.ask(ask, given),
    profile,
    origin: server.origin,
    browser: () => browser,
    open,
    async cut() {
      await browser.kill()
      browser = await start()
      first = await open()
    },
    async dispose() {
      await browser.close()
      await server.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const askOf =
  (page: BrowserPage): Ask =>
  async <Answer>(ask: string, given: object = {}) => {
    const answered = await page.evaluate(([name, what]) => globalThis.askWorker(name, what), [ask, given] as const)
    if ('failed' in answered) throw thrown(answered.failed)
    return answered.value as Answer
  }

function thrown({ name, why, message }: Failed): Error {
  if (name === 'StorageError') return new StorageError(why as StorageRefusal, message)
  return name === 'RangeError' ? new RangeError(message) : new Error(`${name}: ${message}`)
}
