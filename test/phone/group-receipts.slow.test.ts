/** Receipts in a group: a tick says what everybody says, and the details say who. */
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
  await scene.group(alice, name, 'bob')
}, 120_000)
afterAll(() => scene.close())

/** The names under a title in the details of a message. */
const under = (phone: Phone, title: string): Promise<string[]> =>
  phone.dialog(talk.info).getByRole('region', { name: title }).getByRole('listitem').locator('bdi').allTextContents()

test('who has read is named, and who has sent nothing too; the tick waits for everybody', async () => {
  for (const phone of [alice, bob]) await phone.turn(say.house.settings.receipts, true)
  await alice.openChat(name)
  await bob.openChat(name)
  await alice.send('the tide is high')
  await bob.bubble('the tide is high').waitFor()
  await alice.choose('the tide is high', talk.info)
  // They are collected for up to fifteen seconds, and come while the details are open.
  await expectSoon(() => under(alice, talk.infoReadBy), ['bob'])
  expect(await under(alice, talk.infoNothingFrom)).toEqual(['tess'])
  expect(await under(alice, talk.infoDeliveredTo)).toEqual([])
  await alice.dialog(talk.info).getByRole('button', { name: talk.close }).click()
  expect(await alice.bubbleThatIs('sent', 'the tide is high').count()).toBe(1)
})

test('when everybody has read, the tick says so', async () => {
  const { terminal } = scene
  await terminal.bot.ask({ do: 'receipts', on: true })
  // Who has not answered a stranger's group tells it nothing.
  await terminal.bot.ask({ do: 'send', to: `#${name}`, text: 'is it?' })
  await alice.bubble('is it?').waitFor()
  await alice.send('and now it falls')
  await bob.bubble('and now it falls').waitFor()
  let number = 0
  await terminal.hears((line) => {
    if (line.event === 'message' && line.text === 'and now it falls') number = line.number!
    return number > 0
  })
  await terminal.bot.ask({ do: 'seen', to: `#${name}`, messages: [number] })
  await expectSoon(() => alice.bubbleThatIs('read', 'and now it falls').count(), 1)
  await alice.choose('and now it falls', talk.info)
  await expectSoon(() => under(alice, talk.infoReadBy), ['bob', 'tess'])
  expect(await under(alice, talk.infoNothingFrom)).toEqual([])
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
