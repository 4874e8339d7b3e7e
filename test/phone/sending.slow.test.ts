/** The moment in which something is tapped away: its bubble is drawn first, and all else a frame later. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'
import { amissOn } from './traces.ts'

/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: { querySelector(selector: string): Field | null }
declare const history: { back(): void }
interface Field {
  value: string
  click(): void
  dispatchEvent(event: Event): void
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

/** In the page: the button twice, and more is written, before anything is drawn. */
function sendTwiceAndWrite(next: string): void {
  const button = document.querySelector('.composer [type=submit]')!
  button.click()
  button.click()
  const field = document.querySelector('.composer textarea')!
  field.value = next
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

function sendAndLeave(): void {
  document.querySelector('.composer [type=submit]')!.click()
  history.back()
}

test('what is pressed twice goes once, and what is written in the same moment stays', async () => {
  await alice.composer.fill('only once')
  await alice.page.evaluate(sendTwiceAndWrite, 'and then this')
  await bob.bubble('only once').waitFor()
  expect(await alice.composer.inputValue()).toBe('and then this')
  await alice.button(talk.send).click()
  await bob.bubble('and then this').waitFor()
  expect(await bob.bubble('only once').count()).toBe(1)
  expect(await alice.composer.inputValue()).toBe('')
})

test('the same words again are another message', async () => {
  for (let i = 1; i <= 3; i++) {
    await alice.composer.fill('again')
    await alice.button(talk.send).click()
    await expectSoon(() => bob.bubble('again').count(), i)
  }
  expect(await alice.composer.inputValue()).toBe('')
})

test('who leaves with the tap has sent it, and nothing of it is a draft', async () => {
  await alice.composer.fill('on the way out')
  await alice.page.evaluate(sendAndLeave)
  await bob.bubble('on the way out').waitFor()
  await alice.isAtList()
  expect(await alice.row('bob').getByText(talk.draft).count()).toBe(0)
  await alice.openChat('bob')
  await alice.bubbleThatIs('sent', 'on the way out').waitFor()
  expect(await alice.composer.inputValue()).toBe('')
})

test('nothing was amiss', async () => {
  expect(await amissOn(scene)).toEqual([])
})
