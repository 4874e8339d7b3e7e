/** Pictures and files between two phones and a terminal, through everything that happens to a phone. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pictureHead } from '../../apps/phone/src/pieces/attachment/picture-head.ts'
import { say, type Phone } from '../stage/phone.ts'
import { bring, camera, choose, photo, says, taken, type ChosenFile } from './made-picture.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'

const { attachment, talk, house } = say
/** The collector comes often, and takes what is not held while something is waited for. */
const scene = new Scene(['--js-flags=--gc-global --max-semi-space-size=1'])
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
}, 240_000)
afterAll(() => scene.close())
beforeEach(async () => {
  await Promise.all([alice.goHome(), bob.goHome()])
  await Promise.all([alice.openChat('bob'), bob.openChat('alice')])
}, 60_000)

const jpeg = (name: string, buffer: Buffer): ChosenFile => ({ name, mimeType: 'image/jpeg', buffer })
const send = (phone: Phone): Promise<void> =>
  phone.page.getByRole('dialog').getByRole('button', { name: talk.send, exact: true }).click()
/** The message that says this, with what hangs on it. */
const cardOf = (phone: Phone, caption: string): Locator => phone.bubble(caption).locator('.picture, .file')

async function sendPhoto(from: Phone, caption: string, buffer?: Buffer): Promise<void> {
  const picture = buffer ?? (await photo(from.page, { width: 1200, height: 800 }))
  await choose(from, attachment.choosePhotos, [jpeg('DSC_0001.jpg', picture)], attachment.attach)
  await from.page.locator('.chosen img').waitFor()
  await from.field(attachment.caption).fill(caption)
  await send(from)
}

async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

/** Whether something still lies at an address of this page's memory. */
const isThere = (page: Page, url: string): Promise<boolean> =>
  page.evaluate<boolean>(
    `new Promise((resolve) => {
      const image = new Image()
      image.onload = () => resolve(true)
      image.onerror = () => resolve(false)
      image.src = ${JSON.stringify(url)}
    })`,
  )
const pieces = (page: Page): Promise<number> =>
  page.evaluate<number>(
    `navigator.storage.getDirectory()
      .then((root) => root.getDirectoryHandle('pieces'))
      .then(async (folder) => { let count = 0; for await (const _ of folder.keys()) count += 1; return count }, () => 0)`,
  )

describe('a photo', { timeout: 120_000 }, () => {
  test('arrives upright and smaller, and says nothing of its place, its time and its camera', async () => {
    const original = await photo(alice.page, { width: 3000, height: 1800, orientation: 6 })
    expect(says(original), 'the control').toEqual(['Exif', camera, taken])
    await sendPhoto(alice, 'from the mole', original)
    const card = cardOf(bob, 'from the mole')
    await card.locator('.picture-whole').waitFor()
    const { width, height } = (await card.boundingBox())!
    expect(width / height).toBeCloseTo(1800 / 3000, 1)
    await bob.button(attachment.openPicture('alice')).last().click()
    await bob.dialog(attachment.pictureFrom('alice')).getByRole('img').waitFor()
    const { name, bytes } = await saved(bob.page, () => bob.page.getByRole('link', { name: attachment.save }).click())
    expect(says(bytes)).toEqual([])
    expect(pictureHead(bytes)).toEqual({ type: 'image/jpeg', width: 1229, height: 2048 })
    expect(name).toBe(`${attachment.photo}.jpg`)
    await bob.page.keyboard.press('Escape')
    await expectSoon(() => bob.page.locator('.viewer').count(), 0)
  })

  test('is shown in its place before it is there, small and blurred', async () => {
    await bob.goBack()
    await scene.takeOffline(bob)
    await sendPhoto(alice, 'seen from afar')
    await alice.bubbleThatIs('sent', 'seen from afar').waitFor()
    await scene.bringBack(bob)
    await bob.openChat('alice')
    const card = cardOf(bob, 'seen from afar')
    await card.locator('.picture-small').waitFor({ state: 'attached' })
    const before = await card.boundingBox()
    await card.locator('.picture-whole').waitFor()
    const after = await card.boundingBox()
    expect([after!.width, after!.height]).toEqual([before!.width, before!.height])
  })

  test('of several each is a message, and what is said stands with the first', async () => {
    const [one, two] = [
      await photo(alice.page, { width: 300, height: 200 }),
      await photo(alice.page, { width: 200, height: 300 }),
    ]
    const before = await bob.page.locator('.picture').count()
    await choose(alice, attachment.choosePhotos, [jpeg('1.jpg', one), jpeg('2.jpg', two)], attachment.attach)
    await alice.page.locator('.chosen img').nth(1).waitFor()
    await alice.field(attachment.caption).fill('two of them')
    await send(alice)
    await cardOf(bob, 'two of them').waitFor()
    await expectSoon(async () => (await bob.page.locator('.picture').count()) - before, 2)
  })

  test('can be pasted where one writes and dropped on the conversation, also in a tab that does not lead', async () => {
    const picture = await photo(alice.page, { width: 320, height: 240 })
    const tab = await alice.anotherTab()
    await tab.openChat('bob')
    for (const [how, caption] of [
      ['paste', 'pasted'],
      ['drop', 'dropped'],
    ] as const) {
      await bring(tab, how, picture)
      await tab.page.locator('.chosen img').waitFor()
      await tab.field(attachment.caption).fill(caption)
      await send(tab)
      await cardOf(bob, caption).locator('.picture-whole').waitFor()
      await cardOf(tab, caption).locator('.picture-whole').waitFor()
    }
    await tab.page.close()
    await expectSoon(() => cardOf(alice, 'dropped').count(), 1)
  })

  test('that would fill the memory is not decoded, and what is none goes as a file', async () => {
    const bomb = Buffer.from('89504e470d0a1a0a0000000d494844520000ea600000ea600802000000', 'hex')
    const files = [
      { name: 'large.png', mimeType: 'image/png', buffer: bomb },
      jpeg('archive.jpg', Buffer.from('PK\u0003\u0004 and so on')),
    ]
    await choose(alice, attachment.choosePhotos, files, attachment.attach)
    await expectSoon(() => alice.page.getByText(attachment.goesAsFile).count(), 2)
    await alice.page.keyboard.press('Escape')
    expect(await alice.page.locator('.chosen img').count()).toBe(0)
  })

  test('goes as it is where somebody wants that, and says so', async () => {
    const original = await photo(alice.page, { width: 640, height: 480 })
    await choose(alice, attachment.choosePhotos, [jpeg('original.jpg', original)], attachment.attach)
    await alice.page.getByRole('switch', { name: attachment.asFiles }).click()
    await alice.page.getByText(attachment.metadataStays).waitFor()
    await alice.field(attachment.caption).fill('as it is')
    await send(alice)
    const { bytes } = await fetchedAndSaved(bob, 'as it is')
    expect(bytes.equals(original)).toBe(true)
    expect(await cardOf(bob, 'as it is').locator('img').count()).toBe(0)
  })
})

