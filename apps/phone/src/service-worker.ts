/**
 * Keeps whole builds of the app for starting without a network, changes from one to the next only when a person has
 * said so, and shows the one line of a push.
 *
 * It is no protection. Whoever controls the origin can serve another service worker, which the browser takes over
 * unasked, so this file keeps an honest server's app still and stops no dishonest one (decisions/serving-the-app.md).
 */
import { buildRecord } from 'virtual:files'
import { buildCaches, cacheOf, chooseBuild, chosenBuild, storedChoice } from './kept-builds.ts'
import { pushLine } from './push-line.ts'
import type { ServiceWorkerScope } from './service-worker-scope.ts'

const scope = globalThis as unknown as ServiceWorkerScope
/** This worker's own build: its hash, and of each file the path and the SHA-256 in base64. */
const own = JSON.parse(buildRecord) as {
  readonly build: string
  readonly files: readonly (readonly [string, string])[]
}
const paths = new Set(own.files.map(([path]) => path))

/** Which build is served. Browsers let a new worker in as soon as no page is open; that is no consent. */
let choice: Promise<string> | undefined

scope.addEventListener('install', (event) => event.waitUntil(keepFiles()))
scope.addEventListener('activate', (event) => event.waitUntil(begin()))
scope.addEventListener('message', (event) => {
  const asked = event.data as { readonly take?: true; readonly build?: true } | null
  if (asked?.take === true) event.waitUntil(take())
  if (asked?.build === true) event.source?.postMessage({ build: own.build })
})
scope.addEventListener('fetch', (event) => {
  const path = pathOf(event.request)
  if (path !== undefined) event.respondWith(serve(path, event.request))
})
// What the push carries is not looked at, so nothing of it can get into the system's store of notifications.
scope.addEventListener('push', (event) => event.waitUntil(showLine()))
scope.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openApp())
})

/** All files or none, and only the bytes that this build was made of: a server may change builds in the middle. */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(cacheOf(own.build))
  // What is there from a try that failed is whole: only bytes with the right hash were ever put in.
  const kept = new Set((await cache.keys()).map((request) => new URL(request.url).pathname))
  const missing = own.files.filter(([path]) => !kept.has(path))
  await cache.addAll(
    missing.map(([path, digest]) => new Request(path, { cache: 'no-cache', integrity: `sha256-${digest}` })),
  )
  if ((await storedChoice()) === undefined) await choose()
}

/**
 * Removes other builds than this one, but never the one that is served, nor one that is on its way: then all stay until that
 * one begins. The order of the caches says nothing about their age, because browsers lose it when they are killed.
 */
async function begin(): Promise<void> {
  const { waiting, installing } = scope.registration
  const kept = [cacheOf(own.build), cacheOf(await chosen())]
  if (waiting === null && installing === null) {
    const builds = (await caches.keys()).filter((name) => name.startsWith(buildCaches))
    await Promise.all(builds.filter((name) => !kept.includes(name)).map((name) => caches.delete(name)))
  }
  await scope.clients.claim()
}

/** A person wants this build. Pages that are open load anew: all tabs of a device run the same one. */
async function take(): Promise<void> {
  await choose()
  if (scope.registration.waiting !== null) return scope.skipWaiting()
  // It was let in before anybody was asked. Nobody is told of a new worker then.
  await begin()
  for (const page of await windows()) page.postMessage({ taken: true })
}

async function choose(): Promise<void> {
  choice = Promise.resolve(own.build)
  await chooseBuild(own.build)
}

const chosen = (): Promise<string> => (choice ??= chosenBuild().then((build) => build ?? own.build))

/** The file that answers a request, or undefined: everything else goes to the network untouched. */
function pathOf(request: Request): string | undefined {
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return undefined
  if (pathname === '/' || pathname === '/i' || pathname === '/g') return '/index.html'
  // Another build that is served has names of its own for these.
  return pathname.startsWith('/assets/') || paths.has(pathname) ? pathname : undefined
}

async function serve(path: string, request: Request): Promise<Response> {
  return (await caches.match(path, { cacheName: cacheOf(await chosen()) })) ?? fetch(request)
}

async function showLine(): Promise<void> {
  const { body, lang, dir } = pushLine(scope.navigator.languages)
  // One tag: the next one replaces this one, so not even their number is kept.
  await scope.registration.showNotification('Ebb', { body, lang, dir, tag: 'ebb', icon: '/icon-192.png' })
}

async function openApp(): Promise<unknown> {
  const [page] = await windows()
  return page === undefined ? scope.clients.openWindow('/') : page.focus()
}

const windows = () => scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
