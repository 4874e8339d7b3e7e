/** The page's side of the service worker: registers it, and tells when another build could be taken. */
import { buildHash } from 'virtual:build'
import { beginAnew } from './anew.ts'
import { chooseBuild, chosenBuild } from './kept-builds.ts'
import { trustedServiceWorker } from './trusted.ts'

/** Milliseconds between looks for another build while the app stays open. */
const between = 3_600_000
/** Milliseconds that a page waits for the service worker before it loads anew. */
const patience = 5000
/** In sessionStorage: how often this tab has loaded anew for the sake of the chosen build. Firefox may need three. */
const place = 'ebb.loaded-anew'
const tries = 5

/**
 * For main, before anything else begins. A page can come past the service worker: by a forced reload, or where the
 * browser has lost it. If it is of another build than the chosen one, it loads anew by way of the worker, and this never
 * resolves: what a newer build has stored the older one might not be able to read. Where that does not help, the page's
 * build is the chosen one from now on.
 */
export async function keepToChosenBuild(): Promise<void> {
  const { serviceWorker } = navigator
  if (serviceWorker === undefined) return
  if (serviceWorker.controller !== null) return sessionStorage.removeItem(place)
  const chosen = await chosenBuild()
  if (chosen === undefined || chosen === buildHash) return
  const tried = Number(sessionStorage.getItem(place) ?? 0)
  if (tried >= tries) return chooseBuild(buildHash)
  sessionStorage.setItem(place, String(tried + 1))
  await Promise.race([
    register(serviceWorker).then(() => serviceWorker.ready),
    new Promise((resolve) => setTimeout(resolve, patience)),
  ])
  beginAnew()
  await new Promise(() => {})
}

/**
 * Calls `found` with `take` whenever a build other than this page's is there. Nothing changes until `take` is called;
 * then this page and all other tabs load anew. Does nothing where the browser has no service workers.
 */
export async function watchUpdates(found: (take: () => void) => void): Promise<void> {
  const { serviceWorker } = navigator
  if (serviceWorker === undefined) return
  // The first worker of all takes over a page that was loaded without one: nothing has changed then.
  let follows = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => {
    if (follows) beginAnew()
    follows = true
  })
  serviceWorker.addEventListener('message', ({ data, source }: MessageEvent<Told>) => {
    if (data.taken === true) beginAnew()
    else if (data.build !== undefined && data.build !== buildHash) found(() => source?.postMessage({ take: true }))
  })
  const registration = await register(serviceWorker)
  if (registration === undefined) return
  const look = (): void => {
    registration.waiting?.postMessage({ build: true })
    // One that the browser let in while no page was open serves the old build until somebody has said yes.
    serviceWorker.controller?.postMessage({ build: true })
  }
  look()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
  setInterval(() => void registration.update().catch(() => undefined), between)
}

interface Told {
  readonly taken?: true
  readonly build?: string
}

/** Without the network the one that is there goes on; a browser may also refuse. */
const register = (serviceWorker: ServiceWorkerContainer): Promise<ServiceWorkerRegistration | undefined> =>
  serviceWorker
    .register(trustedServiceWorker(), { updateViaCache: 'none' })
    .catch(() => serviceWorker.getRegistration())
