/** The app's first start in a browser that has never seen it, and the emptiest page beside it. */
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { servePage } from '../test/stage/page-server.ts'
import { say, startPhoneBrowser } from '../test/stage/phone.ts'
import { firstPaint, watch } from './phone-page.ts'
import { phoneScreen, slower } from './phone-use.ts'

export interface FirstStart {
  /** First contentful paint, in milliseconds from the beginning of the navigation; https://www.w3.org/TR/paint-timing/ */
  readonly paint: number
  /** Until a person can read the first screen and touch something on it. */
  readonly screen: number
}

/** Each on its own: a browser that is started once keeps compiled code. */
export async function firstStart(origin: string): Promise<FirstStart> {
  return inFreshBrowser(async (page) => {
    await page.goto(origin)
    const screen = await page.evaluate((what) => globalThis.whenShown(what), { selector: 'h1' })
    await page.getByRole('heading', { name: say.house.joining.title }).waitFor()
    const begun = await page.evaluate(() => performance.timeOrigin)
    return { paint: await page.evaluate(firstPaint), screen: screen - begun }
  })
}

/** First contentful paints, in milliseconds. */
export async function emptyPaint(): Promise<number> {
  const server = await servePage({ page: fileURLToPath(new URL('../apps/phone/test/empty-page.ts', import.meta.url)) })
  try {
    return await inFreshBrowser(async (page) => {
      await page.goto(server.origin)
      await page.getByRole('heading').waitFor()
      await page.waitForTimeout(200)
      return page.evaluate(firstPaint)
    })
  } finally {
    await server.close()
  }
}

async function inFreshBrowser<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const browser: Browser = await startPhoneBrowser()
  try {
    const page = await (await browser.newContext(phoneScreen)).newPage()
    await page.addInitScript(watch)
    // The browser's own beginning is not the app's.
    await page.goto('about:blank')
    await page.waitForTimeout(500)
    const control = await page.context().newCDPSession(page)
    await control.send('Emulation.setCPUThrottlingRate', { rate: slower })
    return await work(page)
  } finally {
    await browser.close()
  }
}
