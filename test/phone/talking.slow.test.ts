/** Two phones and a terminal talk. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { drawAside } from '../stage/fingers.ts'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'
import { amissOn } from './traces.ts'

/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: { querySelectorAll(selector: string): Iterable<Said> }
declare const history: { back(): void }
declare const requestAnimationFrame: (run: () => void) => void
declare const cancelAnimationFrame: (which: number) => void
interface Said {
  readonly textContent: string
  checkVisibility(how: { readonly visibilityProperty: boolean }): boolean
}

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

/** From one of a conversation to the other, until it is there. */
async function tell(from: Phone, to: Phone, text: string): Promise<void> {
  await from.send(text)
  await to.bubble(text).waitFor()
}

/** In a page: goes back in the frame after this stands on the screen. Resolves to for how many milliseconds it stood there. */
function leaveAsSoonAs(text: string): Promise<number> {
  return new Promise((resolve) => {
    const look = (shown: number | undefined): void => {
      const said = [...document.querySelectorAll('.talk-scroll .bubble-text')].find((one) => one.textContent === text)
      const isShown = said?.checkVisibility({ visibilityProperty: true }) === true
      if (shown === undefined || !isShown) {
        requestAnimationFrame(() => look(isShown ? performance.now() : undefined))
        return
      }
      history.back()
      resolve(performance.now() - shown)
    }
    look(undefined)
  })
}

/** In the page: in the frame in which a text is drawn, frames are stopped; a moment later the person leaves. */
function leaveAfterOneFrame(text: string): Promise<void> {
  return new Promise((resolve) => {
    const [frame, cancel] = [requestAnimationFrame, cancelAnimationFrame]
    const waiting = new Map<number, () => void>()
    const stop = (): void => {
      // Numbers that no frame of the browser's has.
      let last = 0
      const request = (run: () => void): number => {
        waiting.set(--last, run)
        return last
      }
      const forget = (which: number): void => {
        if (!waiting.delete(which)) cancel(which)
      }
      Object.assign(globalThis, { requestAnimationFrame: request, cancelAnimationFrame: forget })
    }
    const leave = (): void => {
      history.back()
      setTimeout(() => {
        Object.assign(globalThis, { requestAnimationFrame: frame, cancelAnimationFrame: cancel })
        for (const run of waiting.values()) frame(run)
        resolve()
      }, 500)
    }
    const look = (): void => {
      const isDrawn = [...document.querySelectorAll('.talk-scroll .bubble-text')].some(
        (one) => one.textContent === text,
      )
      if (!isDrawn) {
        frame(look)
        return
      }
      stop()
      setTimeout(leave, 100)
    }
    look()
  })
}

/** By the list, which lies under the conversation. */
const isRead = (phone: Phone): Promise<void> => expectSoon(() => phone.page.getByText(/unread message/).count(), 0)

test('what one phone sends the other shows, both ways, and the server has it', async () => {
  await tell(alice, bob, 'the tide is low at six')
  await tell(bob, alice, 'then we walk at five')
  await alice.bubbleThatIs('sent', 'the tide is low at six').waitFor()
  await bob.bubbleThatIs('sent', 'then we walk at five').waitFor()
  expect(await alice.bubble('then we walk at five').count()).toBe(1)
  // What is read aloud of an arrival does not stay, also where something else is said at once.
  await expectSoon(() => alice.page.getByText(talk.arrived('bob')).count(), 0)
  await expectSoon(() => bob.page.getByText(talk.arrived('alice')).count(), 0)
})

test('a phone and a terminal talk, and what is unread is counted until it is opened', async () => {
  const { terminal } = scene
  await alice.goBack()
  await alice.writeTo('tess', 'is anybody on watch?')
  await terminal.hears((line) => line.event === 'message' && line.text === 'is anybody on watch?')
  await terminal.bot.ask({ do: 'send', to: '@alice', text: 'all night' })
  await alice.bubble('all night').waitFor()
  await isRead(alice)
  await alice.goBack()
  for (const text of ['one ship', 'and another']) await terminal.bot.ask({ do: 'send', to: '@alice', text })
  await alice.row('tess').getByText(talk.unread(2)).waitFor()
  await alice.openChat('tess')
  await alice.bubble('and another').waitFor()
  await isRead(alice)
  expect(await terminal.texts('alice')).toEqual(['is anybody on watch?', 'all night', 'one ship', 'and another'])
})

/** A message of tess's comes, and alice opens the conversation and leaves it in this way: it is read. */
async function expectRead<T>(text: string, leave: (text: string) => Promise<T>): Promise<T> {
  await alice.goBack()
  await scene.terminal.bot.ask({ do: 'send', to: '@alice', text })
  await alice.row('tess').getByText(talk.unread(1)).waitFor()
  const left = alice.page.evaluate(leave, text)
  await alice.row('tess').getByRole('button').first().click()
  const so = await left
  await alice.isAtList()
  await isRead(alice)
  return so
}

test('what somebody has before their eyes for a moment only is read', async () => {
  expect(await expectRead('a short word', leaveAsSoonAs)).toBeLessThan(200)
})

