/** A group's picture: made small by whoever leads the group, seen by everybody in it, and by nobody else. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { camera, photo, says } from './made-picture.ts'
import { isPictureAt } from './page-pictures.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'

const { talk, group, house, refusals } = say
const name = 'Night desk'
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
  await bob.goHome()
  await scene.group(alice, name, 'bob')
  await bob.row(name).waitFor()
}, 240_000)
afterAll(() => scene.close())

const face = (within: Locator): Locator => within.locator('.avatar img')
const bar = (phone: Phone): Locator => phone.screen.locator('.talk-who')
async function openPicture(phone: Phone): Promise<void> {
  await bar(phone).click()
  await phone.screen.getByRole('heading', { name: talk.aboutTitle }).waitFor()
  await phone.button(group.picture).click()
  await phone.dialog(group.picture).waitFor()
}
async function choose(phone: Phone, buffer: Buffer): Promise<void> {
  const [chooser] = await Promise.all([
    phone.page.waitForEvent('filechooser'),
    phone.button(group.choosePicture).click(),
  ])
  await chooser.setFiles([{ name: 'DSC_1.jpg', mimeType: 'image/jpeg', buffer }])
}
/** As it is drawn. */
const sizeOf = (picture: Locator): Promise<string> =>
  picture.first().evaluate((image: unknown) => {
    const { naturalWidth, naturalHeight } = image as { naturalWidth: number; naturalHeight: number }
    return `${naturalWidth}x${naturalHeight}`
  })
const urlOf = (picture: Locator): Promise<string | null> => picture.first().getAttribute('src')

test('is chosen, seen before anybody else sees it, and then shown everywhere', { timeout: 60_000 }, async () => {
  const original = await photo(alice.page, { width: 1600, height: 900, orientation: 6 })
  expect(says(original)).toContain(camera)
  await openPicture(alice)
  await choose(alice, original)
  await alice.dialog(group.picture).getByRole('img', { name: group.newPicture }).waitFor()
  expect(await face(bob.row(name)).count()).toBe(0)
  await alice.button(talk.save).click()
  await face(bob.row(name)).waitFor()
  await expectSoon(() => sizeOf(face(bob.row(name))).then((size) => /^(\d+)x\1$/.test(size)), true)
  await bob.openChat(name)
  await face(bar(bob)).waitFor()
  await bob.screen.locator('.talk-note', { hasText: group.pictured('alice') }).waitFor()
  await bar(bob).click()
  await face(bob.screen.locator('.about-head')).waitFor()
  // A member sees it and changes nothing.
  expect(await bob.button(group.picture).count()).toBe(0)
  await alice.goBack()
  await face(bar(alice)).waitFor()
})

/** What this phone has as the group's picture, as it came: asked of its worker, past the page. */
const kept = async (phone: Phone): Promise<Buffer> => {
  const packed = await phone.page.workers()[0]!.evaluate<string>(
    `new Promise((resolve) => {
      const post = globalThis.postMessage
      globalThis.postMessage = (data, ...rest) => {
        if (data?.id !== -7) return post.call(globalThis, data, ...rest)
        globalThis.postMessage = post
        const { picture } = data.value.chats.find(({ name }) => name === ${JSON.stringify(name)}).group
        resolve(Array.from(picture ?? [], (byte) => String.fromCharCode(byte)).join(''))
      }
      dispatchEvent(new MessageEvent('message', { data: { id: -7, ask: 'house', with: {} } }))
    })`,
  )
  return Buffer.from(packed, 'latin1')
}

test('says nothing of the camera, and is small enough for a group', async () => {
  const picture = await kept(bob)
  expect(picture.toString('latin1', 0, 4)).toBe('RIFF')
  expect(picture.length).toBeLessThanOrEqual(4096)
  expect(says(picture)).toEqual([])
})

test('that cannot be read is not taken', async () => {
  await openPicture(alice)
  await choose(alice, Buffer.from('PK\u0003\u0004 and so on'))
  await alice.page.getByText(refusals['bad-file']).waitFor()
  expect(await alice.dialog(group.picture).getByRole('img').count()).toBe(0)
  await alice.page.keyboard.press('Escape')
  await alice.goBack()
})