async function fetchedAndSaved(phone: Phone, caption: string): Promise<{ name: string; bytes: Buffer }> {
  const card = phone.bubble(caption)
  await card.getByRole('button', { name: new RegExp(`^${attachment.fetch('').replace(/\W*$/, '')}`) }).click()
  const found = card.getByRole('button', { name: /^Save / })
  await found.waitFor({ timeout: 60_000 })
  const file = await saved(phone.page, () => found.click())
  await phone.page.getByText(attachment.saved).waitFor()
  return file
}

describe('a file', { timeout: 120_000 }, () => {
  test('goes from a terminal to a phone and back, and is saved under a harmless name', async () => {
    const { terminal } = scene
    const path = join(scene.folder, 'minutes.pdf')
    const bytes = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * 31 + (at >> 8)) % 256))
    writeFileSync(path, bytes)
    await alice.goBack()
    await alice.writeTo('tess', 'send me the minutes')
    await terminal.hears((line) => line.event === 'message' && line.text === 'send me the minutes')
    await terminal.bot.ask({ do: 'send', to: '@alice', text: 'the minutes', file: path })
    expect(await fetchedAndSaved(alice, 'the minutes')).toEqual({ name: 'minutes.pdf', bytes })
    const back = { name: 'photo\u202Egpj.exe', mimeType: 'application/x-thing', buffer: bytes.subarray(0, 1000) }
    await choose(alice, attachment.chooseFiles, [back], attachment.attach)
    await alice.field(attachment.caption).fill('signed')
    await send(alice)
    await terminal.hears((line) => line.event === 'message' && line.text === 'signed')
    const answer = await terminal.bot.ask({ do: 'read', to: '@alice' })
    const number = answer!.messages!.find(({ text }) => text === 'signed')!.number
    const to = join(scene.folder, 'signed')
    expect(await terminal.bot.ask({ do: 'save', to: '@alice', message: number, path: to })).toMatchObject({ ok: true })
    expect(readFileSync(to).equals(back.buffer)).toBe(true)
    await cardOf(alice, 'signed').getByText('photo_gpj.exe').waitFor()
  })

  test('waits where there is no line, and goes on by itself after the app was closed in the middle', async () => {
    const buffer = Buffer.alloc(12_000_000, 'tide ')
    const path = join(scene.folder, 'long.bin')
    writeFileSync(path, buffer)
    await choose(alice, attachment.chooseFiles, path, attachment.attach)
    await alice.field(attachment.caption).fill('a long one')
    // Without a line from the beginning: on a fast machine nobody would see it on its way.
    await scene.takeOffline(alice)
    await send(alice)
    await cardOf(alice, 'a long one').locator('.transfer-ring').waitFor()
    await alice.page.reload()
    await alice.isLocked()
    await alice.unlock()
    await alice.isAtList()
    await alice.openChat('bob')
    await cardOf(alice, 'a long one').getByRole('button', { name: attachment.stopSending }).waitFor()
    await scene.bringBack(alice)
    await bob.bubble('a long one').waitFor({ timeout: 60_000 })
    expect((await fetchedAndSaved(bob, 'a long one')).bytes.equals(buffer)).toBe(true)
  })

  test('that somebody thought better of is sent to nobody, and nothing of it stays', async () => {
    const before = await pieces(alice.page)
    await scene.takeOffline(alice)
    await sendPhoto(alice, 'better not')
    const stop = cardOf(alice, 'better not').getByRole('button', { name: attachment.stopSending })
    await stop.waitFor()
    expect(await pieces(alice.page)).toBeGreaterThan(before)
    await stop.click()
    await expectSoon(() => alice.bubble('better not').count(), 0)
    await scene.bringBack(alice)
    await alice.send('instead')
    await bob.bubble('instead').waitFor()
    expect(await bob.bubble('better not').count()).toBe(0)
    await expectSoon(() => pieces(alice.page), before)
  })
})

