/** Installing, as each system wants it: where the installed app has storage of its own, before any key is made. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, strongPassphrase, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { amissOn } from './traces.ts'

const { joining, install } = say.house
const scene = new Scene()
beforeAll(() => scene.open(), 60_000)
afterAll(() => scene.close())

const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const iphone = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webKit} Version/18.5 Mobile/15E148 Safari/604.1`
const insideAnApp = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webKit} Mobile/15E148 Instagram 300.0`
const android =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'

/** At the second step of joining. */
async function invited(name: string, userAgent: string, before = ''): Promise<Phone> {
  const [phone, link] = await Promise.all([scene.freshPhone(name, { userAgent }), scene.terminal.invite()])
  if (before !== '') await phone.page.addInitScript(before)
  await phone.page.goto(link)
  await phone.button(say.house.next).click()
  return phone
}

/** Files of this origin's private file system, where keys would lie. */
const keyFiles = (phone: Phone): Promise<readonly string[]> =>
  phone.page.evaluate<string[]>(`(async () => {
    const found = []
    for await (const [name, handle] of await navigator.storage.getDirectory()) {
      if (handle.kind === 'file') found.push(name)
      else for await (const inside of handle.keys()) found.push(name + '/' + inside)
    }
    return found
  })()`)

async function nameAndPassphrase(phone: Phone, name: string): Promise<void> {
  await phone.field(joining.name).fill(name)
  await phone.field(joining.passphrase).fill(strongPassphrase)
  await phone.field(joining.again).fill(strongPassphrase)
}

test('an iPhone installs first, is told why and how, and carries the invitation over; no key is made before', async () => {
  const phone = await invited('ivy', iphone)
  await phone.screen.getByRole('heading', { name: joining.deviceFirstTitle }).waitFor()
  await phone.page.getByText(install.whyFirst).waitFor()
  for (const way of Object.values(install.ios)) await phone.screen.getByRole('listitem').getByText(way).waitFor()
  await phone.button(joining.copyLink).click()
  await phone.page.getByText(say.house.copied).waitFor()
  expect(await keyFiles(phone)).toEqual([])

  // Whoever stays in the browser all the same may, and then keys are made: the control.
  await phone.button(joining.stayHere).click()
  await phone.field(joining.name).focus()
  await phone.page.keyboard.press('Control+V')
  expect(await phone.field(joining.name).inputValue()).toMatch(/\/i#./)
  await nameAndPassphrase(phone, 'ivy')
  await phone.button(joining.join).click()
  await phone.isAtList()
  expect((await keyFiles(phone)).length).toBeGreaterThan(0)
  expect(await amissOn(scene)).toEqual([])
})

test('from its icon on an iPhone it is installed, and the name comes first', async () => {
  const phone = await invited('iris', iphone, 'navigator.standalone = true')
  await nameAndPassphrase(phone, 'iris')
  await phone.button(say.house.next).click()
  await phone.page.getByText(install.installed).waitFor()
  expect(await phone.page.getByText(install.whyFirst).count()).toBe(0)
  await phone.button(joining.join).click()
  await phone.isAtList()
})

test('inside another app on an iPhone it says that Safari is wanted', async () => {
  const phone = await invited('ines', insideAnApp)
  await phone.page.getByText(install.iosInside).waitFor()
  expect(await phone.page.getByText(install.ios.add).count()).toBe(0)
})

test('where the browser offers to install, one tap does', async () => {
  const phone = await invited('otto', android)
  await nameAndPassphrase(phone, 'otto')
  await phone.button(say.house.next).click()
  await phone.page.getByText(install.androidMenu).waitFor()
  await phone.page.evaluate(`dispatchEvent(Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
    prompt: () => Promise.resolve({ outcome: 'accepted' }),
  }))`)
  await phone.button(install.button).click()
  await phone.page.getByText(install.installed).waitFor()
  // An offer can be used once.
  expect(await phone.button(install.button).count()).toBe(0)
})
