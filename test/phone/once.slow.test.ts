/** Texts and photos that can be looked at once. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { axeFindings, namelessControls } from './findings.ts'
import { bring, photo } from './made-picture.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'

const { talk, kinds, attachment } = say
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
}, 90_000)
afterAll(() => scene.close())

const { text, picture } = kinds.onceKinds
const cover = (phone: Phone, kind: string) => phone.button(kinds.onceOpen(kind))
const viewer = (phone: Phone, kind: string) => phone.dialog(kinds.onceCovered(kind))
async function chooseOnce(phone: Phone): Promise<void> {
  await phone.button(attachment.attach).click()
  await phone.page.getByRole('menuitem', { name: kinds.once }).click()
  await phone.page.locator('.once-strip').getByText(kinds.onceNext, { exact: true }).waitFor()
}
/** What a page holds as text, hidden or not. */
const holds = (phone: Phone, what: string): Promise<boolean> =>
  phone.page.evaluate<boolean>(`document.documentElement.innerHTML.includes(${JSON.stringify(what)})`)

test('a text is covered, opened once, and gone when it is closed', async () => {
  await chooseOnce(alice)
  // SHOT alice once-composer
  expect([...(await axeFindings(alice.page)), ...(await namelessControls(alice.page))]).toEqual([])
  await alice.send('the key is under the mat')
  await alice.page.getByText(kinds.onceSent).waitFor()
  await expectSoon(() => holds(alice, 'under the mat'), false)
  await cover(bob, text).waitFor()
  expect(await holds(bob, 'under the mat')).toBe(false)
  expect(await axeFindings(bob.page)).toEqual([])
  // SHOT bob once-covered
  await cover(bob, text).focus()
  await bob.page.keyboard.press('Enter')
  await viewer(bob, text).getByText('the key is under the mat').waitFor()
  expect(await axeFindings(bob.page)).toEqual([])
  // SHOT bob once-open
  await bob.page.keyboard.press('Escape')
  await expectSoon(() => viewer(bob, text).count(), 0)
  await expectSoon(() => cover(bob, text).count(), 0)
  expect(await holds(bob, 'under the mat')).toBe(false)
  // The next one is as others are.
  await alice.send('and this stays')
  await bob.bubble('and this stays').waitFor()
})

test('it is in neither the list nor what is found', async () => {
  await chooseOnce(alice)
  await alice.send('a heron at dawn')
  await cover(bob, text).waitFor()
  await bob.goBack()
  await bob.row('alice').getByText(kinds.onceNext).waitFor()
  await bob.button(talk.search).click()
  await bob.page.getByRole('searchbox').fill('heron')
  await bob.page.getByText(talk.nothingFound, { exact: true }).waitFor()
  expect(await bob.screen.getByRole('listitem').count()).toBe(0)
  await bob.goBack()
  await bob.openChat('alice')
})

test('it is gone when the conversation is left while it is open', async () => {
  await cover(bob, text).tap()
  await viewer(bob, text).getByText('a heron at dawn').waitFor()
  await bob.page.evaluate('history.back()')
  await expectSoon(() => viewer(bob, text).count(), 0)
  await bob.goHome()
  await bob.openChat('alice')
  await expectSoon(() => cover(bob, text).count(), 0)
  expect(await holds(bob, 'heron')).toBe(false)
})

test('a photo opens once, with no way to save it or to send it on', async () => {
  await chooseOnce(alice)
  await bring(alice, 'paste', await photo(alice.page, { width: 320, height: 240 }))
  await alice.page.locator('.chosen img').waitFor()
  await alice.dialog(attachment.sendPictures(1)).getByText(kinds.onceText).waitFor()
  await alice.page.getByRole('dialog').getByRole('button', { name: talk.send, exact: true }).click()
  await expectSoon(() => alice.page.locator('.picture').count(), 0)
  await cover(bob, picture).tap()
  await viewer(bob, picture).getByRole('img', { name: picture }).waitFor()
  expect(await viewer(bob, picture).getByRole('link').count()).toBe(0)
  // SHOT bob once-picture
  await viewer(bob, picture).getByRole('button', { name: talk.close }).tap()
  await expectSoon(() => viewer(bob, picture).count(), 0)
  await expectSoon(() => cover(bob, picture).count(), 0)
})

test('no browser complained', () => {
  expect([...alice.complaints, ...bob.complaints]).toEqual([])
})
