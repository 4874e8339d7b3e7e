/** A group of two phones and a terminal: it begins, people come and go, and everybody is told the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'
import { amissOn } from './traces.ts'

const { talk, group } = say
const name = 'Night desk'
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
}, 60_000)
afterAll(() => scene.close())

const note = (phone: Phone, text: string) => phone.screen.locator('.talk-note', { hasText: text })
const member = (phone: Phone, who: string) => phone.screen.locator('li').filter({ hasText: who }).getByRole('button')
async function openDetails(phone: Phone): Promise<void> {
  await phone.page.locator('.talk-who').click()
  await phone.screen.getByRole('heading', { name: talk.aboutTitle }).waitFor()
}

test('it begins with whom one chose, somebody known and somebody by name', async () => {
  await bob.goHome()
  await scene.group(alice, name, 'bob')
  await note(alice, group.created).waitFor()
  await alice.send('good evening, all')
  await alice.bubbleThatIs('sent', 'good evening, all').waitFor()
  // Somebody one talks to needs no asking; a stranger does.
  await bob.openChat(name)
  await bob.bubble('good evening, all').getByText('alice').first().waitFor()
  await expectSoon(() => note(bob, group.addedYou('alice')).count(), 1)
  await bob.send('good evening')
  await alice.bubble('good evening').getByText('bob').first().waitFor()
})

test('a terminal takes part in it', async () => {
  await scene.terminal.hears(({ event, text }) => event === 'message' && text === 'good evening')
  expect(await scene.terminal.texts(`#${name}`)).toEqual([null, 'good evening, all', 'good evening'])
  await scene.terminal.bot.ask({ do: 'send', to: `#${name}`, text: 'from the terminal' })
  await alice.bubble('from the terminal').getByText('tess').first().waitFor()
  await bob.bubble('from the terminal').waitFor()
})

test('its details say who is in it; an administrator makes another, and members may not', async () => {
  await openDetails(bob)
  await member(bob, 'alice').getByText(group.admin).waitFor()
  expect(await bob.button(group.add).count()).toBe(0)
  await member(bob, 'alice').click()
  expect(await bob.page.getByRole('menuitem', { name: group.remove }).count()).toBe(0)
  await bob.page.keyboard.press('Escape')
  await openDetails(alice)
  await member(alice, 'bob').click()
  await alice.page.getByRole('menuitem', { name: group.appoint }).click()
  await member(alice, 'bob').getByText(group.admin).waitFor()
  await bob.button(group.add).waitFor()
  await alice.goBack()
  await note(alice, group.appointed(null, 'bob')).waitFor()
})

test('a new name, and who writes, are the same everywhere', async () => {
  await bob.button(group.rename).click()
  await bob.dialog(group.rename).getByRole('textbox').fill('Day desk')
  await bob.button(talk.save).click()
  await alice.screen.getByRole('heading', { name: 'Day desk', level: 1 }).waitFor()
  // It turns when everybody agrees.
  await bob.screen.getByRole('switch', { name: group.announcements }).click()
  await note(alice, group.announcementsOn('bob')).waitFor()
  expect(await scene.terminal.bot.ask({ do: 'send', to: '#Day desk', text: 'may I?' })).toMatchObject({
    ok: false,
    why: 'admins-only',
  })
  await bob.screen.getByRole('switch', { name: group.announcements }).click()
  await note(alice, group.announcementsOff('bob')).waitFor()
})

test('whoever is removed reads no more, and is told', async () => {
  await alice.goHome()
  await alice.openChat('Day desk')
  await openDetails(alice)
  await member(alice, 'tess').click()
  await alice.page.getByRole('menuitem', { name: group.remove }).click()
  await alice.dialog(group.removeTitle('tess')).getByRole('button', { name: group.remove }).click()
  await expectSoon(() => alice.screen.locator('li').filter({ hasText: 'tess' }).count(), 0)
  await bob.goBack()
  await note(bob, group.removed('alice', 'tess')).waitFor()
  await bob.send('now we are two')
  await alice.goBack()
  await alice.bubble('now we are two').waitFor()
  expect(await scene.terminal.texts('#Day desk')).not.toContain('now we are two')
})

test('whoever leaves keeps what was said until it ends, and writes no more', async () => {
  await bob.button(talk.more).click()
  await bob.page.getByRole('menuitem', { name: group.leave }).click()
  await bob.dialog(group.leaveTitle('Day desk')).getByRole('button', { name: group.leave }).click()
  await bob.screen.getByText(group.youAreOut).waitFor()
  await bob.bubble('now we are two').waitFor()
  await note(alice, group.left('bob')).waitFor()
  await alice.page.locator('.talk-who').getByText(group.people(1)).waitFor()
  expect(await bob.composer.count()).toBe(0)
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
