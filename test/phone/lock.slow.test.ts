/** Locking: the worker with the keys ends, and neither the page's memory nor the screen holds what was there before. */
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keysOf } from '../attacker/keys.ts'
import { filesOfProfile, keyringsIn } from '../attacker/profile.ts'
import { phoneSize, say } from '../stage/phone.ts'
import { quietPort } from '../stage/quiet-port.ts'
import { homeSlot } from '../../packages/engine/src/vault/keyring-format.ts'
import { Hand, passphrase } from './hand.ts'
import { heldIn, workersIn } from './heap.ts'
import { OtherSide } from './other-side.ts'

const { house, talk } = say
const names = { me: 'ottoline-finch', other: 'marguerite.vole' }
const texts = { written: 'what was written before the lock', received: 'what was received before the lock' }

let side: OtherSide
let context: BrowserContext
let page: Page
let hand: Hand
let port: number
let needles: Readonly<Record<string, string | Uint8Array>>

beforeAll(async () => {
  side = await OtherSide.begin({ name: names.other, to: names.me })
  port = await quietPort()
  const profile = join(side.folder, 'profile')
  context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', `--remote-debugging-port=${port}`],
    // As people have it: pages that were left may be kept for going back.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    viewport: phoneSize,
    reducedMotion: 'reduce',
  })
  page = await context.newPage()
  hand = handOn(page)
  await page.goto(await side.invite())
  await hand.join(names.me)
  await hand.writeTo(names.other, texts.written)
  await side.gets(texts.written)
  await side.send(texts.received)
  await hand.sees(texts.received)
  const [keyring] = keyringsIn(filesOfProfile(profile))
  const keys = await keysOf({ passphrase, files: new Map([['keyring', keyring!]]) })
  needles = { ...names, ...texts, passphrase, 'home key': keys.bySlot.get(homeSlot)! }
}, 60_000)
afterAll(async () => {
  await context?.close()
  await side?.end()
})

const handOn = (on: Page): Hand =>
  new Hand({
    evaluate: (work, given) => on.evaluate(work as never, given as never),
    close: () => on.close(),
  })

const held = (): Promise<readonly string[]> => heldIn(port, side.origin, needles)

/** What can be read, and that the picture is the one of an app that has shown nothing yet. */
async function showsOnlyTheLock(): Promise<void> {
  await hand.sees(house.lockScreen.title)
  const shown = await hand.text()
  for (const hidden of [...Object.values(names), ...Object.values(texts)]) expect(shown).not.toContain(hidden)
  const locked = await picture()
  await page.reload()
  expect(locked.equals(await picture())).toBe(true)
}

/** When all of it stands: the field is ready to be written into. */
async function picture(): Promise<Buffer> {
  await page.locator('input:focus').waitFor()
  return page.screenshot()
}

async function open(): Promise<void> {
  await hand.unlock()
  await hand.openChat(names.other)
  await hand.sees(...Object.values(texts))
}

it('is the control: all of it lies in the memory of page and worker while the app is open', async () => {
  expect(await held()).toEqual(expect.arrayContaining([...Object.keys(names), ...Object.keys(texts), 'home key']))
  expect(await workersIn(port)).toHaveLength(1)
})

it('leaves nothing of it, by hand, in any tab', async () => {
  const second = await context.newPage()
  const secondHand = handOn(second)
  await second.goto(side.origin)
  await secondHand.sees(texts.received)
  const before = await workersIn(port)
  expect(before).toHaveLength(2)
  await hand.press(talk.back)
  await hand.press(talk.settings)
  await hand.press(house.settings.lockNow)
  await hand.sees(house.lockScreen.title)
  await secondHand.sees(house.lockScreen.title)
  const after = await workersIn(port)
  expect(after.filter((one) => before.includes(one))).toEqual([])
  expect(await held()).toEqual([])
  await second.close()
  await showsOnlyTheLock()
})

it('holds the passphrase while it stands in its field, and not after unlocking and locking', async () => {
  await hand.write(house.lockScreen.passphrase, passphrase)
  expect(await held()).toEqual(['passphrase'])
  await open()
  await hand.press(talk.back)
  await hand.press(talk.settings)
  await hand.press(house.settings.lockNow)
  await hand.sees(house.lockScreen.title)
  expect(await held()).toEqual([])
})

it('leaves nothing of it when it locks by itself', async () => {
  await open()
  const before = await workersIn(port)
  expect(await held()).toContain('home key')
  // The usual time without use is over.
  await page.evaluate(`{ const real = Date.now; Date.now = () => real() + 3_600_000 }`)
  await hand.sees(house.lockScreen.title)
  expect((await workersIn(port)).filter((one) => before.includes(one))).toEqual([])
  expect(await held()).toEqual([])
  await showsOnlyTheLock()
})
