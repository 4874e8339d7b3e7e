/** One session with a home of 100,000 messages, from the lock screen on. All times in milliseconds. */
import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { startChromium } from '../test/stage/browsers.ts'
import { phoneSize, say } from '../test/stage/phone.ts'
import { rareWord } from './phone-history.ts'
import type { HomeSize } from './phone-home.ts'
import { beginLongTasks, scanPlainly, takeStill, watch, watchGuessing, type Still, type What } from './phone-page.ts'
import { sentenceOf } from './phone-people.ts'
import { slowThreads } from './slow-thread.ts'

export interface Use {
  /** From the end of the passphrase's own time to the first rows of the list. */
  readonly list: number
  /** From the tap on the row to the newest bubble. */
  readonly open: number
  /** From the tap on the button to the bubble. */
  readonly bubble: number
  /** Tasks of the page's thread over 50 ms each, while a finger scrolls up through the conversation. */
  readonly longTasks: readonly number[]
  /** From the letters to the answer, while the worker has not read everything yet. */
  readonly searchCold: number
  /** And afterwards, to the first hit of a word that stands once. */
  readonly search: number
  /** What the simplest program takes for the same in the same worker. */
  readonly plainSearch: number
  /** The conversation as it was shown, without anything that made it. */
  readonly still: Still
  readonly slowed: boolean
}

export interface How {
  readonly profile: string
  readonly origin: string
  readonly passphrase: string
  readonly size: HomeSize
  readonly slowWorker: boolean
}

export const slower = 4
export const phoneScreen = { viewport: phoneSize, hasTouch: true, isMobile: true, locale: 'en-GB' }

export async function useHome({ profile, origin, passphrase, size, slowWorker }: How): Promise<Use> {
  const { context } = await startChromium(profile, phoneScreen)
  let letGo: (() => void) | undefined
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(300_000)
    await page.addInitScript(watch)
    const control = await context.newCDPSession(page)
    await control.send('Emulation.setCPUThrottlingRate', { rate: slower })
    await page.goto(origin)
    await page.getByLabel(say.house.lockScreen.passphrase, { exact: true }).fill(passphrase)
    const worker = page.workers()[0]!
    await worker.evaluate(watchGuessing)
    if (slowWorker) letGo = slowThreads(browserOf(profile), 'DedicatedWorker', slower)

    const listed = await shownAfter(page, { selector: '.chat-row' }, () =>
      touch(page, '.lock-page button[type=submit]'),
    )
    const list = listed - (await worker.evaluate(() => globalThis.guessed))
    // It goes online and opens 500 channels meanwhile.
    await page.waitForTimeout(5000)
    // Of the last hundred, because each session adds one.
    const newest = `.talk-scroll [data-message^="${String(size.messagesInOne).slice(0, -2)}"]`
    const open = await sinceTouch(page, '.chat-row .row', { selector: newest })
    const still = { ...(await page.evaluate(takeStill)), selector: newest }
    await page.waitForTimeout(2000)
    const bubble = await sendOne(page)
    await page.waitForTimeout(2000)
    const longTasks = await scrollUp(page, control)
    await page.locator('.talk-bar button').first().click()
    const { searchCold, search } = await searchTwice(page)
    const all = Array.from({ length: size.messagesInAll }, (_, number) => sentenceOf(number))
    const text = JSON.stringify([...all, rareWord])
    const plainSearch = await worker.evaluate(scanPlainly, { text, word: rareWord })
    return { list, open, bubble, longTasks, searchCold, search, plainSearch, still, slowed: letGo !== undefined }
  } finally {
    letGo?.()
    await context.close()
  }
}

/** When it is on the screen, in milliseconds since 1970. */
async function shownAfter(page: Page, what: What, act: () => Promise<void>): Promise<number> {
  const shown = page.evaluate((wanted) => globalThis.whenShown(wanted), what)
  await act()
  return shown
}

async function sinceTouch(page: Page, on: string, what: What): Promise<number> {
  const shown = await shownAfter(page, what, () => touch(page, on))
  return shown - (await page.evaluate(() => globalThis.lastTouch))
}

/** The first that fits. */
async function touch(page: Page, selector: string): Promise<void> {
  const box = await page.locator(selector).first().boundingBox()
  await page.touchscreen.tap(box!.x + box!.width / 2, box!.y + box!.height / 2)
}

async function sendOne(page: Page): Promise<number> {
  const text = `This is what people write to each other, ${Date.now()}.`
  await page.locator('.composer textarea').fill(text)
  await page.waitForTimeout(500)
  return sinceTouch(page, '.send-button', { selector: '.message.mine', text })
}

/** Twelve strokes of a finger, each as long as half the screen. */
async function scrollUp(page: Page, control: CDPSession): Promise<readonly number[]> {
  await page.evaluate(beginLongTasks)
  for (let stroke = 0; stroke < 12; stroke++) {
    await control.send('Input.synthesizeScrollGesture', {
      x: 195,
      y: 300,
      yDistance: 420,
      speed: 2400,
      gestureSourceType: 'touch',
      preventFling: false,
    })
  }
  await page.waitForTimeout(500)
  return page.evaluate(() => {
    globalThis.endLongTasks()
    return globalThis.longTasks
  })
}

async function searchTwice(page: Page): Promise<Pick<Use, 'search' | 'searchCold'>> {
  await page.locator('.search-button').click()
  const field = page.locator('.search-field input')
  const look = async (word: string, what: What): Promise<number> => {
    await field.fill('')
    await page.waitForTimeout(1000)
    const shown = await shownAfter(page, what, () => page.keyboard.insertText(word))
    return shown - (await page.evaluate(() => globalThis.lastInput))
  }
  await field.focus()
  const searchCold = await look('chrysanthemum', { selector: '.empty h2', text: say.talk.nothingFound })
  const search = await look(rareWord, { selector: '.search-results .row' })
  return { searchCold, search }
}

/** Its lock names the machine and the process. */
const browserOf = (profile: string): number => Number(/-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1])
