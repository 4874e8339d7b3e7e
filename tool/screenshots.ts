/**
 * `npm run screenshots`: the pictures of the README, of the real app on a real server with invented people, light and
 * dark, into docs/screens. Needs Chromium and openssl.
 */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import type { Page } from 'playwright-core'
import { startServer } from '@ebb/server'
import { freshPhone, say, startPhoneBrowser, strongPassphrase, type Phone } from '../test/stage/phone.ts'
import { withPalette } from './palette-png.ts'
import { buildPhone, phoneDist } from './phone.ts'
import { HandClock } from './sample-people.ts'
import { begin, Story } from './sample-story.ts'
import { root } from './tree.ts'

const { house, talk } = say
const out = join(root, 'docs/screens')
const host = 'ebb.example.org'

const built = await buildPhone()
if (!built.ok) throw new Error(built.output)
mkdirSync(out, { recursive: true })
const folder = mkdtempSync(join(tmpdir(), 'ebb-screens-'))
const clock = new HandClock()
clock.turnTo(begin)
const data = join(folder, 'server')
const server = await startServer({ data, port: 0, origin: `https://${host}`, app: phoneDist, now: () => clock.now() })
const front = await encrypted(Number(new URL(server.url).port))
const browser = await startPhoneBrowser([
  `--host-resolver-rules=MAP ${host}:443 127.0.0.1:${(front.address() as AddressInfo).port}`,
  '--ignore-certificate-errors',
])
try {
  const story = new Story({ folder, address: server.url, clock })
  const phone = await freshPhone(browser, server.origin)
  await story.tell(phone, server.invite!)
  await takeRooms(phone)
  const fresh = await freshPhone(browser, server.origin)
  await story.giveClock(fresh)
  await takeWayIn(fresh, await story.invite())
} finally {
  await browser.close()
  front.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
// The invented people's engines would go on.
process.exit()

async function takeRooms(phone: Phone): Promise<void> {
  const { page } = phone
  // As it is with a line, which comes a little later than the list.
  await page.getByText(talk.offline).waitFor({ state: 'detached' })
  await take(page, 'list')
  await phone.openChat('anna.keller')
  await page.locator('.talk .bubble').last().waitFor()
  await take(page, 'conversation')
  await page.locator('.talk-bar .clock-chip').click()
  await page.locator('dialog[open]').waitFor()
  await take(page, 'clocks')
  await page.keyboard.press('Escape')
  await phone.goBack()
  await phone.openChat('jonas.weber')
  await phone.button(talk.more).click()
  await page.getByRole('menuitem', { name: talk.verify }).click()
  await page.locator('.verify-code svg').waitFor()
  await take(page, 'verify')
  await phone.goHome()
  await phone.toSettings()
  await phone.button(house.settings.lockNow).click()
  await phone.isLocked()
  await take(page, 'lock')
}

async function takeWayIn(phone: Phone, link: string): Promise<void> {
  const { page } = phone
  await page.goto(link)
  await page.getByRole('heading', { name: house.joining.invited }).waitFor()
  await take(page, 'invitation')
  await phone.button(house.next).click()
  await phone.field(house.joining.name).fill('paula.costa')
  await phone.field(house.joining.passphrase).fill(strongPassphrase)
  await phone.field(house.joining.again).fill(strongPassphrase)
  await page.locator('h1').first().focus()
  await page.locator('main').evaluate((main) => main.scrollTo(0, 0))
  await take(page, 'joining')
}

async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // What was said at the bottom of the screen is gone by then.
    await page.waitForTimeout(colorScheme === 'light' ? 5000 : 300)
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    writeFileSync(join(out, `${name}-${colorScheme}.png`), withPalette(picture))
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/** The proxy with TLS that an operator puts in front. Browsers keep keys only for such an origin. */
async function encrypted(port: number): Promise<Server> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const make = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650']
  execFileSync('openssl', [...make, '-subj', `/CN=${host}`, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  const proxy = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
    const behind = connect(port, '127.0.0.1')
    socket.pipe(behind).pipe(socket)
    // Either may go at any time.
    for (const one of [socket, behind]) one.on('error', () => undefined)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return proxy
}
