/** The built app as a server gives it to real browsers: its policy, starting without a network, changing with consent. */
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '@ebb/server'
import { finishBuild, noHash, noRecord, type BuildRecord } from '../../apps/phone/build/finish.ts'
import { buildPhone, phoneDist } from '../../tool/phone.ts'
import { browserNames, startBrowser, startChromium, type Browser, type BrowserPage } from '../stage/browsers.ts'
import { quietPort } from '../stage/quiet-port.ts'
import {
  buildOf,
  cached,
  cacheNames,
  chosen,
  controlled,
  hasTrustedTypes,
  isMarked,
  lookForUpdate,
  makeLast,
  mark,
  notifications,
  notify,
  shown,
  shownBuild,
  statusOf,
  take,
  textOf,
  tryWhatIsForbidden,
} from './page-looks.ts'

let folder: string
let port: number
let server: RunningServer | undefined
beforeAll(async () => {
  const { ok, output } = await buildPhone()
  if (!ok) throw new Error(output)
})
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ebb-service-worker-'))
  port = await quietPort()
})
afterEach(async () => {
  await stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function serve(app: string): Promise<string> {
  await stop()
  server = await startServer({ data: join(folder, 'data'), port, app })
  return server.url
}
async function stop(): Promise<void> {
  await server?.close()
  server = undefined
}

/** A build like the last one but for a comment in its icon: another hash, another service worker. */
function nextBuild(number: number): { readonly app: string; readonly record: BuildRecord } {
  const app = join(folder, `app-${number}`)
  cpSync(phoneDist, app, { recursive: true })
  for (const name of readdirSync(app, { recursive: true, encoding: 'utf8' }))
    if (/\.(br|gz)$|^(build\.json|sources\.txt)$/.test(name)) rmSync(join(app, name))
  const { build } = recordIn(phoneDist)
  change(join(app, 'index.html'), build, noHash)
  change(join(app, 'service-worker.js'), readFileSync(join(phoneDist, 'build.json'), 'utf8'), noRecord)
  change(join(app, 'icon.svg'), '</svg>', `</svg><!-- ${number} -->`)
  return { app, record: finishBuild(app) }
}
function change(path: string, from: string, to: string): void {
  const parts = readFileSync(path, 'utf8').split(from)
  expect(parts).toHaveLength(2)
  writeFileSync(path, parts.join(to))
}
const recordIn = (app: string): BuildRecord => JSON.parse(readFileSync(join(app, 'build.json'), 'utf8')) as BuildRecord

// Each test has another port, so another origin: the browser can stay.
describe.each(browserNames)('in %s', (name) => {
  let profile: string
  let browser: Browser | undefined
  beforeAll(() => (profile = mkdtempSync(join(tmpdir(), 'ebb-profile-'))))
  afterAll(async () => {
    await browser?.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  })
  async function open(path = '/'): Promise<BrowserPage> {
    browser ??= await startBrowser(name, profile)
    return browser.open(`http://127.0.0.1:${port}${path}`)
  }
  async function restart(): Promise<void> {
    await browser!.close()
    browser = undefined
  }

  test('the app starts under its policy, which lets no other script, worker or policy pass', async () => {
    await serve(phoneDist)
    const page = await open()
    await until(() => isShown(page))
    await until(() => isControlled(page))
    const typed = await page.evaluate(hasTrustedTypes, null)
    // Older Firefox has none; there the rest of the policy holds alone.
    expect(typed || name === 'firefox').toBe(true)
    const refusals = await page.evaluate(tryWhatIsForbidden, null)
    expect(refusals).toEqual({
      'a plain worker': typed ? 'TypeError' : 'done',
      'a plain service worker': typed ? 'TypeError' : 'done',
      'a second policy': typed ? 'TypeError' : 'ReferenceError',
      'the same policy again': typed ? 'TypeError' : 'ReferenceError',
      markup: typed ? 'TypeError' : 'done',
      code: 'EvalError',
      'another origin': 'connect-src',
      // The controls: what is allowed.
      text: 'done',
      'the own origin': 'done',
    })
  })

  test('all files of the build and nothing else are kept, and it starts without a network', async () => {
    await serve(phoneDist)
    const { build, files } = recordIn(phoneDist)
    const first = await open()
    await until(() => isControlled(first))
    expect(await first.evaluate(cached, null)).toEqual({
      'ebb-choice': ['/choice'],
      [`ebb-build-${build}`]: files.map(([path]) => path).toSorted(),
    })
    await stop()
    for (const path of ['/', '/i#secret', '/']) {
      const page = await open(path)
      await until(() => isShown(page))
      expect(await page.evaluate(shownBuild, null)).toBe(build)
      // What is kept was kept with its headers.
      expect((await page.evaluate(tryWhatIsForbidden, null)).code).toBe('EvalError')
    }
    // What is not the app's goes to the network, which is not there.
    expect(await first.evaluate(statusOf, '/health')).toBe(0)
  })

  test('another build is taken when somebody says so, and not before, even if the browser starts anew', async () => {
    const old = recordIn(phoneDist).build
    await serve(phoneDist)
    const first = await open()
    await until(() => isControlled(first))

    const { app, record } = nextBuild(2)
    await serve(app)
    await first.evaluate(mark, null)
    await first.evaluate(lookForUpdate, null)
    await until(async () => (await first.evaluate(buildOf, 'waiting' as const)) === record.build)
    // It goes on waiting, and the page stays as it was.
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(await first.evaluate(buildOf, 'waiting' as const)).toBe(record.build)
    expect(await first.evaluate(isMarked, null)).toBe(true)
    for (const again of [false, true]) {
      // With no page open browsers let the new worker in. It must go on with the old build. (Firefox may have lost the
      // worker in that moment; then the page notices, and loads anew.)
      if (again) await restart()
      const page = await open()
      await until(async () => (await isControlled(page)) && (await isShown(page)))
      await until(async () => (await page.evaluate(shownBuild, null)) === old)
      expect(await page.evaluate(statusOf, '/icon.svg')).toBe(200)
      expect((await page.evaluate(textOf, '/icon.svg')).includes('<!-- 2 -->')).toBe(false)
    }

    const [page, other] = [await open(), await open()]
    await until(async () => (await page.evaluate(buildOf, 'active' as const)) === record.build)
    await page.evaluate(makeLast, `ebb-build-${old}`)
    await page.evaluate(take, null)
    for (const one of [page, other]) await until(async () => (await one.evaluate(shownBuild, null)) === record.build)
    expect(await page.evaluate(textOf, '/icon.svg')).toContain('<!-- 2 -->')
    await until(async () => !(await page.evaluate(cacheNames, null)).includes(`ebb-build-${old}`))
    await stop()
    const offline = await open()
    await until(() => isShown(offline))
    expect(await offline.evaluate(shownBuild, null)).toBe(record.build)
  })

  test('a waiting build is taken by all tabs at once; one that is not the build it says is never kept', async () => {
    await serve(phoneDist)
    const page = await open()
    await until(() => isControlled(page))
    const other = await open()
    const { app, record } = nextBuild(2)
    await serve(app)
    await page.evaluate(lookForUpdate, null)
    await until(async () => (await page.evaluate(buildOf, 'waiting' as const)) === record.build)
    await page.evaluate(take, null)
    for (const one of [page, other]) await until(async () => (await one.evaluate(shownBuild, null)) === record.build)

    // A server in the middle of a change: the worker of one build, a file of another.
    const third = nextBuild(3)
    writeFileSync(join(third.app, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    for (const ending of ['.br', '.gz']) rmSync(join(third.app, `icon.svg${ending}`))
    const torn = { ...third.record, files: withDigestOf(third, 'icon.svg') }
    writeFileSync(join(third.app, 'build.json'), JSON.stringify(torn))
    await serve(third.app)
    await page.evaluate(lookForUpdate, null)
    await until(async () => `ebb-build-${third.record.build}` in (await page.evaluate(cached, null)))
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(await page.evaluate(buildOf, 'waiting' as const)).toBeNull()
    expect((await page.evaluate(cached, null))[`ebb-build-${third.record.build}`]).not.toContain('/icon.svg')
    // The control: whole again, it waits.
    await serve(nextBuild(4).app)
    await page.evaluate(lookForUpdate, null)
    await until(async () => (await page.evaluate(buildOf, 'waiting' as const)) !== null)
  })
})

test('a page that was made to come past the service worker goes back to the build that was chosen', async () => {
  const old = recordIn(phoneDist).build
  const url = await serve(phoneDist)
  const chromium = await startChromium(join(folder, 'profile'))
  const page = await chromium.context.newPage()
  await page.goto(url)
  await until(() => page.evaluate(controlled))
  const { app, record } = nextBuild(2)
  await serve(app)
  const cdp = await chromium.context.newCDPSession(page)
  for (let i = 0; i < 2; i++) {
    const byWorker: boolean[] = []
    page.on('response', (response) => {
      if (response.request().resourceType() === 'document') byWorker.push(response.fromServiceWorker())
    })
    await cdp.send('Page.reload', { ignoreCache: true })
    await until(async () => byWorker.length === 2 && (await page.evaluate(controlled)) && (await page.evaluate(shown)))
    // The control: what the forced reload got was the server's, so the new one.
    expect(byWorker).toEqual([false, true])
    expect(await page.evaluate(shownBuild)).toBe(old)
    page.removeAllListeners('response')
  }
  // Where nothing leads by way of the worker it stays, and is the chosen one from then on.
  await cdp.send('Network.enable')
  await cdp.send('Network.setBypassServiceWorker', { bypass: true })
  await page.goto(url)
  await until(async () => (await page.evaluate(chosen)) === record.build && (await page.evaluate(shown)))
  expect(await page.evaluate(shownBuild)).toBe(record.build)
  await chromium.close()
})

test('a push shows one line, whatever it holds, and nothing of it reaches the disk', async () => {
  const url = await serve(phoneDist)
  const profile = join(folder, 'profile')
  const chromium = await startChromium(profile)
  await chromium.context.grantPermissions(['notifications'], { origin: url })
  const page = await chromium.context.newPage()
  await page.goto(url)
  await until(() => page.evaluate(controlled))
  const cdp = await chromium.context.newCDPSession(page)
  const registered = new Promise<string>((resolve) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0] !== undefined) resolve(registrations[0].registrationId)
    }),
  )
  await cdp.send('ServiceWorker.enable')
  const registrationId = await registered
  const push = (data: string) => cdp.send('ServiceWorker.deliverPushMessage', { origin: url, registrationId, data })

  const hostile = { title: 'from-alice', body: 'secret-of-the-push', tag: 'other', data: 'secret-data' }
  await until(async () => {
    // More than once, because a Chromium without a desktop forgets what is shown in its first moments.
    await push(JSON.stringify(hostile))
    await new Promise((resolve) => setTimeout(resolve, 200))
    return (await page.evaluate(notifications)).length > 0
  })
  await push('secret-of-the-push, again')
  await push('')
  await new Promise((resolve) => setTimeout(resolve, 500))
  const line = 'There is something new. Open Ebb to see it.'
  expect(await page.evaluate(notifications)).toEqual([
    { title: 'Ebb', body: line, tag: 'ebb', lang: 'en', dir: 'ltr', data: null, icon: `${url}/icon-192.png` },
  ])

  // The control: what a notification says does reach the disk, where it can be found.
  await page.evaluate(notify, 'text-of-the-control')
  await until(async () => (await page.evaluate(notifications)).length === 2)
  await chromium.close()
  const files = readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => readFileSync(join(item.parentPath, item.name)))
  const found = (text: string): boolean =>
    files.some((bytes) => bytes.includes(text, 0, 'utf8') || bytes.includes(text, 0, 'utf16le'))
  expect(found('text-of-the-control')).toBe(true)
  expect(found('Open Ebb to see it')).toBe(true)
  for (const text of ['secret-of-the-push', 'from-alice', 'secret-data']) expect(found(text), text).toBe(false)
})

/** As if the file on the server were what the record says, so that the server starts; the worker knows better. */
function withDigestOf({ app, record }: { app: string; record: BuildRecord }, name: string): BuildRecord['files'] {
  const digest = createHash('sha256')
    .update(readFileSync(join(app, name)))
    .digest('base64')
  return record.files.map(([path, old]) => [path, path === `/${name}` ? digest : old] as const)
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  for (;;) {
    // A page that is loading anew at this moment cannot answer.
    if (await holds().catch(() => false)) return
    if (Date.now() > end) throw new Error(`did not come about: ${holds.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const isShown = (page: BrowserPage): Promise<boolean> => page.evaluate(shown, null)
const isControlled = (page: BrowserPage): Promise<boolean> => page.evaluate(controlled, null)
