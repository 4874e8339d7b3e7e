/** Typing notices: who tells others that they are writing is told it of them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'
import { amissOn } from './traces.ts'

const { talk } = say
const name = 'harbour'
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
}, 120_000)
afterAll(() => scene.close())

const inBar = (phone: Phone, line: string) => phone.page.locator('.talk-who').getByText(line)

/** One letter after another, until somebody sees it. */
async function types(phone: Phone, seen: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end && !(await seen());)
    await phone.composer.pressSequentially('la ', { delay: 50 })
}

test('nobody sees it unless both want it', async () => {
  await alice.turn(say.house.settings.typing, true)
  await alice.openChat('bob')
  await alice.composer.pressSequentially('can you see me?')
  // As long as it would take to come, and less than it would stand there.
  const start = performance.now()
  await expectSoon(async () => performance.now() - start > 4000, true)
  expect(await inBar(bob, talk.writing).count()).toBe(0)
})

test('where both do, it stands above the conversation and in the list, until what was written is there', async () => {
  await bob.turn(say.house.settings.typing, true)
  await types(alice, () => bob.row('alice').getByText(talk.writing).isVisible())
  expect(await bob.row('alice').getByText(talk.writing).count()).toBe(1)
  await bob.openChat('alice')
  await types(alice, () => inBar(bob, talk.writing).isVisible())
  expect(await inBar(bob, talk.writing).count()).toBe(1)
  await alice.send('here it is')
  await bob.bubble('here it is').waitFor()
  // Sooner than it would go by itself.
  await expect.poll(() => inBar(bob, talk.writing).count(), { timeout: 4000 }).toBe(0)
})

test('in a group it says who', async () => {
  await scene.group(alice, name, 'bob')
  await bob.goHome()
  await bob.openChat(name)
  await bob.send('here')
  await alice.bubble('here').waitFor()
  const line = talk.writingBy('alice', 1)
  await types(alice, () => inBar(bob, line).isVisible())
  expect(await inBar(bob, line).count()).toBe(1)
  // Whoever stops says nothing of it.
  await expectSoon(() => inBar(bob, line).count(), 0)
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
