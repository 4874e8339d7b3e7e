/** More conversations than the worker tells of at first: all of them are there, after unlocking too. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'
import { amissOn } from './traces.ts'

/** The worker tells of forty first. */
const groups = 46
const scene = new Scene()
let alice: Phone
beforeAll(async () => {
  await scene.open()
  alice = await scene.resident('alice')
  await alice.writeTo('tess', 'may I?')
  await alice.bubbleThatIs('sent', 'may I?').waitFor()
  await scene.terminal.bot.ask({ do: 'send', to: 'alice', text: 'you may' })
  await alice.bubble('you may').waitFor()
  for (let n = 1; n <= groups; n++) {
    const name = `Case ${n}`
    await scene.terminal.bot.ask({ do: 'create', name, members: ['alice'] })
    await scene.terminal.bot.ask({ do: 'send', to: `#${name}`, text: `file of case ${n}` })
  }
  await alice.goHome()
}, 180_000)
afterAll(() => scene.close())

/** Names of all rows by the alphabet, gathered while the list is scrolled down. */
async function allRows(): Promise<readonly string[]> {
  const seen = new Set<string>()
  await scroll('0')
  for (let at = -1, next = 0; next > at; await alice.page.waitForTimeout(50)) {
    for (const name of await alice.page.locator('.chat-row .chat-name').allInnerTexts()) seen.add(name)
    at = next
    next = await scroll('list.scrollTop + list.clientHeight / 2')
  }
  return [...seen].toSorted()
}

/** Where it stands then, in pixels. */
const scroll = (to: string): Promise<number> =>
  alice.page.evaluate<number>(`(() => {
    const list = document.querySelector('.chat-list')
    list.scrollTop = ${to}
    return list.scrollTop
  })()`)

const expected = [...Array.from({ length: groups }, (_, at) => `Case ${at + 1}`), 'tess'].toSorted()

test('all are in the list', async () => {
  await alice.row(`Case ${groups}`).getByText(`file of case ${groups}`).waitFor()
  await expectSoon(() => allRows(), expected)
})

test('after unlocking too, with what was said last in the last of them, which opens and is found', async () => {
  await alice.page.reload()
  await alice.unlock()
  await alice.isAtList()
  await expectSoon(() => allRows(), expected)
  // The list stands at its end.
  await alice.row('Case 1').getByText('file of case 1').waitFor()
  await alice.openChat('Case 1')
  await alice.bubble('file of case 1').waitFor()
  await alice.goBack()
  await alice.button(say.talk.search).click()
  await alice.page.getByRole('searchbox', { name: say.talk.searchEverything }).fill('file of case 2')
  await alice.screen.getByRole('listitem').filter({ hasText: 'Case 2' }).first().waitFor()
  expect(await amissOn(scene)).toEqual([])
})
