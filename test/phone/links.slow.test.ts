/** Links into groups on phones: made, opened with and without an account, asked by, decided about, revoked. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entrance } from '../../apps/phone/src/words/en/entrance.ts'
import { say, strongPassphrase, type Phone } from '../stage/phone.ts'
import { axeFindings, namelessControls } from './findings.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'
import { amissOn } from './traces.ts'

const { talk, group, house, refusals } = say
const name = 'Night desk'
const scene = new Scene()
let alice: Phone
let dave: Phone
let link: string
beforeAll(async () => {
  await scene.open()
  ;[alice, dave] = await Promise.all([scene.resident('alice'), scene.resident('dave')])
}, 120_000)
afterAll(() => scene.close())

const heading = (phone: Phone, text: string) => phone.screen.getByRole('heading', { name: text }).first().waitFor()

/** In both themes. */
async function expectNoFindings({ page }: Phone): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect([...(await axeFindings(page)), ...(await namelessControls(page))]).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Under "New chat". */
async function toJoining(phone: Phone): Promise<void> {
  await phone.goHome()
  await phone.button(talk.newChat).or(phone.button(talk.writeSomebody)).first().click()
  await phone.button(entrance.join).click()
  await heading(phone, entrance.join)
}

test('an administrator makes one, and it stands there as a code and as text', async () => {
  await alice.button(talk.newChat).or(alice.button(talk.writeSomebody)).first().click()
  await alice.button(group.newGroup).click()
  await alice.field(group.name).fill(name)
  await alice.button(group.create).click()
  await heading(alice, name)
  await alice.send('from before')
  await alice.page.locator('.talk-who').click()
  await alice.button(entrance.title).click()
  await alice.screen.getByText(entrance.none).waitFor()
  await expectNoFindings(alice)
  await alice.button(entrance.make).click()
  await expectNoFindings(alice)
  await alice.dialog(entrance.make).getByRole('button', { name: entrance.make }).click()
  const shown = alice.dialog(entrance.yours)
  await shown.waitFor()
  link = (await shown.locator('.invitation-link').textContent())!.trim()
  expect(link).toMatch(new RegExp(`^${scene.server.url}/g#`))
  await expectNoFindings(alice)
  await alice.page.keyboard.press('Escape')
  await alice.screen.getByText(entrance.used(0, 100)).waitFor()
})

test('whoever pastes it sees which group and by whom, asks with the keyboard, and waits', async () => {
  await toJoining(dave)
  const field = dave.field(entrance.paste)
  await field.fill('https://somewhere.example/else')
  await field.blur()
  await dave.screen.getByText(refusals['bad-group-link']).waitFor()
  await field.fill(link.replace(/.{4}$/, 'AAAA'))
  await dave.screen
    .getByText(/forged|made it|not a link/i)
    .first()
    .waitFor()
  await expectNoFindings(dave)
  await field.fill(link)
  await heading(dave, name)
  await dave.screen.getByText(entrance.invites('alice')).waitFor()
  await dave.screen.getByText(entrance.needsApproval).waitFor()
  await expectNoFindings(dave)
  await dave.button(entrance.ask).focus()
  await dave.page.keyboard.press('Enter')
  await dave.screen.getByText(entrance.states.asked).waitFor()
  await expectNoFindings(dave)
  await dave.goHome()
  await dave.screen.getByText(entrance.asked).waitFor()
})

test('its administrator is told in the conversation, lets them in, and they see nothing from before', async () => {
  await alice.goHome()
  await alice.openChat(name)
  await alice.button(entrance.asking(1)).click()
  await alice.button(entrance.admitName('dave')).waitFor()
  await expectNoFindings(alice)
  await alice.button(entrance.admitName('dave')).click()
  await expectSoon(() => dave.screen.getByText(entrance.asked).count(), 0)
  await dave.openChat(name)
  await dave.screen.locator('.talk-note', { hasText: group.addedYou('alice') }).waitFor()
  expect(await dave.bubble('from before').count()).toBe(0)
  // Whoever has asked to be there is not asked.
  await dave.send('good evening')
  await alice.goHome()
  await alice.openChat(name)
  await alice.bubble('good evening').waitFor()
  expect(await alice.button(entrance.asking(1)).count()).toBe(0)
  await dave.goHome()
  expect(await dave.screen.getByText(entrance.asked).count()).toBe(0)
})

test('without an account it says what to do first, and shows the group when that is done; who is declined hears so', async () => {
  const bob = await scene.freshPhone('bob')
  await bob.page.goto(link)
  await bob.page.getByText(house.joining.groupLink).waitFor()
  expect(new URL(bob.page.url()).hash).toBe('')
  await expectNoFindings(bob)
  await bob.field(house.joining.orPaste).fill(await scene.terminal.invite())
  await bob.button(house.next).click()
  await bob.field(house.joining.name).fill('bob')
  await bob.field(house.joining.passphrase).fill(strongPassphrase)
  await bob.field(house.joining.again).fill(strongPassphrase)
  await bob.button(house.next).click()
  await bob.button(house.joining.join).click()
  await heading(bob, name)
  await bob.button(entrance.ask).click()
  await bob.screen.getByText(entrance.states.asked).waitFor()
  await alice.button(entrance.asking(1)).click()
  await alice.button(entrance.declineName('bob')).click()
  await bob.screen.getByText(entrance.states.declined).waitFor()
  await bob.button(entrance.putAway(name)).click()
  await expectSoon(() => bob.screen.getByText(entrance.states.declined).count(), 0)
})

test('revoked, it lets in nobody', async () => {
  await alice.button(entrance.yours).or(alice.screen.getByText(entrance.yours)).first().click()
  await alice.dialog(entrance.yours).getByRole('button', { name: entrance.revoke }).click()
  await alice.dialog(entrance.revokeTitle).getByRole('button', { name: entrance.revoke }).click()
  await alice.screen.getByText(entrance.none).waitFor()
  const erin = await scene.resident('erin')
  await toJoining(erin)
  await erin.field(entrance.paste).fill(link)
  await erin.button(entrance.ask).click()
  await expectSoon(() => erin.screen.getByText(entrance.states.revoked).count(), 1)
})

test('opened while the app is locked, and from right to left, it leads to the group when the app is open', async () => {
  const { page } = await scene.resident('nora')
  await page.evaluate(`localStorage.setItem('ebb.preferences', '{"language":"ar"}')`)
  await page.goto(link)
  await page.locator('input[type=password]').fill(strongPassphrase)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name }).first().waitFor()
  expect(await page.evaluate('document.documentElement.dir')).toBe('rtl')
  expect([...(await axeFindings(page)), ...(await namelessControls(page))]).toEqual([])
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
