/** Messages are sent on from one conversation to others. */
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
  await bob.goHome()
  await bob.writeTo('tess', 'good evening')
  await bob.bubbleThatIs('sent', 'good evening').waitFor()
  await scene.terminal.bot.ask({ do: 'send', to: 'bob', text: 'good evening to you' })
  await bob.bubble('good evening to you').waitFor()
  await bob.goHome()
  await bob.openChat('alice')
}, 90_000)
afterAll(() => scene.close())

const sheet = (phone: Phone) => phone.dialog(kinds.forwardTo)
const chatIn = (phone: Phone, name: string) => sheet(phone).getByRole('checkbox', { name })
const isForwarded = (phone: Phone, text: string) => phone.bubble(text).getByText(kinds.forwarded)

test('a text goes on to whom one chooses, and says nothing of whose it was', async () => {
  await alice.send('the lighthouse is lit')
  await bob.bubble('the lighthouse is lit').waitFor()
  await bob.choose('the lighthouse is lit', kinds.forward)
  await sheet(bob).getByText(kinds.forwardText).waitFor()
  expect([...(await axeFindings(bob.page)), ...(await namelessControls(bob.page))]).toEqual([])
  await chatIn(bob, 'tess').check({ force: true })
  await sheet(bob)
    .getByRole('button', { name: kinds.forwardSend(1), exact: true })
    .click()
  await bob.page.getByText(kinds.forwardDone(1), { exact: true }).waitFor()
  await scene.terminal.hears(({ event, text }) => event === 'message' && text === 'the lighthouse is lit')
  const { messages } = (await scene.terminal.bot.ask({ do: 'read', to: 'bob' }))!
  expect(messages!.at(-1)).toMatchObject({ text: 'the lighthouse is lit', from: 'bob', forwarded: true })
  expect(JSON.stringify(messages)).not.toContain('alice')
})

test('by keys alone: to several at once, found by their names', async () => {
  await alice.send('and the boat is out')
  await bob.bubble('and the boat is out').waitFor()
  const { page } = bob
  await bob.bubble('and the boat is out').getByRole('button', { name: talk.messageActions }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: kinds.forward }).focus()
  await page.keyboard.press('Enter')
  await sheet(bob).getByRole('searchbox').focus()
  await page.keyboard.type('ali')
  await expectSoon(() => sheet(bob).getByRole('checkbox').count(), 1)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await sheet(bob).getByRole('searchbox').fill('')
  await chatIn(bob, 'tess').focus()
  await page.keyboard.press('Space')
  await sheet(bob)
    .getByRole('button', { name: kinds.forwardSend(2) })
    .focus()
  await page.keyboard.press('Enter')
  // Back to where it came from too, as a message of its own.
  await expectSoon(() => isForwarded(alice, 'and the boat is out').count(), 1)
  await expectSoon(() => isForwarded(bob, 'and the boat is out').count(), 1)
  await scene.terminal.hears(({ event, text }) => event === 'message' && text === 'and the boat is out')
  const copy = bob.bubble('and the boat is out').filter({ hasText: kinds.forwarded })
  await copy.getByRole('button', { name: talk.messageActions }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: talk.info }).waitFor()
  expect(await page.getByRole('menuitem', { name: talk.edit }).count(), 'no other text for it').toBe(0)
  await page.keyboard.press('Escape')
})

test('a photo goes on, and the other side looks at it', async () => {
  await bring(alice, 'paste', await photo(alice.page, { width: 320, height: 240 }))
  await alice.page.locator('.chosen img').waitFor()
  await alice.field(attachment.caption).fill('from the mole')
  await alice.page.getByRole('dialog').getByRole('button', { name: talk.send, exact: true }).click()
  await bob.bubble('from the mole').locator('.picture-whole').waitFor()
  await bob.choose('from the mole', kinds.forward)
  await chatIn(bob, 'alice').check({ force: true })
  await sheet(bob)
    .getByRole('button', { name: kinds.forwardSend(1), exact: true })
    .click()
  const copy = alice.bubble('from the mole').filter({ hasText: kinds.forwarded })
  await copy.locator('.picture-whole').waitFor()
  expect(await copy.count()).toBe(1)
})

test('what is deleted meanwhile is not sent on, and the sheet goes with it', async () => {
  await alice.send('I never said this')
  await bob.bubble('I never said this').waitFor()
  await bob.choose('I never said this', kinds.forward)
  await chatIn(bob, 'tess').check({ force: true })
  await alice.choose('I never said this', talk.deleteForAll)
  await alice.dialog(talk.deleteForAllTitle).getByRole('button', { name: talk.delete, exact: true }).click()
  await expectSoon(() => sheet(bob).count(), 0)
})

test('no browser complained', () => {
  expect([...alice.complaints, ...bob.complaints]).toEqual([])
})
