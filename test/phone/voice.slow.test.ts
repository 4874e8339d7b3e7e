/** Voice messages between two phones: spoken, heard, and gone when their time has come. */
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { held } from '../stage/fingers.ts'
import { say, type Phone } from '../stage/phone.ts'
import { enter, isFocused, tabTo } from './keys.ts'
import { isSoundAt, lastBytes, lastUrl, microphones, showPage, sounding, watchSound } from './page-voice.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'

const { voice, talk, house } = say
/** A microphone that beeps, and nobody who is asked. */
const scene = new Scene(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
  for (const { page } of [alice, bob]) await page.evaluate(watchSound)
}, 240_000)
afterAll(() => scene.close())
beforeEach(async () => {
  await Promise.all([alice.goHome(), bob.goHome()])
  await Promise.all([alice.openChat('bob'), bob.openChat('alice')])
}, 60_000)

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
const mic = (phone: Phone): Locator => phone.button(voice.record)
const cards = (phone: Phone): Locator => phone.screen.locator('.voice')
const newest = (phone: Phone): Locator => cards(phone).last()
const none = { open: 0 }
/** Until the recording runs. */
const speaks = (phone: Phone): Promise<void> =>
  phone.page.getByText(voice.isRecording, { exact: true }).waitFor({ state: 'attached' })

async function speak(phone: Phone, milliseconds: number): Promise<void> {
  await mic(phone).tap()
  await speaks(phone)
  await pause(milliseconds)
  await phone.button(voice.send).click()
}

/** Plays the newest one until it has begun. */
async function play(phone: Phone): Promise<void> {
  await newest(phone).getByRole('button', { name: /^Play/ }).click()
  await expectSoon(() => phone.page.evaluate(sounding), true)
}

describe('somebody speaks', { timeout: 120_000 }, () => {
  test('as long as the button is held: it goes out when the finger leaves', async () => {
    const before = await cards(bob).count()
    await held(alice.page, mic(alice), async () => {
      await speaks(alice)
      await pause(1600)
    })
    await expectSoon(() => cards(bob).count(), before + 1)
    await newest(bob)
      .getByText(/^0:0[12]$/)
      .waitFor()
    expect(await alice.page.evaluate(microphones)).toMatchObject(none)
    const shape = (await newest(bob).locator('.wave path').first().getAttribute('d'))!
    expect(new Set(shape.match(/v[\d.]+/g)).size, 'the microphone beeps now and then').toBeGreaterThan(3)
  })

  test('without a hand after a touch, stops, and sends what was said as an answer, for as long as was chosen', async () => {
    await alice.choose('you may', talk.reply)
    await mic(alice).tap()
    await speaks(alice)
    expect(await alice.page.evaluate(microphones)).toMatchObject({ open: 1 })
    await pause(900)
    await alice.button(voice.stop).click()
    await alice.page.getByText(voice.isStopped, { exact: true }).waitFor({ state: 'attached' })
    expect(await alice.page.evaluate(microphones)).toMatchObject(none)
    const before = await cards(bob).count()
    await alice.button(voice.send).click()
    await expectSoon(() => cards(bob).count(), before + 1)
    await bob.screen.locator('.bubble:has(.voice)').last().locator('.quote', { hasText: 'you may' }).waitFor()
    expect(await alice.page.getByText(talk.replyTo('bob')).count()).toBe(0)
  })

  test('and draws the finger aside, or upwards and throws it away: nothing is sent, and the microphone is given back', async () => {
    const before = await cards(alice).count()
    await held(alice.page, mic(alice), () => speaks(alice), { x: -150 })
    await mic(alice).waitFor()
    await expectSoon(() => alice.page.evaluate(microphones).then(({ open }) => open), 0)
    await held(alice.page, mic(alice), () => speaks(alice), { y: -120 })
    await alice.button(voice.cancel).click()
    await mic(alice).waitFor()
    await expectSoon(() => alice.page.evaluate(microphones).then(({ open }) => open), 0)
    await alice.send('that is all')
    await bob.bubble('that is all').waitFor()
    expect(await cards(alice).count()).toBe(before)
  })

  test('too shortly, and is told how it is done', async () => {
    const before = await cards(alice).count()
    await mic(alice).tap()
    await speaks(alice)
    await alice.button(voice.send).click()
    await alice.page.getByText(voice.tooShort).waitFor()
    expect([await cards(alice).count(), await alice.page.evaluate(microphones)]).toMatchObject([before, none])
  })

  test('by keys alone, and what had the focus is not lost', async () => {
    const { page } = alice
    await tabTo(page, alice.composer)
    await pause(500)
    await enter(page, mic(alice))
    await speaks(alice)
    await expect.poll(() => isFocused(alice.button(voice.send))).toBe(true)
    await pause(700)
    await enter(page, alice.button(voice.stop))
    await tabTo(page, alice.button(voice.cancel))
    await page.keyboard.press('Enter')
    await expect.poll(() => isFocused(mic(alice))).toBe(true)
    await pause(500)
    await page.keyboard.press('Enter')
    await speaks(alice)
    await pause(700)
    const before = await cards(bob).count()
    await page.keyboard.press('Enter')
    await expectSoon(() => cards(bob).count(), before + 1)
    await expect.poll(() => isFocused(mic(alice))).toBe(true)
  })

  test('and nobody sees the page any more: it stops, and what was said waits to be sent or thrown away', async () => {
    await mic(alice).tap()
    await speaks(alice)
    await pause(700)
    await alice.page.evaluate(showPage, 'hidden' as const)
    await alice.page.getByText(voice.isStopped, { exact: true }).waitFor({ state: 'attached' })
    expect(await alice.page.evaluate(microphones)).toMatchObject(none)
    await alice.page.evaluate(showPage, 'visible' as const)
    await alice.button(voice.cancel).click()
    await mic(alice).waitFor()
    expect(await alice.composer.isEnabled()).toBe(true)
  })

  test('and leaves the conversation: the microphone is given back, and nothing was sent', async () => {
    await mic(alice).tap()
    await speaks(alice)
    await alice.page.goBack()
    await alice.isAtList()
    expect(await alice.page.evaluate(microphones)).toMatchObject(none)
  })
})

