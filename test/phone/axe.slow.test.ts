/** Nothing that axe finds fault with on any screen, in both themes, and once from right to left. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { holdFinger } from '../stage/fingers.ts'
import { freshPhone, say } from '../stage/phone.ts'
import { axeFindings, namelessControls } from './findings.ts'
import { Scene, terminalOf, type Terminal } from './scene.ts'
import { Tour, type Words } from './tour.ts'

const scene = new Scene()
/** Somebody who will be blocked, somebody who waits for an answer, and somebody who will be in the archive. */
const others: Terminal[] = []
beforeAll(async () => {
  await scene.open()
  for (const name of ['carl', 'dora', 'emil'])
    others.push(await terminalOf(name, join(scene.folder, name), await scene.terminal.invite()))
}, 180_000)
afterAll(async () => {
  await Promise.all(others.map((other) => other.close()))
  await scene.close()
})

// Checked by the app's own compiler settings, so it is read only when it runs.
const arabicWords = new URL('../../apps/phone/src/words/ar/index.ts', import.meta.url).href

test('every screen in English, in both themes', { timeout: 600_000 }, async () => {
  const { stops, findings } = await tourAll('en-GB', say, ['light', 'dark'])
  expect(findings).toEqual([])
  expect(stops).toBe(65)
})

test('every screen in Arabic', { timeout: 600_000 }, async () => {
  const { arabic } = (await import(/* @vite-ignore */ arabicWords)) as { readonly arabic: Words }
  const { stops, findings } = await tourAll('ar', arabic, ['light'])
  expect(findings).toEqual([])
  expect(stops).toBe(65)
})

test('what is wrong is found', { timeout: 60_000 }, async () => {
  const { page } = await freshPhone(scene.browser, scene.server.url)
  await page.goto(scene.server.url)
  await page.getByRole('heading').first().waitFor()
  expect(await axeFindings(page)).toEqual([])
  expect(await namelessControls(page)).toEqual([])
  await page.evaluate(`document.querySelector('main').append(document.createElement('button'))`)
  expect((await axeFindings(page)).join()).toContain('button-name')
  expect(await namelessControls(page)).toHaveLength(1)
  await page.context().close()
})

interface Seen {
  readonly stops: number
  readonly findings: readonly string[]
}

async function tourAll(locale: string, words: Words, themes: readonly ('light' | 'dark')[]): Promise<Seen> {
  const phone = await freshPhone(scene.browser, scene.server.url, { locale })
  const { page } = phone
  const findings: string[] = []
  let stops = 0
  const tour = new Tour(page, words, async (stop) => {
    stops += 1
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme })
      const found = [...(await axeFindings(page)), ...(await namelessControls(page))]
      findings.push(...found.map((one) => `${stop}, ${colorScheme}: ${one}`))
    }
  })
  const name = `nora-${locale.slice(0, 2)}`
  await tour.wayIn(await scene.terminal.invite(), name)
  await company(tour, name)
  await tour.house('carl')
  await tour.conversation('tess', 'The boat leaves at six')
  await tour.request('dora')
  await tour.group('Night desk', 'tess')
  await tour.lock()
  await tour.trouble()
  await phone.close()
  return { stops, findings }
}

/** They all write first; two are answered, of whom one is put away, one is blocked, and one waits. */
async function company(tour: Tour, name: string): Promise<void> {
  const { page } = tour
  const { house, talk } = tour.say
  for (const { bot } of [scene.terminal, ...others]) await bot.ask({ do: 'send', to: name, text: 'May I?' })
  await tour.pressRow(talk.requests(4))
  await tour.look('several who want to write')
  for (const who of ['tess', 'emil', 'carl']) {
    await tour.row(who).click()
    if (who === 'carl') {
      await tour.press(house.request.block)
      await page.getByRole('dialog').getByRole('button', { name: house.request.block }).click()
      continue
    }
    await tour.press(house.request.accept)
    await page
      .getByRole('textbox', { name: talk.message })
      .fill('The boat leaves at six, see https://example.org/boats')
    await tour.press(talk.send)
    await page.getByRole('main').locator('.talk .ticks-sent').first().waitFor()
    await tour.press(talk.back)
  }
  await holdFinger(page, tour.row('emil'), page.getByRole('menu'))
  await page.getByRole('menuitem', { name: talk.toArchive }).click()
  const { bot } = scene.terminal
  await bot.ask({ do: 'timer', to: name, ceiling: 86_400, afterRead: 3600 })
  await bot.ask({ do: 'send', to: name, text: 'Then I am at the pier at half past five.' })
  await page.getByRole('main').getByText('half past five').first().waitFor()
}
