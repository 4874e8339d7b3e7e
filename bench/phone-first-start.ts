/** The app's first start in a browser that has never seen it, and the emptiest page beside it. */
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { servePage } from '../test/stage/page-server.ts'
import { say, startPhoneBrowser } from '../test/stage/phone.ts'
import { firstPaint, watch, type Still } from './phone-page.ts'
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

/** From the tap on a button of the emptiest page to one more line on it, in milliseconds: what the browser takes of every tap. */
export async function emptyTap(): Promise<number> {
  return tapOn('', `document.body.append(Object.assign(document.createElement('p'), { textContent: 'one' }))`, 'p')
}

/** The same to a conversation over the list, of which the markup is there already: what the browser alone takes of it. */
export async function stillTap({ style, below, above, selector }: Still): Promise<number> {
  return tapOn(
    `<style>${style}</style><div id="app"><div class="rooms">${below}</div></div>`,
    `document.querySelector('.rooms').insertAdjacentHTML('beforeend', ${JSON.stringify(above).replaceAll('<', '\\u003c')});
     document.querySelector('.talk-scroll').scrollTop = 1e6`,
    selector,
  )
}

async function tapOn(body: string, then: string, selector: string): Promise<number> {
  const html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">${body}
    <button style="position: fixed; inset: 50% 0 0 0">add</button>
    <script>document.querySelector('body > button').onclick = ({ target }) => { target.remove(); ${then} }</script>`
  return inFreshBrowser(async (page) => {
    await page.goto(`data:text/html,${encodeURIComponent(html)}`)
    await page.waitForTimeout(500)
    const shown = page.evaluate((what) => globalThis.whenShown(what), { selector })
    const box = await page.locator('body > button').boundingBox()
    await page.touchscreen.tap(box!.x + box!.width / 2, box!.y + box!.height / 2)
    return (await shown) - (await page.evaluate(() => globalThis.lastTouch))
  })
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
