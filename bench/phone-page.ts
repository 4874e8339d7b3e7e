/**
 * What the bench does inside the page and the worker of the app. Each function goes over by itself, so none may call
 * another but by `globalThis`.
 */

/** The compiler checks benches without the library for pages; this is what is used of it. */
interface Element {
  readonly textContent: string
  readonly outerHTML: string
  getBoundingClientRect(): { readonly top: number; readonly bottom: number }
  checkVisibility(how: { readonly visibilityProperty: boolean; readonly opacityProperty: boolean }): boolean
}
declare const document: {
  readonly styleSheets: Iterable<{ readonly cssRules: Iterable<{ readonly cssText: string }> }>
  querySelectorAll(selector: string): Iterable<Element>
}
declare const addEventListener: (
  kind: string,
  heard: (event: { readonly timeStamp: number }) => void,
  capture: true,
) => void
declare const performance: {
  readonly timeOrigin: number
  now(): number
  getEntriesByName(name: string): readonly { readonly startTime: number }[]
}
declare const innerHeight: number
declare const requestAnimationFrame: (run: () => void) => void
declare const scheduler: { postTask(run: () => void, how: { readonly priority: 'user-blocking' }): Promise<void> }
declare const PerformanceObserver: new (
  heard: (list: { getEntries(): readonly { readonly duration: number }[] }) => void,
) => {
  observe(what: { readonly type: string }): void
  disconnect(): void
}
declare const WebAssembly: { instantiate: (module: object, imports?: object) => Promise<{ readonly exports: object }> }

export interface What {
  readonly selector: string
  /** Stands somewhere in it. */
  readonly text?: string
}

declare global {
  /** Times since 1970 in milliseconds, as the browser measures them. */
  var lastTouch: number
  var lastInput: number
  var guessed: number
  var whenShown: (what: What) => Promise<number>
  var longTasks: number[]
  var endLongTasks: () => void
}

/** Runs before the page: notes when a finger left the screen, which makes a tap of it, and when text came in. */
export function watch(): void {
  addEventListener('pointerup', ({ timeStamp }) => (globalThis.lastTouch = performance.timeOrigin + timeStamp), true)
  addEventListener('input', ({ timeStamp }) => (globalThis.lastInput = performance.timeOrigin + timeStamp), true)
  /** The end of the first frame after which something that fits is within the screen. */
  globalThis.whenShown = ({ selector, text = '' }) =>
    new Promise((resolve) => {
      const isShown = (element: Element): boolean => {
        const { top, bottom } = element.getBoundingClientRect()
        return bottom > 0 && top < innerHeight && element.textContent.includes(text) && element.checkVisibility(visible)
      }
      const visible = { visibilityProperty: true, opacityProperty: true }
      const end = (): void => {
        if ([...document.querySelectorAll(selector)].some(isShown)) resolve(performance.timeOrigin + performance.now())
        else requestAnimationFrame(next)
      }
      // Nothing comes before it but the rest of the frame: layout and drawing.
      const next = (): void => void scheduler.postTask(end, { priority: 'user-blocking' })
      requestAnimationFrame(next)
    })
}

/** Two layers of the app as markup and style alone. */
export interface Still {
  readonly style: string
  readonly below: string
  readonly above: string
  /** What of the upper one is waited for. */
  readonly selector: string
}

export function takeStill(): Omit<Still, 'selector'> {
  const rules = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules])
  const [below = '', above = ''] = [...document.querySelectorAll('.layer')].map(({ outerHTML }) => outerHTML)
  return { style: rules.map(({ cssText }) => cssText).join('\n'), below, above }
}

export const firstPaint = (): number => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1

export function beginLongTasks(): void {
  globalThis.longTasks = []
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration)
  })
  observer.observe({ type: 'longtask' })
  globalThis.endLongTasks = () => observer.disconnect()
}

/**
 * In the worker: notes when the last call into WebAssembly returned. Argon2id is the only thing there that is made of
 * it, so after unlocking this is when the passphrase's own time was over.
 */
export function watchGuessing(): void {
  const { instantiate } = WebAssembly
  WebAssembly.instantiate = async (module, imports) => {
    const { exports } = await instantiate(module, imports)
    const watched = Object.entries(exports).map(([name, value]) => {
      if (typeof value !== 'function') return [name, value] as const
      const call = (...given: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value as (...all: unknown[]) => unknown, undefined, given)
        globalThis.guessed = performance.timeOrigin + performance.now()
        return result
      }
      return [name, call] as const
    })
    return { exports: Object.fromEntries(watched) }
  }
}

/** In the worker, as a measure: all of it in one text, parsed and looked through as the simplest program would. */
export function scanPlainly({ text, word }: { readonly text: string; readonly word: string }): number {
  const start = performance.now()
  const found = (JSON.parse(text) as string[]).filter((one) => one.toLowerCase().includes(word))
  return found.length > 0 ? performance.now() - start : -1
}
