/** Locking and unlocking, in one tab and in several. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { say, strongPassphrase, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { amissOn } from './traces.ts'

const { settings } = say.house
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
}, 60_000)
afterAll(() => scene.close())

// Each test begins with an open list in the only tab, which therefore holds the keys.
beforeEach(async () => {
  await alice.page.reload()
  await alice.unlock()
  await alice.isAtList()
}, 60_000)

async function lockBy(phone: Phone): Promise<void> {
  await phone.toSettings()
  await phone.button(settings.lockNow).click()
}

test('locking clears the screen; another passphrase is refused, the right one brings everything back', async () => {
  await bob.send('before the lock')
  await alice.openChat('bob')
  await alice.bubble('before the lock').waitFor()
  await alice.composer.fill('to be contin')
  await alice.goBack()
  await lockBy(alice)
  await alice.isLocked()
  expect(await alice.page.content()).not.toContain('before the lock')
  expect(await alice.page.content()).not.toContain('bob')

  await bob.send('while it was locked')
  await bob.bubbleThatIs('sent', 'while it was locked').waitFor()
  await alice.unlock(`${strongPassphrase}s`)
  await alice.page.getByRole('alert').filter({ hasText: say.refusals['wrong-passphrase'] }).waitFor()
  expect(await alice.page.content()).not.toContain('bob')
  await alice.unlock()
  await alice.isAtList()
  await alice.row('bob').getByText('to be contin').waitFor()
  await alice.openChat('bob')
  await alice.bubble('while it was locked').waitFor()
  expect(await alice.bubble('before the lock').count()).toBe(1)
  expect(await alice.composer.inputValue()).toBe('to be contin')
  await alice.composer.fill('')
  await alice.goBack()
})

test('a second tab needs no passphrase and shows the same; what one of them sends or deletes the other shows', async () => {
  const tab = await alice.anotherTab()
  await tab.isAtList()
  await tab.openChat('bob')
  await alice.page.bringToFront()
  await alice.openChat('bob')
  await tab.page.bringToFront()
  await tab.send('from the second tab')
  await alice.bubbleThatIs('sent', 'from the second tab').waitFor()
  await bob.bubble('from the second tab').waitFor()
  await alice.page.bringToFront()
  await alice.send('from the first tab')
  await tab.bubbleThatIs('sent', 'from the first tab').waitFor()
  await bob.send('to both')
  await tab.bubble('to both').waitFor()
  await alice.bubble('to both').waitFor()
  await alice.choose('to both', say.talk.deleteForMe)
  await alice.dialog(say.talk.deleteForMeTitle).getByRole('button', { name: say.talk.delete }).click()
  await tab.bubble('to both').waitFor({ state: 'detached' })
  for (const one of [alice, tab]) expect(await one.bubble('from the second tab').count()).toBe(1)
  await tab.page.close()
  // A follower that goes takes nothing along.
  await alice.send('alone again')
  await bob.bubble('alone again').waitFor()
  await alice.goBack()
})

test('one tab locks all of them, and one opens all of them', async () => {
  const tab = await alice.anotherTab()
  await tab.isAtList()
  await lockBy(tab)
  await Promise.all([tab.isLocked(), alice.isLocked()])
  for (const one of [alice, tab]) expect(await one.page.content()).not.toContain('bob')
  await alice.page.bringToFront()
  await alice.unlock()
  await Promise.all([alice.isAtList(), tab.isAtList()])
  await tab.page.close()
})

test('when the tab with the keys is closed the other is at the lock screen, and unlocks', async () => {
  const tab = await alice.anotherTab()
  await tab.isAtList()
  const old = alice
  alice = tab
  await old.page.close()
  await tab.isLocked()
  expect(await tab.page.content()).not.toContain('bob')
  await tab.unlock()
  await tab.isAtList()
  await tab.openChat('bob')
  await tab.send('still here')
  await bob.bubble('still here').waitFor()
  await tab.goBack()
})

test('a tab that is opened while the one with the keys sleeps says so, and goes on by itself when that one wakes', async () => {
  const [worker] = alice.page.workers()
  let awake = false
  const sleeping = worker!.evaluate(() => {
    for (const end = Date.now() + 20_000; Date.now() < end;);
  })
  void sleeping.then(() => (awake = true))
  const tab = await alice.anotherTab()
  await tab.page.getByRole('heading', { name: say.house.trouble.asleepTitle }).waitFor()
  expect(awake).toBe(false)
  await sleeping
  await tab.isAtList()
  await tab.page.close()
}, 90_000)

test('it locks by itself after a time without use, in every tab', async () => {
  const tab = await alice.anotherTab()
  await tab.isAtList()
  // The settings offer a minute at least; nobody waits that long here.
  await alice.page.evaluate(`localStorage.setItem('ebb.preferences', JSON.stringify({ lockAfter: 0.1 }))`)
  await tab.page.reload()
  await alice.page.reload()
  await alice.unlock()
  await Promise.all([alice.isAtList(), tab.isAtList()])
  await Promise.all([alice.isLocked(), tab.isLocked()])
  for (const one of [alice, tab]) expect(await one.page.content()).not.toContain('bob')
  await tab.page.close()
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
