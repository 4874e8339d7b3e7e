/** A name that suddenly belongs to somebody else: nothing is sent until a person has decided. */
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene, terminalOf, type Terminal } from './scene.ts'
import { amissOn } from './traces.ts'

const { talk } = say
const scene = new Scene()
let alice: Phone
let bob: Phone
let impostor: Terminal | undefined
beforeAll(async () => {
  await scene.open()
  alice = await scene.resident('alice')
  // A server that gives bob's name away twice: its accounts are set back to before he joined.
  const { server } = scene
  await server.stop()
  cpSync(server.data, join(scene.folder, 'before'), { recursive: true })
  await server.start()
  bob = await scene.resident('bob')
  await alice.writeTo('bob', 'is it you?')
  await bob.accept('alice')
  await bob.send('it is me')
  await alice.bubble('it is me').waitFor()
  await alice.button(talk.more).click()
  await alice.page.getByRole('menuitem', { name: talk.verify }).click()
  await alice.button(talk.numbersMatch).click()
  await alice.button(talk.markVerified).click()
  await alice.goBack()
  await alice.screen.getByText(talk.shields.verified, { exact: true }).waitFor()
  await bob.page.close()

  await server.stop()
  rmSync(server.data, { recursive: true })
  cpSync(join(scene.folder, 'before'), server.data, { recursive: true })
  await server.start()
  impostor = await terminalOf('bob', join(scene.folder, 'impostor'), await scene.terminal.invite())
}, 90_000)
afterAll(async () => {
  await impostor?.close()
  await scene.close()
})

test('whoever has the name now gets nothing and is shown nothing of, and the conversation says loudly why', async () => {
  await alice.send('for your eyes only')
  await alice.bubble('for your eyes only').getByRole('button', { name: talk.notSent }).waitFor()
  await impostor!.bot.ask({ do: 'send', to: '@alice', text: 'I have a new phone' })
  const card = alice.screen.getByRole('alert').filter({ hasText: talk.changedTitle('bob') })
  await card.waitFor()
  expect(await card.innerText()).toContain(talk.changedText)
  await alice.screen.getByText(talk.shields.changed, { exact: true }).waitFor()
  expect(await alice.composer.count()).toBe(0)
  expect(await alice.bubble('I have a new phone').count()).toBe(0)
  expect(await alice.bubble('it is me').count()).toBe(1)
  await alice.bubble('for your eyes only').waitFor()
  // Also not after everything has begun anew.
  await alice.page.reload()
  await alice.unlock()
  await alice.row('bob').getByText(talk.shields.changed).waitFor()
  await alice.openChat('bob')
  await card.waitFor()
  expect(await alice.composer.count()).toBe(0)
  expect(await impostor!.texts('alice')).toEqual(['I have a new phone'])
})

test('whoever goes on does so without the shield', async () => {
  // What waits would go to the new one.
  await alice.choose('for your eyes only', talk.deleteForMe)
  await alice.dialog(talk.deleteForMeTitle).getByRole('button', { name: talk.delete }).click()
  await alice.button(talk.goOn).click()
  await alice.dialog(talk.goOnTitle).getByRole('button', { name: talk.goOn }).click()
  await alice.screen.getByText(talk.shields.unverified, { exact: true }).waitFor()
  await alice.bubble('I have a new phone').waitFor()
  await alice.send('who are you?')
  await impostor!.hears((line) => line.event === 'message' && line.text === 'who are you?')
  expect(await impostor!.texts('alice')).toEqual(['I have a new phone', 'who are you?'])
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
