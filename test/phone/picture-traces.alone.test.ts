/** Whether a browser has written a picture to its disk as it is, while it is looked at and afterwards. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesOfProfile } from '../attacker/profile.ts'
import { browserNames, startBrowser, type Browser } from '../stage/browsers.ts'
import { say } from '../stage/phone.ts'
import { filesWith } from './clear-text.ts'
import { Hand } from './hand.ts'
import { OtherSide } from './other-side.ts'
import { dropNoise, isChosen, keepPlainly, shownPicture } from './page-pictures.ts'

const { attachment, talk } = say
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
/** Long enough for what browsers write when they have nothing else to do. */
const aWhile = 20_000

describe.each(browserNames)('a picture in %s', (name) => {
  let side: OtherSide
  let profile: string
  let browser: Browser
  let hand: Hand
  beforeAll(async () => {
    side = await OtherSide.begin()
    profile = join(side.folder, 'profile')
    mkdirSync(profile)
    browser = await startBrowser(name, profile)
    hand = new Hand(await browser.open(await side.invite()))
    await hand.join('alice')
    await hand.writeTo('bob', 'a picture follows')
    await side.gets('a picture follows')
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await side?.end()
  })

  it(
    'lies nowhere in the clear, neither while it is seen nor when the browser has ended',
    { timeout: 240_000 },
    async () => {
      await hand.page.evaluate(dropNoise, null)
      await expect.poll(() => hand.page.evaluate(isChosen, null), { timeout: 60_000 }).toBe(true)
      await hand.press(talk.send)
      await expect.poll(() => hand.page.evaluate(shownPicture, null), { timeout: 60_000 }).not.toEqual([])
      await hand.press(attachment.openOwnPicture)
      const parts = (await hand.page.evaluate(shownPicture, null)).map((part) => Buffer.from(part, 'base64'))
      // In the middle of what was made of the noise: these bytes are nowhere else.
      expect(parts.map((part) => part.length)).toEqual([64, 64, 64])
      await pause(aWhile)
      const found = (): readonly string[] => parts.flatMap((part) => filesWith(filesOfProfile(profile), part))
      expect(found()).toEqual([])
      await hand.page.evaluate(keepPlainly, parts[1]!.toString('base64'))
      await expect.poll(() => found().length, { timeout: 30_000 }).toBe(1)
      const control = found()
      await browser.close()
      expect(found().filter((file) => !control.includes(file))).toEqual([])
    },
  )
})