describe('somebody hears', { timeout: 120_000 }, () => {
  test('it to its end, and faster; then nothing of it is in memory', async () => {
    await speak(alice, 3400)
    await newest(bob)
      .getByText(/^0:0[3-6]$/)
      .waitFor()
    await play(bob)
    const url = (await bob.page.evaluate(lastUrl))!
    expect(await bob.page.evaluate(isSoundAt, url), 'the control').toBe(true)
    const bytes = await bob.page.evaluate(lastBytes)
    expect(bytes).toContain('A_OPUS')
    for (const trace of ['Chrome', 'WebM', 'muxer']) expect(bytes, trace).not.toContain(trace)
    await newest(bob)
      .getByRole('button', { name: voice.speed('1') })
      .click()
    await newest(bob)
      .getByRole('button', { name: voice.speed('1.5') })
      .click()
    await newest(bob).getByText('2×').waitFor()
    await newest(bob).getByRole('button', { name: /^Play/ }).waitFor({ timeout: 10_000 })
    expect(await bob.page.evaluate(sounding)).toBe(false)
    expect(await bob.page.evaluate(isSoundAt, url)).toBe(false)
  })

  test('it from where they want, by keys and by the finger, and lets it wait', async () => {
    const slider = newest(bob).getByRole('slider', { name: voice.place })
    const at = async (): Promise<number> => Number(await slider.getAttribute('aria-valuenow'))
    await tabTo(bob.page, slider, 'Shift+Tab')
    await bob.page.keyboard.press('End')
    const end = Number(await slider.getAttribute('aria-valuemax'))
    expect(end).toBeGreaterThanOrEqual(3)
    await expectSoon(at, end)
    await bob.page.keyboard.press('ArrowLeft')
    await expectSoon(at, end - 1)
    await bob.page.keyboard.press('Home')
    await expectSoon(at, 0)
    expect(await bob.page.evaluate(sounding)).toBe(false)
    await bob.page.keyboard.press(' ')
    await expectSoon(() => bob.page.evaluate(sounding), true)
    await newest(bob).getByRole('button', { name: voice.pause }).click()
    await expectSoon(() => bob.page.evaluate(sounding), false)
    const { width, height } = (await slider.boundingBox())!
    await slider.tap({ position: { x: width * 0.75, y: height / 2 } })
    await expectSoon(at, 2)
    await bob.goBack()
    await bob.isAtList()
    expect(await bob.page.evaluate(isSoundAt, (await bob.page.evaluate(lastUrl))!)).toBe(false)
  })

  test('it while its time comes: it is silent in that moment, and gone', async () => {
    await alice.page.locator('.composer .clock-chip').click()
    await alice.setClock('fromSending', 20, 'second')
    await alice.button(talk.setClocks).click()
    const before = await cards(bob).count()
    await speak(alice, 14_000)
    await expectSoon(() => cards(bob).count(), before + 1)
    await pause(7000)
    await play(bob)
    const url = (await bob.page.evaluate(lastUrl))!
    await expect.poll(() => cards(bob).count(), { timeout: 30_000 }).toBe(before)
    expect(await bob.page.evaluate(sounding)).toBe(false)
    expect(await bob.page.evaluate(isSoundAt, url)).toBe(false)
  })

  test('and speaks in another tab, and both end with the lock', async () => {
    const tab = await bob.anotherTab()
    await tab.openChat('alice')
    const told: string[] = []
    await tab.page.exposeFunction('tellTest', (what: string) => told.push(what))
    await bob.page.exposeFunction('tellTest', (what: string) => told.push(what))
    await tab.page.evaluate(watchSound)
    const before = await cards(alice).count()
    await speak(tab, 900)
    await expectSoon(() => cards(alice).count(), before + 1)
    await expectSoon(() => cards(bob).count(), before + 1)
    await alice.page.bringToFront()
    await speak(alice, 15_400)
    await newest(bob)
      .getByText(/^0:1[5-9]$/)
      .waitFor()
    await play(bob)
    await mic(tab).tap()
    await speaks(tab)
    told.length = 0
    const third = await bob.anotherTab()
    await third.toSettings()
    await third.page.getByRole('button', { name: house.settings.lockNow }).click()
    for (const locked of [tab, bob, third]) await locked.isLocked()
    expect(told.toSorted()).toEqual(['microphone given back', 'silent'])
    await third.page.close()
    await tab.page.close()
    await bob.unlock()
    await bob.isAtList()
    await bob.page.evaluate(watchSound)
  })
})

test('nothing was complained about, and nothing of it stands in an address', () => {
  expect([...alice.complaints, ...bob.complaints]).toEqual([])
})
