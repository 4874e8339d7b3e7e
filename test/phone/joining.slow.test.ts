/** From an invitation to the first list of conversations, and everything that is refused on the way. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { phoneSize, say, strongPassphrase, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { amissOn } from './traces.ts'

const { joining } = say.house
const scene = new Scene()
let alice: Phone
beforeAll(async () => {
  await scene.open()
  alice = await scene.resident('alice')
}, 60_000)
afterAll(() => scene.close())

/** The link that the invitation's screen shows. */
async function inviteBy(phone: Phone): Promise<string> {
  const { invite } = say.house
  await phone.toSettings()
  await phone.button(say.house.settings.invite).click()
  await phone.button(invite.make).click()
  const shown = phone.page.getByText(`${phone.origin}/i#`)
  const link = await shown.innerText()
  await phone.goBack()
  await phone.goBack()
  await phone.isAtList()
  return link
}

async function fillIn(phone: Phone, name: string, passphrase: string, again = passphrase): Promise<void> {
  await phone.field(joining.name).fill(name)
  await phone.field(joining.passphrase).fill(passphrase)
  await phone.field(joining.again).fill(again)
  await phone.button(say.house.next).click()
}

test('one phone invites, the other joins, and both can write to each other', async () => {
  const link = await inviteBy(alice)
  const bob = await scene.freshPhone('bob')
  expect(bob.page.viewportSize()).toEqual(phoneSize)
  await bob.page.goto(link)
  await bob.page.getByText(joining.invitedBy('alice')).waitFor()
  await bob.page.getByText(new URL(bob.origin).host).first().waitFor()
  // The secret has left the address before anybody can look at it.
  expect(bob.page.url()).toBe(`${bob.origin}/`)
  await bob.button(say.house.next).click()
  await fillIn(bob, 'bob', strongPassphrase)
  await bob.page.getByText(joining.as('bob', new URL(bob.origin).host)).waitFor()
  await bob.button(joining.join).click()
  await bob.isAtList()
  // The control lies below: an invitation that comes to a phone that has joined already is told of.
  await bob.page.waitForTimeout(500)
  expect(await bob.page.getByText(joining.alreadyHere).count()).toBe(0)

  await bob.writeTo('alice', 'here I am')
  await alice.accept('bob')
  await alice.bubble('here I am').waitFor()
  await alice.send('welcome')
  await bob.bubble('welcome').waitFor()
  await alice.goBack()
})

test('a weak passphrase, another one the second time, and a name that is none are refused before anything is made', async () => {
  const phone = await scene.freshPhone('carol')
  await phone.page.goto(await scene.terminal.invite())
  await phone.button(say.house.next).click()
  const refused = phone.page.getByRole('alert')
  await fillIn(phone, 'carol', 'password1')
  await refused.filter({ hasText: joining.chooseStronger }).waitFor()
  await fillIn(phone, 'carol', strongPassphrase, `${strongPassphrase}r`)
  await refused.filter({ hasText: joining.notTheSame }).waitFor()
  await fillIn(phone, '7up', strongPassphrase)
  await refused.filter({ hasText: say.refusals['bad-name'] }).waitFor()
  expect(await phone.button(joining.join).count()).toBe(0)
  await fillIn(phone, 'carol', strongPassphrase)
  await phone.button(joining.join).click()
  await phone.isAtList()
})

test('a taken name leads back to the name, and the invitation is still good; a used one leads back to the invitation', async () => {
  const link = await scene.terminal.invite()
  const dave = await scene.freshPhone('dave')
  await dave.page.goto(link)
  await dave.button(say.house.next).click()
  await fillIn(dave, 'alice', strongPassphrase)
  await dave.button(joining.join).click()
  await dave.page.getByText(say.refusals['handle-taken']).waitFor()
  // The keys are made: only another name is asked for.
  expect(await dave.field(joining.passphrase).count()).toBe(0)
  await dave.field(joining.name).fill('dave')
  await dave.button(say.house.next).click()
  await dave.button(joining.joinOnly).click()
  await dave.isAtList()

  const late = await scene.freshPhone('eve')
  await late.page.goto(link)
  await late.button(say.house.next).click()
  await fillIn(late, 'eve', strongPassphrase)
  await late.button(joining.join).click()
  await late.page.getByText(say.refusals['invitation-used']).waitFor()
  await late.field(joining.orPaste).fill(`${late.origin}/i#nonsense`)
  await late.field(joining.orPaste).blur()
  await late.page.getByText(say.refusals['bad-link']).waitFor()
  await late.field(joining.orPaste).fill(await scene.terminal.invite())
  await late.button(say.house.next).click()
  await late.button(say.house.next).click()
  await late.button(joining.joinOnly).click()
  await late.isAtList()
})

test('an invitation that is opened on a phone that belongs to somebody is not used', async () => {
  const link = await scene.terminal.invite()
  const carol = scene.residents.find(({ name }) => name === 'carol')!.phone
  await carol.page.goto(link)
  await carol.isLocked()
  await carol.unlock()
  await carol.page.getByText(joining.alreadyHere).waitFor()
  await carol.isAtList()
  expect(await carol.page.getByText(joining.invited).count()).toBe(0)
  const frank = await scene.freshPhone('frank')
  await frank.join(link, 'frank')
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})

test('whoever looks for that would see it', async () => {
  await alice.page.evaluate(`
    document.title = 'Ebb: bob'
    localStorage.setItem('last', 'welcome')
    history.replaceState('carol', '', '#frank')
    console.error('something')
    fetch('http://localhost:65000/').catch(() => undefined)
  `)
  const away = await alice.context.newPage()
  await expect(away.goto('http://localhost:65000/')).rejects.toThrow('net::ERR')
  await away.close()
  expect(await amissOn(scene)).toEqual(
    expect.arrayContaining([
      'the browser complained: something',
      expect.stringMatching(/^the browser complained: .*localhost:65000.*Content Security Policy/),
      'asked for http://localhost:65000/',
      'reached localhost:65000',
      expect.stringMatching(/^"bob" in {"title":"Ebb: bob"/),
      expect.stringMatching(/^"welcome" in .*"localStorage":{"last":"welcome"}/),
      expect.stringMatching(/^"carol" in .*"history":"carol"/),
      expect.stringMatching(/^"frank" in .*"address":"http[^"]*#frank"/),
    ]),
  )
})
