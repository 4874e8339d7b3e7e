/** Everything that a page has ever shown, from its very first moment on: texts, names and values, also for one frame only. */
import type { BrowserContext } from 'playwright-core'
import type { BrowserPage } from '../stage/browsers.ts'

/** In every page that is opened from now on. */
export async function noteShown(context: BrowserContext): Promise<void> {
  await context.addInitScript(begin)
}

export const everShown = (page: BrowserPage): Promise<string> => page.evaluate(() => shownEver.join('\n'), null)

/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: object
declare global {
  var shownEver: string[]
}
interface Part {
  readonly data?: string
  readonly value?: string
  readonly attributes?: Iterable<{ readonly value: string }>
  readonly childNodes: Iterable<Part>
}
declare const MutationObserver: new (
  hear: (records: readonly { readonly target: Part; readonly addedNodes: Iterable<Part> }[]) => void,
) => { observe(target: object, what: Readonly<Record<string, true>>): void }

function begin(): void {
  globalThis.shownEver = []
  const note = (part: Part): void => {
    globalThis.shownEver.push(part.data ?? part.value ?? '', ...[...(part.attributes ?? [])].map(({ value }) => value))
    for (const child of part.childNodes) note(child)
  }
  // It is called before anything is painted, also with what is gone again by then.
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (target.data !== undefined || target.attributes !== undefined) note({ ...partOf(target), childNodes: [] })
      for (const added of addedNodes) note(added)
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
  function partOf({ data, value, attributes }: Part) {
    return { ...(data !== undefined && { data }), ...(value !== undefined && { value }), attributes: attributes ?? [] }
  }
}
