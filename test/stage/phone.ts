/** A phone in a person's hand: one browser context, driven by what the screen says. */
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { house } from '../../apps/phone/src/words/en/house.ts'
import { refusals } from '../../apps/phone/src/words/en/refusals.ts'
import { attachment } from '../../apps/phone/src/words/en/attachment.ts'
import { group } from '../../apps/phone/src/words/en/group.ts'
import { kinds } from '../../apps/phone/src/words/en/kinds.ts'
import { talk } from '../../apps/phone/src/words/en/talk.ts'
import { voice } from '../../apps/phone/src/words/en/voice.ts'
import { holdFinger } from './fingers.ts'

/** What the app says; a test that looks for a word finds it wherever it is changed. */
export const say = { house, talk, group, attachment, voice, kinds, refusals }

export const phoneSize = { width: 390, height: 844 }
export const strongPassphrase = 'seven herons count the slow tide'

export interface PhoneLook {
  readonly colorScheme?: 'light' | 'dark'
  readonly locale?: string
  /** False: no finger but keys and a mouse. */
  readonly hasTouch?: boolean
  readonly isMobile?: boolean
  /** What the browser says of itself. */
  readonly userAgent?: string
  /** All of the phone's connections go through it. */
  readonly proxy?: { readonly server: string; readonly bypass: string }
}

/** What the browser would ask its maker by itself: what kind of form this is, what time it is, for its search engine. */
const ownTraffic = [
  'AutofillServerCommunication',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'MediaRouter',
  'PreconnectToSearch',
  'AimEnabled',
]

