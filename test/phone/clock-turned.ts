/**
 * A browser in which somebody turns the clock: the page and its worker read `Date` through a hand that is given with each
 * script of the app. The programs stay as they are; what stands before them goes over the wire only.
 */
import type { BrowserContext } from 'playwright-core'

export interface TurnedClock {
  /** From the next start of the app on, and at once where it runs: seconds from the real time. */
  turn(seconds: number): Promise<void>
}

const channel = 'a test turns the clock'

/** The context must let no service worker answer: those keep the scripts. */
export async function turnClock(context: BrowserContext): Promise<TurnedClock> {
  let seconds = 0
  await context.route(/\/assets\/[^/]+\.js$/, async (route) => {
    // A connection that the server closes in the moment of asking is asked over again, as browsers do.
    const response = await route.fetch({ maxRetries: 3 })
    const headers = { ...response.headers() }
    delete headers['content-encoding']
    delete headers['content-length']
    await route.fulfill({ response, headers, body: `${before(seconds)}\n${await response.text()}` })
  })
  return {
    async turn(wanted) {
      seconds = wanted
      for (const page of context.pages())
        await page.evaluate(
          `{ const all = new BroadcastChannel(${JSON.stringify(channel)}); all.postMessage(${wanted}); globalThis.turned?.(${wanted}); all.close() }`,
        )
    },
  }
}

/** Once in each page and worker, whichever of its scripts comes first. */
const before = (seconds: number): string => `;{
  if (globalThis.turned === undefined) {
    const real = Date.now.bind(Date)
    let ahead = ${seconds} * 1000
    globalThis.turned = (seconds) => (ahead = seconds * 1000)
    Date.now = () => real() + ahead
    globalThis.Date = new Proxy(Date, {
      construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [target.now()] : given, made),
    })
    new BroadcastChannel(${JSON.stringify(channel)}).onmessage = ({ data }) => globalThis.turned(data)
  }
}`
