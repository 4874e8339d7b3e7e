/** Somebody turns the device's clock back and forward: nothing lives longer, nothing comes back, nothing else breaks. */
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { filesOfProfile, ProfileAttacker } from '../attacker/profile.ts'
import { say } from '../stage/phone.ts'
import { turnClock, type TurnedClock } from './clock-turned.ts'
import { everShown, noteShown } from './ever-shown.ts'
import { Hand, passphrase } from './hand.ts'
import { OtherSide } from './other-side.ts'

const { talk } = say
const [hour, day, year] = [3600, 86_400, 365 * 86_400]
const texts = {
  minutes: 'what lives for two minutes',
  hours: 'what lives for eight hours',
  days: 'what lives for three days',
  weeks: 'what lives for four weeks',
}

let side: OtherSide
let context: BrowserContext
let page: Page
let hand: Hand
let clock: TurnedClock
const attacker = new ProfileAttacker()

beforeAll(async () => {
  side = await OtherSide.begin()
  context = await chromium.launchPersistentContext(join(side.folder, 'profile'), {
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    serviceWorkers: 'block',
    // What stands before its scripts makes Chromium forget that they came from this machine.
    permissions: ['local-network-access'],
  })
  clock = await turnClock(context)
  await noteShown(context)
  await open(await side.invite())
  await hand.join('alice')
  await hand.writeTo('bob', texts.weeks)
  await side.gets(texts.weeks)
  await side.send(texts.days, '3d')
  await side.send(texts.hours, '8h')
  await side.send(texts.minutes, '2m')
  await hand.sees(...Object.values(texts))
}, 60_000)
afterAll(async () => {
  await context?.close()
  await side?.end()
})

async function open(address: string): Promise<void> {
  await page?.close()
  page = await context.newPage()
  await page.goto(address)
  hand = new Hand({
    evaluate: (work, given) => page.evaluate(work as never, given as never),
    close: () => page.close(),
  })
}

/** The app begins anew at another time, as far as anybody there can tell. Seconds from the real one. */
async function startAt(seconds: number): Promise<void> {
  await page.close()
  await clock.turn(seconds)
  await open(side.origin)
  await hand.unlock()
  await hand.openChat('bob')
  await hand.sees(talk.beginning('bob'))
}

/** Which of them were on the screen since the app began, or can be read by the attacker. */
async function left(...texts: readonly string[]): Promise<readonly string[]> {
  const shown = await everShown(hand.page)
  const found = await read(...texts)
  return texts.filter((text) => shown.includes(text) || found.includes(text))
}

async function read(...wanted: readonly string[]): Promise<readonly string[]> {
  const all = [...filesOfProfile(join(side.folder, 'profile'))].filter(([path]) => /IndexedDB|File System/.test(path))
  const found = await attacker.attack(new Map(all), passphrase, { texts: wanted })
  return wanted.filter((text) => found.get(text)!.length > 0)
}

it('is the control: all of it can be read while it lives', async () => {
  expect(await read(...Object.values(texts))).toEqual(Object.values(texts))
})

it('set back by an hour, lengthens no life: two minutes later two minutes are over', async () => {
  await startAt(-hour)
  await hand.sees(...Object.values(texts))
  expect(await everShown(hand.page), 'the control').toContain(texts.minutes)
  await clock.turn(-hour + 110)
  await hand.sees(texts.minutes)
  await clock.turn(-hour + 125)
  await hand.seesNoMore(texts.minutes)
  // The worker looks once a second, as the page does, but not in the same moment.
  await expect.poll(() => read(texts.minutes), { timeout: 3000 }).toEqual([])
  await hand.sees(texts.hours, texts.days, texts.weeks)
  await startAt(-day)
  expect(await left(texts.minutes)).toEqual([])
  await hand.sees(texts.hours, texts.days, texts.weeks)
})

it('set forward by a day, ends what a day ends before anything is shown, and nothing else', async () => {
  await startAt(day)
  expect(await left(texts.minutes, texts.hours)).toEqual([])
  await hand.sees(texts.days, texts.weeks)
  await hand.send('written a day ahead')
  await side.gets('written a day ahead')
})

it('right again, brings nothing back, and lets what comes live as long as it should', async () => {
  await startAt(0)
  expect(await left(texts.minutes, texts.hours)).toEqual([])
  await hand.sees(texts.days, texts.weeks)
  await side.send('for an hour', '1h')
  await hand.sees('for an hour')
  await clock.turn(hour - 60)
  await hand.sees('for an hour')
  await clock.turn(hour + 10)
  await hand.seesNoMore('for an hour')
})

it('set forward by a year, ends everything; right again, the conversation goes on', async () => {
  await startAt(year)
  expect(await left(...Object.values(texts))).toEqual([])
  await startAt(0)
  expect(await left(...Object.values(texts))).toEqual([])
  await side.send('after the year', '1h')
  await hand.sees('after the year')
  await hand.send('and an answer')
  await side.gets('and an answer')
  await startAt(0)
  await hand.sees('after the year', 'and an answer')
})
