/** A file that is dropped somewhere in the app: it is attached where one writes, and elsewhere nothing happens. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { expectSoon } from './soon.ts'

const { house } = say
const scene = new Scene()
let alice: Phone
let path: string
beforeAll(async () => {
  await scene.open()
  ;[alice] = await scene.friends('alice', 'bob')
  path = join(scene.folder, 'minutes.txt')
  writeFileSync(path, 'what was said')
}, 240_000)
afterAll(() => scene.close())

/** As a person does who holds it over the middle of the screen and lets go. Resolves to whether the app has taken charge of it. */
async function drop(): Promise<boolean> {
  await alice.page.evaluate(`addEventListener('dragover', (event) => (globalThis.taken = event.defaultPrevented))`)
  const session = await alice.page.context().newCDPSession(alice.page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 195, y: 300, data })
  await session.detach()
  return alice.page.evaluate<boolean>('globalThis.taken')
}

test('in a conversation it is about to be sent', async () => {
  expect(await drop()).toBe(true)
  await expectSoon(() => alice.page.locator('.chosen-file').count(), 1)
  await alice.page.keyboard.press('Escape')
})

test('on the list, in the settings and on the lock nobody leaves the app', async () => {
  await alice.goHome()
  expect(await drop()).toBe(true)
  await alice.toSettings()
  expect(await drop()).toBe(true)
  await alice.page.getByRole('button', { name: house.settings.lockNow }).click()
  await alice.isLocked()
  expect(await drop()).toBe(true)
  await alice.isLocked()
  expect([alice.page.context().pages().length, alice.page.url()]).toEqual([1, `${scene.server.url}/`])
})
