/** People who do not know each other yet: asking, accepting, blocking, and taking that back. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { amissOn } from './traces.ts'

const { talk } = say
const { request, settings, blockedPeople } = say.house
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await Promise.all([scene.resident('alice'), scene.resident('bob')])
}, 60_000)
afterAll(() => scene.close())

test('who is not known asks first: what they wrote can be read, nothing can be answered before accepting', async () => {
  await alice.writeTo('bob', 'we met on the pier')
  await alice.bubbleThatIs('sent', 'we met on the pier').waitFor()
  await bob.row('alice').getByText(talk.requestLine).waitFor()
  expect(await bob.page.getByText('we met on the pier').count()).toBe(0)
  await bob.openChat('alice')
  await bob.bubble('we met on the pier').waitFor()
  await bob.screen.getByRole('heading', { name: request.title('alice') }).waitFor()
  expect(await bob.composer.count()).toBe(0)
  await bob.button(request.accept).click()
  await bob.send('I remember')
  await alice.bubble('I remember').waitFor()
  await bob.goBack()
  expect(await bob.screen.getByText(talk.requestLine).count()).toBe(0)
})

test('who is blocked is gone at once with all that they wrote, cannot reach this phone, and is not told', async () => {
  const { terminal } = scene
  await bob.openChat('alice')
  await bob.button(talk.more).click()
  await bob.page.getByRole('menuitem', { name: talk.block }).click()
  await bob.dialog(talk.blockTitle('alice')).getByRole('button', { name: talk.block }).click()
  await bob.page.getByText(talk.wasBlocked('alice')).waitFor()
  await bob.isAtList()
  expect(await bob.row('alice').count()).toBe(0)

  await alice.send('are you coming?')
  await alice.bubbleThatIs('sent', 'are you coming?').waitFor()
  expect(await alice.screen.locator('.banner').count()).toBe(0)
  // Whatever the server gives bob of it comes before this.
  await terminal.bot.ask({ do: 'send', to: '@bob', text: 'storm tonight' })
  await bob.row('tess').getByText(talk.requestLine).waitFor()
  expect(await bob.row('alice').count()).toBe(0)
  await bob.button(talk.search).click()
  for (const text of ['pier', 'coming']) {
    await bob.page.getByRole('searchbox').fill('storm')
    await bob.screen.getByRole('listitem').filter({ hasText: 'storm tonight' }).waitFor()
    await bob.page.getByRole('searchbox').fill(text)
    await bob.page.getByText(talk.nothingFound, { exact: true }).waitFor()
  }
  await bob.goBack()
})

test('who is no longer blocked can write again', async () => {
  await bob.toSettings()
  await bob.button(new RegExp(settings.blocked)).click()
  await bob.button(`${blockedPeople.unblock}: alice`).click()
  await bob.page.getByText(blockedPeople.unblocked('alice')).waitFor()
  await bob.goBack()
  await bob.goBack()
  // Her device is told of a new channel meanwhile; what it writes into the old one until then is lost.
  await expect
    .poll(
      async () => {
        await alice.send('so it goes on')
        return bob.row('alice').filter({ hasText: 'so it goes on' }).count()
      },
      { interval: 500, timeout: 10_000 },
    )
    .toBe(1)
  await bob.openChat('alice')
  await bob.send('gladly')
  await alice.bubble('gladly').waitFor()
  // What was written while it could not arrive does not come now.
  expect(await bob.bubble('are you coming?').count()).toBe(0)
})

test('a request is blocked from its own card', async () => {
  await bob.goBack()
  await bob.openChat('tess')
  await bob.bubble('storm tonight').waitFor()
  await bob.button(request.block).click()
  await bob.dialog(request.blockTitle('tess')).getByRole('button', { name: request.block }).click()
  await bob.page.getByText(talk.wasBlocked('tess')).waitFor()
  await bob.isAtList()
  expect(await bob.page.getByText('storm tonight').count()).toBe(0)
  expect(await bob.row('tess').count()).toBe(0)
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
