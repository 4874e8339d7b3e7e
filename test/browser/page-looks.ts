/** What tests do inside a page of the app. Each function goes over by itself, so none may call another. */

/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: {
  readonly body: { title: string }
  querySelector(selector: string): Element | null
  createElement(name: string): Element
  addEventListener(name: string, heard: (event: { readonly effectiveDirective: string }) => void): void
}
interface Element {
  readonly childElementCount: number
  readonly content: string
  innerHTML: string
  textContent: string
}
declare const navigator: {
  readonly serviceWorker: {
    readonly controller: PageWorker | null
    getRegistration(): Promise<Registration | undefined>
    register(address: string): Promise<unknown>
    addEventListener(name: 'message', heard: (event: { readonly data: { readonly build?: string } }) => void): void
  }
}
interface PageWorker {
  readonly state: string
  postMessage(message: unknown): void
}
interface Registration {
  readonly active: PageWorker | null
  readonly waiting: PageWorker | null
  update(): Promise<unknown>
  getNotifications(): Promise<readonly Shown[]>
  showNotification(title: string, options: object): Promise<void>
}
interface Shown {
  readonly title: string
  readonly body: string
  readonly tag: string
  readonly lang: string
  readonly dir: string
  readonly data: unknown
  readonly icon: string
}
declare const caches: {
  keys(): Promise<readonly string[]>
  match(path: string, options: { readonly cacheName: string }): Promise<{ text(): Promise<string> } | undefined>
  delete(name: string): Promise<boolean>
  open(name: string): Promise<{
    keys(): Promise<readonly { readonly url: string }[]>
    match(url: string): Promise<unknown>
    put(url: string, response: unknown): Promise<void>
  }>
}
declare const trustedTypes: { createPolicy(name: string, rules: object): unknown }
declare const Worker: new (address: string) => unknown
declare const location: { readonly port: string }

export const shown = (): boolean => (document.querySelector('#app')?.childElementCount ?? 0) > 0

export const shownBuild = (): string => document.querySelector('meta[name=build]')!.content

/** A mark goes when the page loads anew. */
export function mark(): void {
  document.body.title = 'marked'
}
export const isMarked = (): boolean => document.body.title === 'marked'

/** By a worker that has begun in earnest, not by one that is still at it. */
export const controlled = (): boolean => navigator.serviceWorker.controller?.state === 'activated'

/** Paths by the names of the caches. */
export async function cached(): Promise<{ readonly [name: string]: readonly string[] }> {
  const names = await caches.keys()
  const lists = names.map(async (name) => {
    const requests = await (await caches.open(name)).keys()
    return [name, requests.map(({ url }) => new URL(url).pathname).toSorted()] as const
  })
  return Object.fromEntries(await Promise.all(lists))
}

/** The names alone. Looking into one (`cached`) makes it anew if it is removed at that moment. */
export const cacheNames = (): Promise<readonly string[]> => caches.keys()

/** As a browser may find them after it was killed: in another order than they were made in. */
export async function makeLast(name: string): Promise<void> {
  const from = await caches.open(name)
  const kept = await Promise.all((await from.keys()).map(async (key) => [key.url, await from.match(key.url)] as const))
  await caches.delete(name)
  const to = await caches.open(name)
  for (const [url, response] of kept) await to.put(url, response)
}

export const chosen = (): Promise<string | undefined> =>
  caches.match('/choice', { cacheName: 'ebb-choice' }).then((response) => response?.text())

/** 0 where nothing answers. */
export const statusOf = (path: string): Promise<number> =>
  fetch(path).then(
    ({ status }) => status,
    () => 0,
  )

export const textOf = (path: string): Promise<string> => fetch(path).then((response) => response.text())

export async function lookForUpdate(): Promise<void> {
  // A worker that cannot be installed is no error of the page.
  await (await navigator.serviceWorker.getRegistration())?.update().catch(() => undefined)
}

/** The build of the worker that waits or is active; null where there is none. */
export async function buildOf(which: 'waiting' | 'active'): Promise<string | null> {
  const worker = (await navigator.serviceWorker.getRegistration())?.[which] ?? null
  if (worker === null) return null
  return new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      if (data.build !== undefined) resolve(data.build)
    })
    worker.postMessage({ build: true })
  })
}

/** What a person does who wants the new build. */
export async function take(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  ;(registration?.waiting ?? registration?.active)?.postMessage({ take: true })
}

export async function notifications(): Promise<readonly Shown[]> {
  const registration = await navigator.serviceWorker.getRegistration()
  const all = await registration!.getNotifications()
  return all.map(({ title, body, tag, lang, dir, data, icon }) => ({ title, body, tag, lang, dir, data, icon }))
}

export async function notify(body: string): Promise<void> {
  await (await navigator.serviceWorker.getRegistration())!.showNotification('Control', { body, tag: 'control' })
}

export const hasTrustedTypes = (): boolean => 'trustedTypes' in globalThis

/** `done`, or the name of what was thrown, or which directive has stopped it. */
export async function tryWhatIsForbidden(): Promise<{ readonly [what: string]: string }> {
  let violated = ''
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => (violated = effectiveDirective))
  const outcome = async (work: () => unknown): Promise<string> => {
    try {
      await work()
      return 'done'
    } catch (error) {
      return (error as Error).name
    }
  }
  // What a browser's remote control runs at once may do more than the page may.
  await new Promise((resolve) => setTimeout(resolve, 0))
  return {
    'a plain worker': await outcome(() => new Worker('/service-worker.js')),
    'a plain service worker': await outcome(() => navigator.serviceWorker.register('/service-worker.js')),
    'a second policy': await outcome(() => trustedTypes.createPolicy('second', {})),
    'the same policy again': await outcome(() => trustedTypes.createPolicy('ebb', {})),
    markup: await outcome(() => (document.createElement('p').innerHTML = '<b>bold</b>')),
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- it must fail
    code: await outcome(() => new Function('return 1')),
    'another origin': await outcome(async () => {
      await fetch(`http://localhost:${location.port}/health`, { mode: 'no-cors' }).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 100))
      throw Object.assign(new Error(), { name: violated })
    }),
    // The controls: what is allowed.
    text: await outcome(() => (document.createElement('p').textContent = '<b>bold</b>')),
    'the own origin': await outcome(() => fetch('/health')),
  }
}