describe('when it ends', { timeout: 120_000 }, () => {
  test('it leaves the screen in that moment, also where it is looked at, and its address leads nowhere', async () => {
    await alice.page.locator('.composer .clock-chip').click()
    await alice.setClock('fromSending', 25, 'second')
    await alice.button(talk.setClocks).click()
    const before = [await pieces(alice.page), await pieces(bob.page)]
    await sendPhoto(alice, 'not for long')
    await cardOf(bob, 'not for long').locator('.picture-whole').waitFor()
    await bob.button(attachment.openPicture('alice')).last().click()
    const picture = bob.dialog(attachment.pictureFrom('alice')).getByRole('img')
    await picture.waitFor()
    const urls = await bob.page.evaluate<string[]>(
      `[...document.querySelectorAll('.viewer img')].map((one) => one.src)`,
    )
    expect(await isThere(bob.page, urls[0]!), 'the control').toBe(true)
    await picture.waitFor({ state: 'detached', timeout: 30_000 })
    expect(await bob.bubble('not for long').count()).toBe(0)
    expect(await isThere(bob.page, urls[0]!)).toBe(false)
    await expectSoon(async () => [await pieces(alice.page), await pieces(bob.page)], before)
  })

  test('by somebody who deletes it for everyone, nothing of it is left on either device', async () => {
    const before = [await pieces(alice.page), await pieces(bob.page)]
    await sendPhoto(alice, 'a mistake')
    await cardOf(bob, 'a mistake').locator('.picture-whole').waitFor()
    expect(await pieces(bob.page)).toBeGreaterThan(before[1]!)
    await alice.choose('a mistake', talk.deleteForAll)
    await alice.page.getByRole('dialog').getByRole('button', { name: talk.delete }).click()
    await expectSoon(() => bob.bubble('a mistake').count(), 0)
    await expectSoon(async () => [await pieces(alice.page), await pieces(bob.page)], before)
  })

  test('what is out of sight is in no address, and after the lock it is there again', async () => {
    await sendPhoto(alice, 'before the lock')
    const whole = cardOf(bob, 'before the lock').locator('.picture-whole')
    await whole.waitFor()
    const url = (await whole.getAttribute('src'))!
    expect(await isThere(bob.page, url), 'the control').toBe(true)
    await bob.goBack()
    await expectSoon(() => isThere(bob.page, url), false)
    await bob.toSettings()
    await bob.page.getByRole('button', { name: house.settings.lockNow }).click()
    await bob.isLocked()
    await bob.unlock()
    await bob.isAtList()
    await bob.openChat('alice')
    await cardOf(bob, 'before the lock').locator('.picture-whole').waitFor()
    expect(await isThere(bob.page, url)).toBe(false)

    const again = (await cardOf(bob, 'before the lock').locator('.picture-whole').getAttribute('src'))!
    const tab = await bob.anotherTab()
    await tab.toSettings()
    await tab.page.getByRole('button', { name: house.settings.lockNow }).click()
    await bob.isLocked()
    expect(await isThere(bob.page, again), 'it was seen when another tab was locked').toBe(false)
    await tab.page.close()
    await bob.unlock()
    await bob.isAtList()
  })
})

test('nothing was complained about, and nothing of it stands in an address', () => {
  expect([...alice.complaints, ...bob.complaints]).toEqual([])
  expect(alice.heard.addresses.filter((address) => /DSC|mole|minutes/.test(address))).toEqual([])
})