/** A browser in which any number of phones can live. Throws where it is not installed. */
export const startPhoneBrowser = (flags: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${ownTraffic.join(',')}`,
      ...flags,
    ],
  })

/** A phone that nobody has used, in a context of its own. */
export async function freshPhone(browser: Browser, origin: string, look: PhoneLook = {}): Promise<Phone> {
  const context = await browser.newContext({
    viewport: phoneSize,
    hasTouch: true,
    isMobile: true,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...look,
  })
  const heard = listenTo(context)
  return new Phone(context, await context.newPage(), origin, heard)
}

/** What a browser said and did by itself, in all tabs and workers of one phone, and what was written on it. */
export interface Heard {
  /** Errors that the browser reported. Not being reached is none: a test may want that. */
  readonly complaints: string[]
  /** Addresses of everything that was asked for. */
  readonly addresses: string[]
  readonly written: string[]
  /** What showed or lay around without a key while a conversation was open, as JSON. */
  readonly around: string[]
}

/** Now, in one tab. */
export async function lookAround(page: Page, heard: Heard): Promise<void> {
  heard.around.push(await page.evaluate<string>(whatIsAround))
}

/** In a page. The compiler checks tests without the library for pages, so this is text. */
const whatIsAround = `JSON.stringify({
  title: document.title,
  address: location.href,
  history: history.state,
  localStorage,
  sessionStorage,
  cookies: document.cookie,
})`

function listenTo(context: BrowserContext): Heard {
  const heard: Heard = { complaints: [], addresses: [], written: [], around: [] }
  context.on('weberror', (error) => heard.complaints.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' && !/WebSocket connection to|net::ERR_/.test(message.text()))
      heard.complaints.push(message.text())
  })
  context.on('request', (request) => heard.addresses.push(request.url()))
  context.on('page', (page) => {
    page.setDefaultTimeout(20_000)
    page.on('websocket', (socket) => heard.addresses.push(socket.url()))
  })
  return heard
}

export class Phone {
  readonly context: BrowserContext
  readonly page: Page
  readonly origin: string
  readonly heard: Heard

  constructor(context: BrowserContext, page: Page, origin: string, heard: Heard) {
    this.context = context
    this.page = page
    this.origin = origin
    this.heard = heard
  }

  /** None are expected. */
  get complaints(): readonly string[] {
    return this.heard.complaints
  }

  /** Another tab of the same phone, at the app's beginning. */
  async anotherTab(): Promise<Phone> {
    const tab = new Phone(this.context, await this.context.newPage(), this.origin, this.heard)
    await tab.page.goto(this.origin)
    return tab
  }

  /** Opens the invitation and goes through all steps. */
  async join(link: string, name: string, passphrase = strongPassphrase): Promise<void> {
    await this.page.goto(link)
    await this.button(house.next).click()
    await this.field(house.joining.name).fill(name)
    await this.field(house.joining.passphrase).fill(passphrase)
    await this.field(house.joining.again).fill(passphrase)
    await this.button(house.next).click()
    await this.button(house.joining.join).click()
    await this.isAtList()
  }

  async isAtList(): Promise<void> {
    await this.screen.getByRole('heading', { name: talk.chats }).waitFor()
  }

  async isLocked(): Promise<void> {
    await this.page.getByRole('heading', { name: house.lockScreen.title }).waitFor()
  }

  async unlock(passphrase = strongPassphrase): Promise<void> {
    await this.field(house.lockScreen.passphrase).fill(passphrase)
    await this.button(house.lockScreen.unlock).click()
  }

  /** From the list. */
  async openChat(name: string): Promise<void> {
    await this.row(name).getByRole('button').first().click()
    await this.screen.getByRole('heading', { name, level: 1 }).waitFor()
    await lookAround(this.page, this.heard)
  }

  /** Begins a conversation by its name. */
  async writeTo(name: string, text: string): Promise<void> {
    await this.button(talk.newChat).or(this.button(talk.writeSomebody)).first().click()
    await this.page.getByRole('textbox', { name: talk.whoTo }).fill(name)
    await this.button(talk.write).click()
    await this.send(text)
  }

  async send(text: string): Promise<void> {
    this.heard.written.push(text)
    await this.composer.fill(text)
    await this.button(talk.send).click()
  }

  /** A stranger's conversation, from the list on. */
  async accept(name: string): Promise<void> {
    await this.openChat(name)
    await this.button(house.request.accept).click()
    await this.composer.waitFor()
  }

  /** By a long press on a message. */
  async openMenu(text: string): Promise<void> {
    await holdFinger(this.page, this.bubble(text).locator('.bubble'), this.page.getByRole('menu'))
  }

  /** A long press, and one of the things that it offers. */
  async choose(text: string, item: string): Promise<void> {
    await this.openMenu(text)
    await this.page.getByRole('menuitem', { name: item }).click()
  }

  /** In the open picker of clocks: any length of one of them. */
  async setClock(which: 'fromSending' | 'fromReading', count: number, unit: 'second' | 'minute'): Promise<void> {
    const clock = this.page.getByRole('group', { name: talk[which] })
    await clock.getByRole('radio', { name: talk.custom }).click()
    await clock.getByLabel(talk.customUnit).selectOption(unit)
    await clock.getByLabel(talk.customCount).fill(String(count))
  }

  async goBack(): Promise<void> {
    await this.button(talk.back).first().click()
  }

  /** Back to the list, wherever a story has ended. */
  async goHome(): Promise<void> {
    const list = this.screen.getByRole('heading', { name: talk.chats })
    const dialog = this.page.locator('dialog[open]')
    const back = this.button(talk.back).first()
    while (!(await list.isVisible())) {
      await list.or(dialog).or(back).first().waitFor()
      if (await dialog.isVisible()) await this.page.keyboard.press('Escape')
      else if (await back.isVisible()) await back.click()
    }
  }

  async toSettings(): Promise<void> {
    await this.button(talk.settings).click()
    await this.screen.getByRole('heading', { name: house.settings.title, exact: true }).waitFor()
  }

  /** Turns one of the switches in the settings, from anywhere; then the list is there. */
  async turn(setting: string, on: boolean): Promise<void> {
    await this.goHome()
    await this.toSettings()
    await this.page.getByRole('switch', { name: setting, checked: !on }).click()
    await this.page.getByRole('switch', { name: setting, checked: on }).waitFor()
    await this.goBack()
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: talk.message })
  }

  /** What lies on top: nothing of what it covers. */
  get screen(): Locator {
    return this.page.getByRole('main')
  }

  /** A person's line in the list of conversations. */
  row(name: string): Locator {
    return this.screen.getByRole('listitem').filter({ has: this.page.getByText(name, { exact: true }) })
  }

  /** A message of the open conversation that says this itself: what others quote of it does not count. */
  bubble(text: string): Locator {
    const said = this.page.locator('.bubble-text', { hasText: text })
    return this.screen.getByRole('listitem').filter({ has: said })
  }

  /** What a message quotes. */
  quoteIn(text: string): Locator {
    return this.bubble(text).locator('.quote')
  }

  /** A message of the open conversation that got so far. */
  bubbleThatIs(state: keyof typeof talk.states, text: string): Locator {
    return this.bubble(text).filter({ has: this.page.getByText(talk.states[state], { exact: true }) })
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  field(name: string): Locator {
    return this.page.getByLabel(name, { exact: true })
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name })
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}
