/** What a tap on a notification does: it goes, and the app is before the person, in the page that is open or in a new one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startServer, type RunningServer } from '@ebb/server'
import { buildPhone, phoneDist } from '../../tool/phone.ts'
import { startChromium } from '../stage/browsers.ts'
import { controlled } from './page-looks.ts'

const folder = mkdtempSync(join(tmpdir(), 'ebb-notification-'))
let server: RunningServer
let chromium: Awaited<ReturnType<typeof startChromium>>
beforeAll(async () => {
  const { ok, output } = await buildPhone()
  if (!ok) throw new Error(output)
  server = await startServer({ data: join(folder, 'data'), port: 0, app: phoneDist })
  chromium = await startChromium(join(folder, 'profile'))
  await chromium.context.grantPermissions(['notifications'], { origin: server.url })
}, 120_000)
afterAll(async () => {
  await chromium?.close()
  await server?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const worker = () => chromium.context.serviceWorkers().find((one) => one.url().startsWith(server.url))!
async function openPage() {
  const page = await chromium.context.newPage()
  await page.goto(server.url)
  await expect.poll(() => page.evaluate(controlled).catch(() => false), { timeout: 20_000 }).toBe(true)
  return page
}
beforeEach(async () => {
  for (const page of chromium.context.pages().slice(1)) await page.close()
})

/**
 * In the worker. Only a real tap lets a page come to the front or a new one open, so what the worker asks for is noted in
 * the place of its being done.
 */
const tap = `(async () => {
  const done = []
  WindowClient.prototype.focus = function () { return Promise.resolve(done.push('to the front: ' + new URL(this.url).pathname)) }
  clients.openWindow = (address) => Promise.resolve(done.push('a new page: ' + address))
  await registration.showNotification('Ebb', { body: 'There is something new.', tag: 'ebb' })
  const [notification] = await registration.getNotifications()
  const close = notification.close.bind(notification)
  notification.close = () => { done.push('it goes'); close() }
  const waits = []
  const event = new NotificationEvent('notificationclick', { notification })
  event.waitUntil = (what) => waits.push(what)
  Object.defineProperty(event, 'notification', { value: notification })
  dispatchEvent(event)
  await Promise.all(waits)
  return done
})()`

test('where the app is open it comes to the front, and no other page opens', async () => {
  await openPage()
  expect(await worker().evaluate<readonly string[]>(tap)).toEqual(['it goes', 'to the front: /'])
})

test('where it is not, it opens at its beginning: nothing of what has come stands in the address', async () => {
  const page = await openPage()
  await page.close()
  expect(await worker().evaluate<readonly string[]>(tap)).toEqual(['it goes', 'a new page: /'])
})