test('is gone from memory with the lock, and there again afterwards', { timeout: 60_000 }, async () => {
  const url = (await urlOf(face(bob.screen)))!
  expect(await bob.page.evaluate(isPictureAt, url), 'the control').toBe(true)
  await bob.goHome()
  await bob.toSettings()
  await bob.page.getByRole('button', { name: house.settings.lockNow }).click()
  await bob.isLocked()
  expect(await bob.page.locator('img').count()).toBe(0)
  expect(await bob.page.evaluate(isPictureAt, url)).toBe(false)
  await bob.unlock()
  await bob.isAtList()
  await face(bob.row(name)).waitFor()
})

/** Past everything that this app's page would do first. */
const shape = (phone: Phone, picture: Buffer): Promise<unknown> =>
  phone.page.workers()[0]!.evaluate(
    `(() => {
      const picture = Uint8Array.from(atob('${picture.toString('base64')}'), (letter) => letter.charCodeAt(0))
      dispatchEvent(new MessageEvent('message', { data: { id: -1, ask: 'command', with: { do: 'shape', to: '#2', picture } } }))
    })()`,
  )

test.for([
  ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"/>')],
  ['one of 3,600,000,000 points', Buffer.from('89504e470d0a1a0a0000000d494844520000ea600000ea600802000000', 'hex')],
  ['a head and nothing else', Buffer.from('ffd8ffc0001108001000100301', 'hex')],
] as const)('that is hostile is not drawn: %s', { timeout: 60_000 }, async ([, picture]) => {
  await shape(alice, picture)
  await expectSoon(() => kept(bob).then((bytes) => bytes.equals(picture)), true)
  await bob.row(name).locator('.avatar .icon').waitFor()
  expect(await face(bob.row(name)).count()).toBe(0)
  expect(await bob.page.title()).toBe('Ebb')
})

test('comes from a terminal too, and is taken away', { timeout: 60_000 }, async () => {
  await bar(alice).click()
  await alice.screen.locator('li').filter({ hasText: 'tess' }).getByRole('button').click()
  await alice.page.getByRole('menuitem', { name: group.appoint }).click()
  await alice.screen.locator('li').filter({ hasText: 'tess' }).getByText(group.admin).waitFor()
  const path = join(scene.folder, 'face.jpg')
  writeFileSync(path, await photo(alice.page, { width: 64, height: 64 }))
  const [said] = await scene.terminal.command('group', 'picture', `#${name}`, path)
  expect(said!['picture']).toBeGreaterThan(100)
  await face(bob.row(name)).waitFor()
  expect(await sizeOf(face(bob.row(name)))).toBe('64x64')
  await alice.button(group.picture).click()
  await alice.button(group.removePicture).click()
  await expectSoon(() => face(bob.row(name)).count(), 0)
  await bob.row(name).locator('.avatar .icon').waitFor()
})

test('of a stranger’s group is not shown before they are let in', { timeout: 90_000 }, async () => {
  const carl = await scene.resident('carl')
  await carl.button(talk.newChat).or(carl.button(talk.writeSomebody)).first().click()
  await carl.button(group.newGroup).click()
  await carl.field(group.name).fill('Come in')
  await carl.field(group.addName).fill('bob')
  await carl.button(group.addByName).click()
  await carl.button(group.create).click()
  await carl.screen.getByRole('heading', { name: 'Come in', level: 1 }).waitFor()
  await carl.page.locator('.talk-who').getByText(group.people(2)).waitFor()
  await openPicture(carl)
  await choose(carl, await photo(carl.page, { width: 300, height: 300 }))
  await carl.dialog(group.picture).getByRole('img', { name: group.newPicture }).waitFor()
  await carl.button(talk.save).click()
  await face(carl.screen.locator('.about-head')).waitFor()
  const asking = bob.page.getByRole('button', { name: /Come in/ })
  await asking.waitFor()
  expect(await face(asking).count()).toBe(0)
  await asking.click()
  await bob.button(house.request.accept).waitFor()
  await expectSoon(() => bob.page.locator('.talk-note', { hasText: group.pictured('carl') }).count(), 1)
  expect(await face(bar(bob)).count()).toBe(0)
  await bob.button(house.request.accept).click()
  await face(bar(bob)).waitFor()
})

test('and no browser complained', () => {
  expect([...alice.complaints, ...bob.complaints]).toEqual([])
})
