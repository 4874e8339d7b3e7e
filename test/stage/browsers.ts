/** Real browsers with profiles of their own, for tests: opened, asked, ended, killed. */
import { accessSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type BrowserContext, type BrowserContextOptions } from 'playwright-core'
import { launch } from 'puppeteer-core'

export const browserNames = ['chromium', 'firefox'] as const
export type BrowserName = (typeof browserNames)[number]

const programs: Readonly<Record<BrowserName, string>> = {
  chromium: '/usr/bin/chromium',
  firefox: '/usr/bin/firefox-esr',
}

export interface BrowserPage {
  /** Calls a function in the page. It sees nothing but what it is given, and both go over as JSON. */
  evaluate<Given, Answer>(work: (given: Given) => Answer | Promise<Answer>, given: Given): Promise<Answer>
  close(): Promise<void>
}

/** With a keyboard, which writes where the focus is. */
export interface KeyedPage extends BrowserPage {
  type(text: string): Promise<void>
  /** One key, perhaps with another one held. */
  press(key: 'Enter', held?: 'Shift'): Promise<void>
}

export interface Browser {
  readonly name: BrowserName
  /** The folder with everything that it keeps. */
  readonly profile: string
  open(url: string): Promise<KeyedPage>
  /** Ends it and all of its processes at once, as a crash does. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** Of Firefox: a mouse, of which one without a screen knows nothing. */
export const withMouse = { 'ui.primaryPointerCapabilities': 6, 'ui.allPointerCapabilities': 6 } as const

/** Starts a browser on a profile, which is made where it is not there. Throws where the browser is not installed. */
export async function startBrowser(
  name: BrowserName,
  profile: string,
  ofFirefox: Readonly<Record<string, number>> = {},
): Promise<Browser> {
  try {
    accessSync(programs[name])
  } catch {
    throw new Error(`${programs[name]} is not installed: apt-get install -y chromium firefox-esr`)
  }
  return name === 'chromium' ? startChromium(profile) : startFirefox(profile, ofFirefox)
}

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What it looks like to a page. */
export type Screen = Pick<BrowserContextOptions, 'viewport' | 'hasTouch' | 'isMobile' | 'locale' | 'colorScheme'>

/** With `context`, for what only Playwright can do. */
export async function startChromium(
  profile: string,
  screen: Screen = {},
): Promise<Browser & { readonly context: BrowserContext }> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: programs.chromium,
    args: chromiumFlags,
    ...screen,
  })
  return {
    name: 'chromium',
    profile,
    context,
    async open(url) {
      const page = await context.newPage()
      await page.goto(url)
      return {
        evaluate: (work, given) => page.evaluate(work as never, given as never),
        type: (text) => page.keyboard.type(text),
        press: (key, held) => page.keyboard.press(held === undefined ? key : `${held}+${key}`),
        close: () => page.close(),
      }
    },
    async kill() {
      const ended = new Promise((resolve) => context.once('close', resolve))
      // Its lock names the machine and the process.
      await killTree(Number(/-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1]))
      await ended
    },
    close: () => context.close(),
  }
}

/** Debian's Firefox speaks WebDriver BiDi. */
async function startFirefox(profile: string, extraPrefsFirefox: Readonly<Record<string, number>>): Promise<Browser> {
  const browser = await launch({
    browser: 'firefox',
    executablePath: programs.firefox,
    userDataDir: profile,
    headless: true,
    extraPrefsFirefox,
  })
  return {
    name: 'firefox',
    profile,
    async open(url) {
      const page = await browser.newPage()
      await page.goto(url)
      return {
        evaluate: (work, given) => page.evaluate(work as () => never, ...([given] as never[] as [])),
        type: (text) => page.keyboard.type(text),
        async press(key, held) {
          if (held !== undefined) await page.keyboard.down(held)
          await page.keyboard.press(key)
          if (held !== undefined) await page.keyboard.up(held)
        },
        close: () => page.close(),
      }
    },
    async kill() {
      await killTree(browser.process()!.pid!)
      // What the launcher puts back into the profile is back before anybody starts on it again.
      await browser.close().catch(() => undefined)
    },
    close: () => browser.close(),
  }
}

/** The process and all that it began; resolves when none of them is left. */
async function killTree(pid: number): Promise<void> {
  if (!Number.isInteger(pid)) throw new Error('there is no such browser')
  const all = [pid, ...descendants(pid)]
  for (const one of all) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  while (all.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 10))
}

function descendants(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined
    if (stat !== undefined) parents.set(Number(name), stat.parent)
  }
  const found = [pid]
  for (const one of found) found.push(...[...parents].filter(([, parent]) => parent === one).map(([child]) => child))
  return found.slice(1)
}

/** What has ended but was not asked about yet is not alive. */
const isAlive = (pid: number): boolean => !['Z', 'X', undefined].includes(statOf(pid)?.state)

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name, in brackets, may hold anything. */
function statOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return { state: state!, parent: Number(parent) }
  } catch {
    return undefined
  }
}
