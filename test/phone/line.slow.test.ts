/** A bad line: no network, a server that goes and comes, a page that is loaded anew in the middle of everything. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { amissOn } from './traces.ts'

const { talk } = say
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
  // From then on a phone can start without a network.
  await alice.page.evaluate('navigator.serviceWorker.ready.then(() => true)')
}, 60_000)
afterAll(() => scene.close())

const isOffline = (phone: Phone): Promise<void> => phone.screen.getByText(talk.offline).waitFor()
const isOnline = (phone: Phone): Promise<void> => phone.screen.getByText(talk.offline).waitFor({ state: 'detached' })

test('what is written without a network waits, says so, and goes out when there is one again', async () => {
  await scene.takeOffline(alice)
  await isOffline(alice)
  await alice.send('written in a tunnel')
  await alice.bubbleThatIs('queued', 'written in a tunnel').waitFor()
  await bob.send('where are you?')
  await bob.bubbleThatIs('sent', 'where are you?').waitFor()
  expect(await bob.bubble('written in a tunnel').count()).toBe(0)
  expect(await alice.bubble('where are you?').count()).toBe(0)

  await scene.bringBack(alice)
  await bob.bubble('written in a tunnel').waitFor()
  await alice.bubbleThatIs('sent', 'written in a tunnel').waitFor()
  await alice.bubble('where are you?').waitFor()
  await isOnline(alice)
})

test('unlocked with a good line, nothing is said of the moment until it is there', async () => {
  await bob.page.reload()
  await bob.isLocked()
  const seen = (): Promise<boolean> => bob.page.evaluate('globalThis.bannerSeen === true')
  await bob.page.evaluate(`new MutationObserver(() => {
    if (document.querySelector('.banner')) globalThis.bannerSeen = true
  }).observe(document.body, { childList: true, subtree: true })`)
  await bob.unlock()
  await bob.openChat('alice')
  await bob.send('back already')
  await bob.bubbleThatIs('sent', 'back already').waitFor()
  expect(await seen()).toBe(false)
  await scene.takeOffline(bob)
  await isOffline(bob)
  expect(await seen()).toBe(true)
  await scene.bringBack(bob)
  await isOnline(bob)
})

test('the server stops and comes back: both go on, and what was written meanwhile arrives once', async () => {
  await scene.server.kill()
  await Promise.all([isOffline(alice), isOffline(bob)])
  await alice.send('is it only me?')
  await alice.bubbleThatIs('queued', 'is it only me?').waitFor()
  await bob.send('no, me too')
  await bob.bubbleThatIs('queued', 'no, me too').waitFor()
  await scene.server.start()
  await bob.bubble('is it only me?').waitFor()
  await alice.bubble('no, me too').waitFor()
  await alice.bubbleThatIs('sent', 'is it only me?').waitFor()
  await bob.bubbleThatIs('sent', 'no, me too').waitFor()
  for (const phone of [alice, bob])
    for (const text of ['is it only me?', 'no, me too']) expect(await phone.bubble(text).count()).toBe(1)
})

test('loaded anew when the server has it and the answer was lost: it arrives once', async () => {
  scene.wayOf(alice).deafen()
  await alice.send('did you get this?')
  await bob.bubble('did you get this?').waitFor()
  expect(await alice.bubbleThatIs('queued', 'did you get this?').count()).toBe(1)
  await alice.page.reload()
  scene.wayOf(alice).mend()
  await alice.unlock()
  await alice.openChat('bob')
  await alice.bubbleThatIs('sent', 'did you get this?').waitFor()
  await alice.send('and this?')
  await bob.bubble('and this?').waitFor()
  for (const phone of [alice, bob]) expect(await phone.bubble('did you get this?').count()).toBe(1)
})

test('loaded anew at the very moment of sending: it arrives once', async () => {
  const texts = ['first try', 'second try', 'third try']
  for (const text of texts) {
    await alice.composer.fill(text)
    await alice.page.evaluate(`document.querySelector('.composer').requestSubmit(), location.reload()`)
    await alice.isLocked()
    await alice.unlock()
    await alice.openChat('bob')
  }
  await alice.send('that was all')
  await bob.bubble('that was all').waitFor()
  for (const text of texts) for (const phone of [alice, bob]) expect(await phone.bubble(text).count(), text).toBe(1)
})

test('it starts without a network: locked, opened by the passphrase, with everything that was there', async () => {
  await scene.takeOffline(alice)
  await alice.page.reload()
  await alice.isLocked()
  await alice.unlock()
  await alice.openChat('bob')
  await alice.bubble('that was all').waitFor()
  await isOffline(alice)
  for (const text of ['where are you?', 'did you get this?']) expect(await alice.bubble(text).count()).toBe(1)
  await alice.send('written before there was a way')
  await alice.bubbleThatIs('queued', 'written before there was a way').waitFor()
  await scene.bringBack(alice)
  await bob.bubble('written before there was a way').waitFor()
  await alice.bubbleThatIs('sent', 'written before there was a way').waitFor()
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
