/** Two people change what they wrote and react to each other. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'
import { amissOn } from './traces.ts'

const { talk } = say
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
}, 60_000)
afterAll(() => scene.close())

const reaction = (phone: Phone, text: string, name: string) => phone.bubble(text).getByRole('button', { name })

test('a reaction shows at both sides; a tap joins in, another takes it back', async () => {
  await alice.send('the lighthouse is lit')
  await bob.bubble('the lighthouse is lit').waitFor()
  await bob.openMenu('the lighthouse is lit')
  await bob.page.getByRole('group', { name: talk.react }).getByRole('button', { name: '❤️' }).click()
  await reaction(bob, 'the lighthouse is lit', `❤️ ${talk.you}`).waitFor()
  await reaction(alice, 'the lighthouse is lit', '❤️ bob').click()
  await reaction(bob, 'the lighthouse is lit', `❤️ ${talk.you} and alice`).waitFor()
  await reaction(bob, 'the lighthouse is lit', `❤️ ${talk.you} and alice`).click()
  await reaction(alice, 'the lighthouse is lit', `❤️ ${talk.you}`).waitFor()
  await reaction(alice, 'the lighthouse is lit', `❤️ ${talk.you}`).click()
  await expectSoon(() => bob.page.locator('.reaction').count(), 0)
  await expectSoon(() => alice.page.locator('.reaction').count(), 0)
})

test('what was written can be changed; both see the new text, and what stood there before', async () => {
  await alice.send('we meet at nine')
  await alice.bubbleThatIs('sent', 'we meet at nine').waitFor()
  await bob.bubble('we meet at nine').waitFor()
  await alice.choose('we meet at nine', talk.edit)
  await alice.dialog(talk.edit).getByRole('textbox').fill('we meet at ten')
  await alice.button(talk.save).click()
  await bob.bubble('we meet at ten').getByText(talk.edited, { exact: true }).waitFor()
  await alice.bubble('we meet at ten').waitFor()
  expect(await bob.bubble('we meet at nine').count()).toBe(0)
  await bob.choose('we meet at ten', talk.info)
  await bob.dialog(talk.info).getByText('we meet at nine').waitFor()
  await bob.page.keyboard.press('Escape')
  // Of others nothing can be changed.
  await bob.openMenu('we meet at ten')
  expect(await bob.page.getByRole('menuitem', { name: talk.edit }).count()).toBe(0)
  await bob.page.keyboard.press('Escape')
})

test('search finds the new text and not the old one, and the list shows it', async () => {
  await bob.goBack()
  await bob.row('alice').getByText('we meet at ten').waitFor()
  await bob.button(talk.search).click()
  await bob.page.getByRole('searchbox').fill('at ten')
  await bob.screen.getByRole('listitem').filter({ hasText: 'we meet at ten' }).waitFor()
  await bob.page.getByRole('searchbox').fill('at nine')
  await bob.page.getByText(talk.nothingFound, { exact: true }).waitFor()
  expect(await bob.screen.getByText('we meet at nine').count()).toBe(0)
  await bob.goBack()
  await bob.openChat('alice')
})

test('a terminal reacts and changes what it wrote, and a phone shows it', async () => {
  const { terminal } = scene
  await alice.goHome()
  await alice.writeTo('tess', 'all quiet?')
  await terminal.hears((line) => line.event === 'message' && line.text === 'all quiet?')
  const there = await terminal.bot.ask({ do: 'read', to: '@alice' })
  const { number } = there!.messages!.find(({ text }) => text === 'all quiet?')!
  await terminal.bot.ask({ do: 'react', to: '@alice', message: number, emoji: '👍' })
  await reaction(alice, 'all quiet?', '👍 tess').waitFor()
  const sent = await terminal.bot.ask({ do: 'send', to: '@alice', text: 'quite' })
  await alice.bubble('quite').waitFor()
  await terminal.hears((line) => line.event === 'sent')
  const refused = await terminal.bot.ask({ do: 'react', to: '@alice', message: number, emoji: 'yes' })
  expect(refused).toMatchObject({ ok: false, why: 'no-emoji' })
  await terminal.bot.ask({ do: 'edit', to: '@alice', message: sent!.message, text: 'quiet' })
  await alice.bubble('quiet').getByText(talk.edited, { exact: true }).waitFor()
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
