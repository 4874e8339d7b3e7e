/** The list and a conversation with keys alone: everything can be reached and done, and one always sees where one is. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPhone, say, type Phone } from '../stage/phone.ts'
import { enter, focusedName, isFocused, roundByTab, tabTo } from './keys.ts'
import { Scene } from './scene.ts'

const { house, talk } = say
const scene = new Scene()
let nora: Phone
beforeAll(async () => {
  await scene.open()
  nora = await freshPhone(scene.browser, scene.server.url, { hasTouch: false, isMobile: false })
  await nora.join(await scene.terminal.invite(), 'nora')
  await write('May I?')
  await nora.page.getByText(talk.requestLine).waitFor()
}, 120_000)
afterAll(async () => {
  await nora?.close()
  await scene.close()
})

const write = (text: string): Promise<unknown> => scene.terminal.bot.ask({ do: 'send', to: 'nora', text })
const press = (...keys: readonly string[]): Promise<void> =>
  keys.reduce((before, key) => before.then(() => nora.page.keyboard.press(key)), Promise.resolve())
const dialog = () => nora.page.locator('dialog[open]')
/** Not closed only: until the app has heard of that, what is pressed belongs to the dialog that was there. */
const gone = () => nora.page.locator('dialog').waitFor({ state: 'detached' })
const item = (name: string) => nora.page.getByRole('menuitem', { name, exact: true })

/** In an open menu, by arrows. */
async function choose(name: string): Promise<void> {
  await nora.page.getByRole('menu').waitFor()
  for (let i = 0; i < 10 && !(await isFocused(item(name))); i++) await press('ArrowDown')
  expect(await isFocused(item(name))).toBe(true)
  await press('Enter')
}

const actionsOf = (text: string) => nora.bubble(text).getByRole('button', { name: talk.messageActions })

/** From the message that has the focus up to the one that says this. */
async function walkTo(text: string): Promise<void> {
  const more = actionsOf(text)
  for (let i = 0; i < 10 && !(await isFocused(more)); i++) {
    await press('ArrowUp')
    await nora.page.waitForTimeout(100)
  }
  expect(await isFocused(more)).toBe(true)
}

test('somebody who wants to write is let in', async () => {
  const { page } = nora
  await enter(page, page.getByRole('button', { name: new RegExp(talk.requestLine) }))
  await enter(page, nora.button(house.request.accept))
  await nora.composer.waitFor()
  await tabTo(page, nora.composer)
  await page.keyboard.type('You may. Where do we meet?')
  await press('Enter')
  await nora.bubble('Where do we meet?').waitFor()
  await write('At the pier, https://example.org/pier')
  await nora.bubble('At the pier').waitFor()
  expect(await isFocused(nora.composer)).toBe(true)
})

test('every place in a conversation shows that the focus is there', async () => {
  const { places, unseen } = await roundByTab(nora.page)
  expect(unseen).toEqual([])
  expect(places).toBeGreaterThanOrEqual(8)
})

test('arrows walk along the messages, and each is answered, explained and deleted from there', async () => {
  const { page } = nora
  const newest = actionsOf('At the pier')
  await tabTo(page, newest)
  await walkTo('Where do we meet?')
  await press('ArrowDown')
  await expect.poll(() => isFocused(newest)).toBe(true)

  await press('Enter')
  await choose(talk.reply)
  await expect.poll(() => isFocused(nora.composer)).toBe(true)
  await page.getByText(talk.replyTo('tess')).waitFor()
  await page.keyboard.type('I know it')
  await press('Enter')
  await nora.bubble('I know it').locator('.quote').waitFor()
  // Until it is kept it has no number, and no key leads to it.
  await nora.bubbleThatIs('sent', 'I know it').waitFor()

  await tabTo(page, newest, 'Shift+Tab')
  await press('ArrowDown')
  await expect.poll(() => isFocused(actionsOf('I know it'))).toBe(true)
  await press('Enter')
  await choose(talk.info)
  await page.getByRole('heading', { name: talk.info }).waitFor()
  await press('Escape')
  await gone()
  expect(await focusedName(page)).toContain(talk.messageActions)

  await press('Enter')
  await choose(talk.deleteForMe)
  await enter(page, dialog().getByRole('button', { name: talk.delete }))
  await nora.bubble('I know it').waitFor({ state: 'detached' })
  await gone()
  // What had the focus is gone with the message; it is not lost all the same.
  await expect.poll(() => focusedName(page)).toContain(talk.messageActions)
})

test('an answer is given up, and a quotation leads to what it quotes', async () => {
  const { page } = nora
  await tabTo(page, actionsOf('At the pier'))
  await press('Enter')
  await choose(talk.reply)
  await enter(page, nora.button(talk.noReply))
  await page.getByText(talk.replyTo('tess')).waitFor({ state: 'detached' })
  await expect.poll(() => isFocused(nora.composer)).toBe(true)

  await tabTo(page, actionsOf('At the pier'), 'Shift+Tab')
  await press('Enter')
  await choose(talk.reply)
  await expect.poll(() => isFocused(nora.composer)).toBe(true)
  await page.keyboard.type('At six?')
  await press('Enter')
  await nora.bubble('At six?').waitFor()
  await enter(page, nora.bubble('At six?').locator('.quote'))
  await nora.bubble('At the pier').locator('.shining').waitFor()
  await tabTo(page, nora.bubble('At the pier').getByRole('link'))
  expect(await isFocused(nora.bubble('At the pier').getByRole('link'))).toBe(true)
})

