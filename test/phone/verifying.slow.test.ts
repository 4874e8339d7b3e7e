/** Whether the right person is at the other end: by a code before a camera, and by digits. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Camera } from '../stage/camera.ts'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { amissOn } from './traces.ts'

const { talk } = say
const folder = mkdtempSync(join(tmpdir(), 'ebb-camera-'))
const camera = new Camera(join(folder, 'film.y4m'))
const scene = new Scene(camera.flags)
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
}, 60_000)
afterAll(async () => {
  await scene.close()
  rmSync(folder, { recursive: true, force: true })
})

/** From the conversation to the screen with the number. */
async function toNumber(phone: Phone, name: string): Promise<void> {
  await phone.button(talk.more).click()
  await phone.page.getByRole('menuitem', { name: talk.verify }).click()
  await phone.screen.getByRole('heading', { name: talk.verifyTitle(name) }).waitFor()
  await phone.page.getByRole('img', { name: talk.safetyCode }).waitFor()
}

const digitsOn = async (phone: Phone): Promise<string> =>
  (await phone.page.getByRole('list', { name: talk.safetyNumber }).innerText()).replaceAll(/\s/g, '')

/** Holds the whole screen of one phone before the camera, and scans with the other. */
async function scanScreenOf(shown: Phone, by: Phone): Promise<void> {
  await camera.see(scene.browser, await shown.page.screenshot())
  await by.button(talk.scan).click()
}

test('both phones show the same sixty digits', async () => {
  await toNumber(alice, 'bob')
  await toNumber(bob, 'alice')
  const digits = await digitsOn(alice)
  expect(digits).toMatch(/^\d{60}$/)
  expect(await digitsOn(bob)).toBe(digits)
})

test('the code of another conversation is told loudly, and nothing is verified', async () => {
  await bob.goBack()
  await bob.goBack()
  await bob.writeTo('tess', 'good evening')
  await scene.terminal.hears((line) => line.event === 'message' && line.text === 'good evening')
  await toNumber(bob, 'tess')
  await scanScreenOf(bob, alice)
  const warning = alice.page.getByRole('alert').filter({ hasText: talk.different })
  await warning.waitFor()
  expect(await warning.innerText()).toContain(talk.differentText('bob'))
  expect(await alice.page.getByText(talk.same, { exact: true }).count()).toBe(0)
  expect(await alice.button(talk.numbersMatch).count()).toBe(1)
  await alice.goBack()
  await alice.screen.getByText(talk.shields.unverified).waitFor()
  await toNumber(alice, 'bob')
})

test('a code of another kind is no warning and verifies nothing', async () => {
  await bob.goBack()
  await bob.goBack()
  await bob.toSettings()
  await bob.button(say.house.settings.invite).click()
  await bob.button(say.house.invite.make).click()
  await bob.page.getByRole('img', { name: say.house.invite.code }).waitFor()
  await scanScreenOf(bob, alice)
  await alice.page.getByRole('alert').filter({ hasText: talk.foreignCode }).waitFor()
  expect(await alice.page.getByText(talk.different, { exact: true }).count()).toBe(0)
  expect(await alice.button(talk.numbersMatch).count()).toBe(1)
  await bob.goBack()
  await bob.goBack()
})

test('the right code verifies, here and not there, until it is taken back', async () => {
  await bob.openChat('alice')
  await toNumber(bob, 'alice')
  await scanScreenOf(bob, alice)
  await alice.page
    .getByRole('alert')
    .filter({ hasText: talk.sameText('bob') })
    .waitFor()
  await alice.page.getByText(talk.isVerified).waitFor()
  expect(await alice.button(talk.numbersMatch).count()).toBe(0)
  await alice.goBack()
  await alice.screen.getByText(talk.shields.verified, { exact: true }).waitFor()
  await bob.goBack()
  await bob.screen.getByText(talk.shields.unverified, { exact: true }).waitFor()

  await toNumber(alice, 'bob')
  await alice.button(talk.takeBack).click()
  await alice.button(talk.numbersMatch).waitFor()
  await alice.goBack()
  await alice.screen.getByText(talk.shields.unverified, { exact: true }).waitFor()
})

test('phone and terminal show the same digits, which one compares by hand', async () => {
  await bob.goBack()
  await bob.openChat('tess')
  await toNumber(bob, 'tess')
  const [safety] = await scene.terminal.command('verify', '@bob')
  expect(safety).toMatchObject({ event: 'safety', with: 'bob', verified: false })
  expect(await digitsOn(bob)).toBe(safety!['digits'])
  await bob.button(talk.numbersMatch).click()
  await bob.dialog(talk.numbersMatchTitle).getByRole('button', { name: talk.cancel }).click()
  expect(await bob.button(talk.numbersMatch).count()).toBe(1)
  await bob.button(talk.numbersMatch).click()
  await bob.dialog(talk.numbersMatchTitle).getByRole('button', { name: talk.markVerified }).click()
  await bob.page.getByText(talk.isVerified).waitFor()
  await bob.goBack()
  await bob.goBack()
  await bob.row('tess').getByText(talk.shields.verified).waitFor()
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
