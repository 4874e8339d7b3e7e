/** Receipts: nobody learns of reading unless both want it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
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

/** Alice writes, bob has it before his eyes and answers. */
async function askAndAnswer(question: string): Promise<void> {
  await alice.send(question)
  await bob.bubble(question).waitFor()
  // In the list, which lies under the conversation.
  await expectSoon(() => bob.page.getByText(talk.unread(1)).count(), 0)
  await bob.send(`yes: ${question}`)
  await alice.bubble(`yes: ${question}`).waitFor()
}

/** They are collected for three seconds: whoever looks sooner sees none, whatever is wrong. */
async function receiptsAreOut(): Promise<void> {
  const start = performance.now()
  await expectSoon(async () => performance.now() - start > 5000, true)
}

test('nobody is told unless they asked for it, and whoever asks alone neither', async () => {
  await askAndAnswer('did you read this?')
  expect(await alice.bubbleThatIs('sent', 'did you read this?').count()).toBe(1)
  await alice.turn(say.house.settings.receipts, true)
  await alice.openChat('bob')
  await askAndAnswer('and this one?')
  await receiptsAreOut()
  expect(await alice.bubbleThatIs('sent', 'and this one?').count()).toBe(1)
  expect(await bob.bubbleThatIs('sent', 'yes: and this one?').count()).toBe(1)
})

test('where both want them, a message is delivered, and read when it is before their eyes', async () => {
  await bob.turn(say.house.settings.receipts, true)
  await bob.openChat('alice')
  await bob.goBack()
  await alice.send('what about now?')
  await alice.bubbleThatIs('delivered', 'what about now?').waitFor()
  expect(await alice.bubbleThatIs('read', 'what about now?').count()).toBe(0)
  await bob.openChat('alice')
  await alice.bubbleThatIs('read', 'what about now?').waitFor()
  await bob.send('now you see me')
  await bob.bubbleThatIs('read', 'now you see me').waitFor()
  // What was written before stays as it was.
  for (const text of ['did you read this?', 'and this one?'])
    expect(await alice.bubbleThatIs('sent', text).count()).toBe(1)
  for (const text of ['yes: did you read this?', 'yes: and this one?'])
    expect(await bob.bubbleThatIs('sent', text).count()).toBe(1)
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
