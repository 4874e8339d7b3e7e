/** Both clocks on two phones and a terminal: what has ended is gone from everywhere, and what was made of it too. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
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
beforeEach(async () => {
  await Promise.all([alice.goHome(), bob.goHome()])
  await Promise.all([alice.openChat('bob'), bob.openChat('alice')])
}, 60_000)

/** Chooses clocks for the next message, in seconds. */
async function chooseForNext(phone: Phone, ceiling: number, afterRead?: number): Promise<void> {
  await phone.button(/^The next message vanishes/).click()
  const picker = phone.dialog(talk.clocksNext)
  await phone.setClock('fromSending', ceiling, 'second')
  if (afterRead !== undefined) await phone.setClock('fromReading', afterRead, 'second')
  await picker.getByRole('button', { name: talk.setClocks }).click()
  await picker.waitFor({ state: 'detached' })
}

/** How long something stays on a screen from now on, in milliseconds. */
async function staysOn(phone: Phone, text: string): Promise<number> {
  const start = performance.now()
  await phone.bubble(text).waitFor({ state: 'detached' })
  return performance.now() - start
}

test('a message with a ceiling of some seconds vanishes from both phones, with its quote, its place in a search and what answers it', async () => {
  await chooseForNext(alice, 16)
  const sent = performance.now()
  await alice.send('the ink that fades')
  await bob.bubble('the ink that fades').waitFor()
  await bob.choose('the ink that fades', talk.reply)
  await bob.send('I have read it')
  await alice.quoteIn('I have read it').waitFor()
  expect(await alice.quoteIn('I have read it').innerText()).toContain('the ink that fades')
  // Seconds are shown before it goes.
  await alice
    .bubble('the ink that fades')
    .getByRole('img', { name: /^Vanishes in \d+ seconds?$/ })
    .waitFor()

  await bob.choose('the ink that fades', talk.reply)
  await bob.composer.fill('and I think')
  await bob.page.getByText(talk.replyTo('alice')).waitFor()
  await alice.goBack()
  await alice.button(talk.search).click()
  await alice.page.getByRole('searchbox').fill('ink that')
  const hit = alice.screen.getByRole('listitem').filter({ hasText: 'the ink that fades' })
  await hit.waitFor()
  expect(await bob.bubble('the ink that fades').count()).toBe(1)

  await Promise.all([hit.waitFor({ state: 'detached' }), staysOn(bob, 'the ink that fades')])
  const lived = (performance.now() - sent) / 1000
  // The clock counts whole seconds, and screens look once a second.
  expect(lived).toBeGreaterThan(14.5)
  expect(lived).toBeLessThan(22)
  await bob.page.getByText(talk.replyTo('alice')).waitFor({ state: 'detached' })
  expect(await bob.composer.inputValue()).toBe('and I think')
  await bob.composer.fill('')
  await alice.goBack()
  await alice.openChat('bob')
  for (const phone of [alice, bob]) {
    await phone.bubble('I have read it').waitFor()
    expect(await phone.quoteIn('I have read it').count()).toBe(0)
    expect(await phone.page.content()).not.toContain('the ink that')
  }
  // The choice was for one message.
  await alice.send('back to ink that stays')
  await bob.bubble('back to ink that stays').waitFor()
  await alice.choose('back to ink that stays', talk.info)
  await alice.dialog(talk.info).getByText('4 weeks after sending').waitFor()
  await alice.dialog(talk.info).getByRole('button', { name: talk.close }).click()
})

test('a clock from reading starts when it is seen: here when it is sent, there when it is opened', async () => {
  await bob.goBack()
  await chooseForNext(alice, 60, 5)
  await alice.send('burn after reading')
  await bob.row('alice').getByText(talk.unread(1)).waitFor()
  expect(await staysOn(alice, 'burn after reading')).toBeLessThan(9000)
  // Nobody has seen it there.
  await bob.row('alice').getByText('burn after reading').waitFor()
  await bob.openChat('alice')
  await bob.bubble('burn after reading').waitFor()
  const stayed = await staysOn(bob, 'burn after reading')
  expect(stayed).toBeGreaterThan(2000)
  expect(stayed).toBeLessThan(9000)
  await bob.goBack()
  expect(await bob.page.content()).not.toContain('burn after')
})

test('at a terminal both clocks hold too', async () => {
  const { terminal } = scene
  await alice.goBack()
  await alice.writeTo('tess', 'stays')
  await chooseForNext(alice, 15)
  await alice.send('gone by itself')
  await chooseForNext(alice, 60, 2)
  await alice.send('gone when read')
  await terminal.hears((line) => line.event === 'message' && line.text === 'gone when read')
  expect(await terminal.texts('alice')).toEqual(['stays', 'gone by itself', 'gone when read'])
  await staysOn(alice, 'gone by itself')
  await staysOn(alice, 'gone when read')
  await expectSoon(() => terminal.texts('alice'), ['stays', 'gone when read'])
  const read = await terminal.bot.ask({ do: 'read', to: 'alice' })
  await terminal.bot.ask({ do: 'seen', to: 'alice', messages: read!.messages!.map(({ number }) => number) })
  await expectSoon(() => terminal.texts('alice'), ['stays'])
})

test('the clock of a conversation is changed from its header: both sides say so, and messages of both keep to it', async () => {
  await alice.send('written before')
  await bob.bubble('written before').waitFor()
  await alice.button(/^Messages vanish/).click()
  await alice.setClock('fromSending', 5, 'minute')
  await alice.setClock('fromReading', 4, 'second')
  await alice.button(talk.setClocks).click()
  const line = talk.clockChanged(talk.afterBoth('5 minutes', '4 seconds'))
  for (const phone of [alice, bob]) await phone.screen.getByRole('listitem').filter({ hasText: line }).waitFor()
  await bob.button(talk.clocksOf(talk.afterBoth('5 minutes', '4 seconds'))).waitFor()
  await bob.send('short but sweet')
  await alice.bubble('short but sweet').waitFor()
  await Promise.all([staysOn(alice, 'short but sweet'), staysOn(bob, 'short but sweet')])
  for (const phone of [alice, bob]) {
    expect(await phone.bubble('written before').count()).toBe(1)
    expect(await phone.page.content()).not.toContain('short but')
  }
  // Longer than the conversation allows is not offered for one message.
  await bob.button(/^The next message vanishes/).click()
  await bob.setClock('fromSending', 6, 'minute')
  await bob.page
    .getByRole('alert')
    .filter({ hasText: talk.clockMax('5 minutes') })
    .waitFor()
  expect(await bob.button(talk.setClocks).isDisabled()).toBe(true)
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
