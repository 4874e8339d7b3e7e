/** The keys that send and that make a line, as real browsers with a mouse take them. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserNames, startBrowser, withMouse, type Browser, type KeyedPage } from '../stage/browsers.ts'
import { say } from '../stage/phone.ts'
import { Hand } from './hand.ts'
import { OtherSide } from './other-side.ts'
import { fieldText, focusField } from './page-hand.ts'

const { talk } = say

describe.each(browserNames)('in %s', (name) => {
  let side: OtherSide
  let browser: Browser
  let page: KeyedPage
  beforeAll(async () => {
    side = await OtherSide.begin()
    const profile = join(side.folder, 'profile')
    mkdirSync(profile)
    browser = await startBrowser(name, profile, withMouse)
    page = await browser.open(await side.invite())
    const hand = new Hand(page)
    await hand.join('alice')
    await hand.writeTo('bob', 'the first one')
    await side.gets('the first one')
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await side?.end()
  })

  test('Enter sends what is written, with Shift it makes a line, and nothing is sent of nothing', async () => {
    await page.evaluate(focusField, talk.message)
    await page.press('Enter')
    await page.type('at the pier')
    await page.press('Enter', 'Shift')
    await page.type('at six')
    expect(await page.evaluate(fieldText, talk.message)).toBe('at the pier\nat six')
    await page.press('Enter')
    await side.gets('at the pier\nat six')
    await expect.poll(() => page.evaluate(fieldText, talk.message)).toBe('')
    // The focus stayed: one writes on.
    await page.type('and bring the lamp')
    await page.press('Enter')
    await side.gets('and bring the lamp')
  })
})
