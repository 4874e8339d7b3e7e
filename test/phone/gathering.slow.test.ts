/** What a group does together: people are mentioned and asked, and messages are pinned. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { holdFinger } from '../stage/fingers.ts'
import { say, type Phone } from '../stage/phone.ts'
import { axeFindings } from './findings.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'
import { amissOn } from './traces.ts'

const { talk, kinds, attachment } = say
const name = 'Night desk'
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
  await scene.group(alice, name, 'bob')
  await bob.goHome()
}, 120_000)
afterAll(() => scene.close())

const options = (phone: Phone) => phone.page.getByRole('listbox', { name: kinds.mentionWhom }).getByRole('option')
const mentions = (phone: Phone, text: string) => phone.bubble(text).locator('.mention')

test('whoever writes an @ is offered who is in the group, by keys', async () => {
  const { page, composer } = alice
  await composer.focus()
  await page.keyboard.type('ask @')
  await expectSoon(() => options(alice).allTextContents(), ['Bbob', 'Ttess'])
  expect(await axeFindings(page)).toEqual([])
  const active = (): Promise<string | null> =>
    page.evaluate<string | null>(
      `document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent ?? null`,
    )
  expect(await active()).toBe('Bbob')
  await page.keyboard.press('ArrowDown')
  await expectSoon(active, 'Ttess')
  await page.keyboard.press('ArrowDown')
  await expectSoon(active, 'Bbob')
  // SHOT alice mention-list
  await page.keyboard.press('Enter')
  expect(await composer.inputValue()).toBe('ask @bob ')
  await expectSoon(() => options(alice).count(), 0)
  await page.keyboard.type('and @t')
  await expectSoon(() => options(alice).allTextContents(), ['Ttess'])
  await page.keyboard.press('Escape')
  await expectSoon(() => options(alice).count(), 0)
  await page.keyboard.press('Backspace')
  await page.keyboard.type('nobody, @zoe')
  expect(await options(alice).count(), 'there is nobody to offer').toBe(0)
})

test('and by touch; the field keeps the focus', async () => {
  await alice.composer.fill('')
  await alice.composer.pressSequentially('come, @b')
  await options(alice).filter({ hasText: 'bob' }).tap()
  expect(await alice.composer.inputValue()).toBe('come, @bob ')
  expect(await alice.page.evaluate<boolean>(`document.activeElement.matches('.composer textarea')`)).toBe(true)
  await alice.composer.fill('')
})

test('a mention is marked in the list, also where the group is muted, until it is read', async () => {
  await holdFinger(bob.page, bob.row(name).getByRole('button').first(), bob.page.getByRole('menu'))
  await bob.page.getByRole('menuitem', { name: talk.mute }).click()
  await alice.send('nothing to see')
  await bob.row(name).getByText('nothing to see').waitFor()
  expect(await bob.row(name).getByText(kinds.mentioned).count()).toBe(0)
  await alice.send('the door is open, @bob and @zoe')
  await bob.row(name).getByText(kinds.mentioned).waitFor()
  // SHOT bob mention-row
  await bob.openChat(name)
  await expectSoon(() => mentions(bob, 'the door is open').allTextContents(), ['@bob'])
  expect(await mentions(bob, 'the door is open').getAttribute('class')).toContain('mention-mine')
  expect(await mentions(alice, 'the door is open').getAttribute('class')).not.toContain('mention-mine')
  // SHOT bob mention-bubble
  await bob.goBack()
  await expectSoon(() => bob.row(name).getByText(kinds.mentioned).count(), 0)
  await bob.openChat(name)
})

test('a poll is asked, answered by touch and by keys, answered anew, and closed', async () => {
  await alice.button(attachment.attach).click()
  await alice.page.getByRole('menuitem', { name: kinds.poll }).click()
  const sheet = alice.dialog(kinds.pollAsk)
  await sheet.getByLabel(kinds.pollQuestion, { exact: true }).fill('When do we sail?')
  await sheet.getByLabel(kinds.pollAnswer(1), { exact: true }).fill('at six')
  await sheet.getByLabel(kinds.pollAnswer(2), { exact: true }).fill('at nine')
  await sheet.getByRole('button', { name: kinds.pollAdd }).click()
  await sheet.getByLabel(kinds.pollAnswer(3), { exact: true }).fill('when the tide is high enough for the keel')
  expect(await axeFindings(alice.page)).toEqual([])
  // SHOT alice poll-sheet
  await sheet.getByRole('button', { name: talk.send, exact: true }).click()
  const answer = (phone: Phone, text: string, count: number) =>
    phone
      .bubble('When do we sail?')
      .getByRole('button', { name: text })
      .filter({ hasText: kinds.pollVotes(count) })
  await answer(bob, 'at six', 0).tap()
  await answer(bob, 'at six', 1).waitFor()
  await answer(alice, 'at six', 1).waitFor()
  await answer(alice, 'at nine', 0).focus()
  await alice.page.keyboard.press('Enter')
  await answer(bob, 'at nine', 1).waitFor()
  await answer(bob, 'at nine', 1).tap()
  await answer(alice, 'at nine', 2).waitFor()
  await answer(alice, 'at six', 0).waitFor()
  expect(await answer(bob, 'at nine', 2).getAttribute('aria-pressed')).toBe('true')
  await bob.bubble('When do we sail?').getByText(kinds.pollVoters(2)).waitFor()
  expect(await axeFindings(bob.page)).toEqual([])
  // SHOT bob poll-card
  await bob.openMenu('When do we sail?')
  for (const name of [kinds.pollClose, kinds.forward, talk.edit])
    expect(await bob.page.getByRole('menuitem', { name }).count()).toBe(0)
  await bob.page.keyboard.press('Escape')
  await alice.choose('When do we sail?', kinds.pollClose)
  await bob.bubble('When do we sail?').getByText(kinds.pollClosed, { exact: true }).waitFor()
  expect(await answer(bob, 'at six', 0).getAttribute('aria-disabled')).toBe('true')
})

test('a message is pinned for everybody; a tap goes to it', async () => {
  await alice.send('the door code is under the mat')
  await bob.bubble('the door code is under the mat').waitFor()
  await bob.choose('the door code is under the mat', kinds.pin)
  const strip = (phone: Phone) => phone.screen.locator('.pin-strip')
  await strip(alice).getByText('the door code is under the mat').waitFor()
  await strip(bob).getByText(kinds.pinned(1, 1), { exact: true }).waitFor()
  await alice.choose('the door is open', kinds.pin)
  await strip(bob).getByText('the door is open').waitFor()
  for (let i = 0; i < 12; i++) await alice.send(`line ${i}`)
  await bob.bubble('line 11').waitFor()
  expect(await axeFindings(bob.page)).toEqual([])
  // SHOT bob pin-strip
  await strip(bob).focus()
  await bob.page.keyboard.press('Enter')
  const target = bob.bubble('the door is open').locator('.message')
  await expectSoon(async () => (await target.getAttribute('class'))!.includes('shining'), true)
  await strip(bob).getByText('the door code is under the mat').waitFor()
  await strip(alice).tap()
  await alice.choose('the door is open', kinds.unpin)
  await expectSoon(() => strip(bob).getByText(kinds.pinned(1, 1), { exact: true }).count(), 1)
  await strip(alice).tap()
  await alice.choose('the door code is under the mat', talk.deleteForAll)
  await alice.dialog(talk.deleteForAllTitle).getByRole('button', { name: talk.delete, exact: true }).click()
  await expectSoon(() => strip(alice).count(), 0)
  await expectSoon(() => strip(bob).count(), 0)
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
