/** What the service worker uses of its world. The compiler has one library for pages and another for this, never both. */

export interface ServiceWorkerScope {
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly WindowClient[]>
    openWindow(address: string): Promise<unknown>
  }
  readonly registration: ServiceWorkerRegistration
  readonly navigator: { readonly languages: readonly string[] }
  skipWaiting(): Promise<void>
  addEventListener<N extends keyof Events>(name: N, heard: (event: Events[N]) => void): void
}

interface Events {
  readonly install: LifeEvent
  readonly activate: LifeEvent
  readonly push: LifeEvent
  readonly fetch: LifeEvent & { readonly request: Request; respondWith(response: Promise<Response>): void }
  readonly message: LifeEvent & {
    readonly data: unknown
    readonly source: { postMessage(message: unknown): void } | null
  }
  readonly notificationclick: LifeEvent & { readonly notification: Notification }
}

interface LifeEvent {
  waitUntil(done: Promise<unknown>): void
}

interface WindowClient {
  readonly url: string
  focus(): Promise<unknown>
  postMessage(message: unknown): void
}