test('the same where no second frame comes before it is left', async () => {
  await expectRead('a shorter word', leaveAfterOneFrame)
})

test('a long press answers a message, and so does drawing it aside; both sides show what is answered', async () => {
  await tell(alice, bob, 'bring the red lamp')
  await bob.choose('bring the red lamp', talk.reply)
  await bob.page.getByText(talk.replyTo('alice')).waitFor()
  await tell(bob, alice, 'which one?')
  expect(await alice.quoteIn('which one?').innerText()).toContain('bring the red lamp')
  expect(await bob.quoteIn('which one?').innerText()).toContain('bring the red lamp')

  await drawAside(alice.page, alice.bubble('which one?').locator('.bubble'), 90)
  await alice.page.getByText(talk.replyTo('bob')).waitFor()
  await tell(alice, bob, 'the one on the hook')
  expect(await bob.quoteIn('the one on the hook').innerText()).toContain('which one?')
  // Nothing is answered any more.
  await tell(alice, bob, 'by the door')
  expect(await bob.quoteIn('by the door').count()).toBe(0)
})

test('a message is deleted here, and only here', async () => {
  await tell(alice, bob, 'forget what I said')
  await alice.choose('forget what I said', talk.deleteForMe)
  await alice.dialog(talk.deleteForMeTitle).getByRole('button', { name: talk.delete }).click()
  await alice.bubble('forget what I said').waitFor({ state: 'detached' })
  // What the other side says afterwards comes after whatever this could have told it.
  await tell(alice, bob, 'anyway')
  expect(await bob.bubble('forget what I said').count()).toBe(1)
})

test('a message is deleted for everyone, and what quotes it with it; of others none can be', async () => {
  await tell(alice, bob, 'the key is under the stone')
  await bob.choose('the key is under the stone', talk.reply)
  await tell(bob, alice, 'do not write that')
  expect(await alice.quoteIn('do not write that').count()).toBe(1)

  await bob.openMenu('the key is under the stone')
  expect(await bob.page.getByRole('menuitem', { name: talk.deleteForMe }).count()).toBe(1)
  expect(await bob.page.getByRole('menuitem', { name: talk.deleteForAll }).count()).toBe(0)
  await bob.page.keyboard.press('Escape')
  await alice.choose('the key is under the stone', talk.deleteForAll)
  await alice.dialog(talk.deleteForAllTitle).getByRole('button', { name: talk.delete }).click()
  for (const phone of [alice, bob]) {
    await phone.bubble('the key is under the stone').waitFor({ state: 'detached' })
    await expectSoon(() => phone.quoteIn('do not write that').count(), 0)
    expect(await phone.bubble('do not write that').count()).toBe(1)
    expect(await phone.page.getByText('under the stone').count()).toBe(0)
  }
})

test('what is being written survives leaving the conversation', async () => {
  await alice.composer.fill('half a thou')
  await alice.goBack()
  await alice.row('bob').getByText('half a thou').waitFor()
  await alice.openChat('bob')
  expect(await alice.composer.inputValue()).toBe('half a thou')
  await tell(alice, bob, 'half a thought')
  await alice.goBack()
  await expectSoon(() => alice.row('bob').getByText(talk.draft).count(), 0)
  await alice.openChat('bob')
  expect(await alice.composer.inputValue()).toBe('')
})

test('so does what is being written to somebody for the first time', async () => {
  const toNobodyYet = async (): Promise<void> => {
    await alice.goHome()
    await alice.button(talk.newChat).click()
    await alice.page.getByRole('textbox', { name: talk.whoTo }).fill('carla')
    await alice.button(talk.write).click()
    await alice.composer.waitFor()
  }
  await toNobodyYet()
  await alice.composer.fill('we have not met')
  await toNobodyYet()
  expect(await alice.composer.inputValue()).toBe('we have not met')
  await alice.composer.fill('')
  await toNobodyYet()
  expect(await alice.composer.inputValue()).toBe('')
})

test('search finds a message whatever its case, opens it, and finds nothing that is gone', async () => {
  await tell(bob, alice, 'the Heron nests in March')
  await alice.goBack()
  await alice.button(talk.search).click()
  const field = alice.page.getByRole('searchbox', { name: talk.searchEverything })
  await field.fill('heRON')
  const hit = alice.screen.getByRole('listitem').filter({ hasText: 'the Heron nests' })
  await hit.getByRole('button').click()
  await alice.bubble('the Heron nests in March').waitFor()

  await bob.choose('the Heron nests in March', talk.deleteForAll)
  await bob.dialog(talk.deleteForAllTitle).getByRole('button', { name: talk.delete }).click()
  await alice.bubble('the Heron nests in March').waitFor({ state: 'detached' })
  await alice.goBack()
  await field.fill('heron')
  await alice.page.getByText(talk.nothingFound, { exact: true }).waitFor()
  expect(await hit.count()).toBe(0)
  await field.fill('half a thought')
  await alice.screen.getByRole('listitem').filter({ hasText: 'half a thought' }).waitFor()
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