test('both clocks, of the conversation and of the next message', async () => {
  const { page } = nora
  const chips = page.locator('.clock-chip')
  await enter(page, chips.first())
  await dialog().waitFor()
  const { unseen } = await roundByTab(page)
  expect(unseen).toEqual([])
  const sending = page.getByRole('group', { name: talk.fromSending })
  await tabTo(page, sending.getByRole('radio', { checked: true }))
  await press('ArrowLeft')
  await enter(page, nora.button(talk.setClocks))
  await gone()
  await nora.screen.locator('.talk-note', { hasText: talk.clockChanged('1 week after sending') }).waitFor()
  expect(await isFocused(chips.first())).toBe(true)

  await enter(page, chips.last())
  await tabTo(page, page.getByRole('group', { name: talk.fromReading }).getByRole('radio', { checked: true }))
  await press('ArrowRight')
  await enter(page, nora.button(talk.setClocks))
  await page.locator('.clock-chip-own').waitFor()
  await enter(page, chips.last())
  await enter(page, nora.button(talk.likeConversation))
  await page.locator('.clock-chip-own').waitFor({ state: 'detached' })
  expect(await isFocused(chips.last())).toBe(true)
})

test('what there is to know and to do about a conversation', async () => {
  const { page } = nora
  await enter(page, page.locator('.talk-who'))
  await page.getByRole('heading', { name: talk.aboutTitle }).waitFor()
  expect((await roundByTab(page)).unseen).toEqual([])
  await enter(page, nora.button(talk.back))
  await expect.poll(() => isFocused(page.locator('.talk-who'))).toBe(true)

  const more = nora.button(talk.more)
  await enter(page, more)
  await dialog().waitFor()
  await press('Escape')
  await gone()
  expect(await isFocused(more)).toBe(true)
  await press('Enter')
  await choose(talk.verify)
  await page.locator('.verify-code svg').waitFor()
  expect((await roundByTab(page)).unseen).toEqual([])
  await enter(page, nora.button(talk.numbersMatch))
  await enter(page, nora.button(talk.markVerified))
  await page.getByText(talk.isVerified).waitFor()
  await enter(page, nora.button(talk.back))
  await enter(page, nora.button(talk.back))
  await nora.isAtList()
})

test('the list: every place shows the focus, and the menu key asks what to do', async () => {
  const { page } = nora
  const row = nora.row('tess').getByRole('button').first()
  await enter(page, row)
  await enter(page, nora.button(talk.back))
  // One is where one left.
  await expect.poll(() => isFocused(row)).toBe(true)
  expect((await roundByTab(page)).unseen).toEqual([])
  await tabTo(page, row)
  await press('ContextMenu')
  await choose(talk.pin)
  await nora.row('tess').getByText(talk.pinned).waitFor()
  await expect.poll(() => isFocused(row)).toBe(true)

  const more = nora.button(talk.actionsFor('tess'))
  await enter(page, more)
  await choose(talk.mute)
  await nora.row('tess').getByText(talk.muted).waitFor()
  await expect.poll(() => isFocused(more)).toBe(true)
  await press('Enter')
  await choose(talk.block)
  await dialog().getByRole('button', { name: talk.block }).waitFor()
  await press('Escape')
  await gone()
  await expect.poll(() => isFocused(more)).toBe(true)
  await press('Enter')
  await choose(talk.toArchive)
  // Its row is gone, and the one beside it has the focus.
  await expect.poll(() => focusedName(page)).toContain(talk.archived(1))
  await enter(page, page.getByRole('button', { name: talk.archived(1) }))
  await page.getByRole('heading', { name: talk.archive, exact: true }).waitFor()
  await tabTo(page, row)
  await press('ContextMenu')
  await choose(talk.fromArchive)
  await enter(page, nora.button(talk.back))
})

test('searching, writing to somebody, and the settings', async () => {
  const { page } = nora
  await enter(page, nora.button(talk.search))
  await page.keyboard.type('pier')
  const hit = page.locator('.search-results .row').last()
  await hit.waitFor()
  await enter(page, hit)
  await nora.bubble('At the pier').locator('.shining').waitFor()
  await enter(page, nora.button(talk.back))
  await enter(page, nora.button(talk.back))
  await nora.isAtList()

  await enter(page, nora.button(talk.newChat))
  await page.keyboard.type('tess')
  await press('Enter')
  await nora.composer.waitFor()
  await enter(page, nora.button(talk.back))
  await nora.isAtList()

  await enter(page, nora.button(talk.settings))
  await page.getByRole('heading', { name: house.settings.title, exact: true }).waitFor()
  const { places, unseen } = await roundByTab(page)
  expect(unseen).toEqual([])
  expect(places).toBeGreaterThanOrEqual(10)
  const change = page.getByRole('button', { name: house.settings.changePassphrase })
  await enter(page, change)
  await dialog().waitFor()
  expect((await roundByTab(page)).unseen).toEqual([])
  await press('Escape')
  await gone()
  expect(await isFocused(change)).toBe(true)
})

test('a place where the focus does not show is noticed', async () => {
  const { page } = nora
  await page.evaluate(`document.styleSheets[0].insertRule(
    '.row:focus { outline: none !important; box-shadow: none !important; background: none !important }',
    document.styleSheets[0].cssRules.length,
  )`)
  const { unseen } = await roundByTab(page)
  expect(unseen.join()).toContain(house.settings.lockNow)
})
