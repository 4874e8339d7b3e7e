/** Somebody introduces two people to each other: both are told, each decides, and it counts for what it is. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { introduction } from '../../apps/phone/src/words/en/introduction.ts'
import { say, type Phone } from '../stage/phone.ts'
import { axeFindings, namelessControls } from './findings.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'
import { amissOn } from './traces.ts'

const { talk, group } = say
const scene = new Scene()
let alice: Phone
let bob: Phone
beforeAll(async () => {
  await scene.open()
  ;[alice, bob] = await scene.friends('alice', 'bob')
  // Tess, in a terminal, is the third.
  await alice.goHome()
  await alice.writeTo('tess', 'may I, too?')
  await scene.terminal.hears(({ event, text }) => event === 'message' && text === 'may I, too?')
  await scene.terminal.bot.ask({ do: 'send', to: 'alice', text: 'you may' })
  await alice.bubble('you may').waitFor()
}, 120_000)
afterAll(() => scene.close())

/** In both themes. */
async function expectNoFindings({ page }: Phone): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect([...(await axeFindings(page)), ...(await namelessControls(page))]).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

test('both are told of each other, and a line says so on all sides', async () => {
  await alice.goHome()
  await alice.openChat('bob')
  await alice.page.locator('.talk-who').click()
  await alice.button(introduction.introduce).click()
  await alice.dialog(introduction.introduce).getByRole('button', { name: 'tess' }).waitFor()
  await expectNoFindings(alice)
  await alice.dialog(introduction.introduce).getByRole('button', { name: 'tess' }).focus()
  await alice.page.keyboard.press('Enter')
  await alice.page.getByText(introduction.done).waitFor()
  await alice.goBack()
  await alice.screen.locator('.talk-note', { hasText: group.introduced(null, 'tess') }).waitFor()
  await bob.screen.locator('.talk-note', { hasText: group.introduced('alice', 'tess') }).waitFor()
  await scene.terminal.hears(({ event, name, by }) => event === 'introduced' && name === 'bob' && by === 'alice')
})

test('whoever was introduced stands above the list, and what that is worth is said before anybody decides', async () => {
  await bob.goHome()
  await bob.button(new RegExp(introduction.line('alice'))).click()
  const asked = bob.dialog(introduction.title('alice', 'tess'))
  await asked.getByText(introduction.explain('alice', 'tess')).waitFor()
  await asked.getByText(introduction.worth).waitFor()
  await expectNoFindings(bob)
  await asked.getByRole('button', { name: introduction.meet }).click()
  await bob.screen.getByRole('heading', { name: 'tess', level: 1 }).waitFor()
  await bob.send('alice says hello')
  await bob.bubbleThatIs('sent', 'alice says hello').waitFor()
  await scene.terminal.hears(({ event, text }) => event === 'message' && text === 'alice says hello')
})

test('the details say by whom, and that nobody has compared numbers', async () => {
  await bob.page.locator('.talk-who').click()
  await bob.screen.getByText(introduction.by('alice')).waitFor()
  await bob.screen.getByText(talk.shields.unverified).waitFor()
  await expectNoFindings(bob)
  await bob.goHome()
  await expectSoon(() => bob.button(new RegExp(introduction.line('alice'))).count(), 0)
})

test('whoever would rather not has met nobody', async () => {
  const carol = await scene.resident('carol')
  await carol.writeTo('alice', 'and me?')
  await alice.goHome()
  await alice.accept('carol')
  await alice.send('of course')
  await carol.bubble('of course').waitFor()
  await alice.page.locator('.talk-who').click()
  await alice.button(introduction.introduce).click()
  await alice.dialog(introduction.introduce).getByRole('button', { name: 'bob' }).click()
  await bob.button(new RegExp(introduction.line('alice'))).click()
  await bob.dialog(introduction.title('alice', 'carol')).getByRole('button', { name: introduction.decline }).click()
  await bob.page.getByText(introduction.declined).waitFor()
  await expectSoon(() => bob.row('carol').count(), 0)
})

test('no browser complained, nobody else was asked, and nothing is left where it does not belong', async () => {
  expect(await amissOn(scene)).toEqual([])
})
