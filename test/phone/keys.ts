/** A person without finger and mouse: keys, and what shows where one is. */
import type { Locator, Page } from 'playwright-core'
import { expectSoon } from './soon.ts'

/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: { readonly activeElement: Focused | null; readonly body: object }
interface Focused {
  readonly tagName: string
  readonly className: string
  readonly innerText: string
  getAttribute(name: string): string | null
  blur(): void
}

/** More keystrokes than any screen has places. */
const most = 60

/** Waits for it as a person does, then presses Tab until it is reached. Throws where it is not, and says what was. */
export async function tabTo(page: Page, what: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expectSoon(() => isReachable(what), true)
  const passed: string[] = []
  for (let i = 0; i < most; i++) {
    if (await isFocused(what)) return
    await page.keyboard.press(key)
    passed.push(await focusedName(page))
  }
  throw new Error(`Tab does not lead there, but to: ${passed.join(', ')}`)
}

/** To it by Tab, then Enter. */
export async function enter(page: Page, what: Locator): Promise<void> {
  await tabTo(page, what)
  await page.keyboard.press('Enter')
}

export async function isFocused(what: Locator): Promise<boolean> {
  return (await what.count()) > 0 && what.first().evaluate((element) => element === document.activeElement)
}

/** It is there, and nothing lies over it: a key pressed before moves the focus of the screen that one leaves. */
async function isReachable(what: Locator): Promise<boolean> {
  return (await what.count()) > 0 && what.first().evaluate((element) => element.closest('[inert]') === null)
}

/** Of what has the focus: its name as far as one can tell without a screen reader. */
export const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const here = document.activeElement
    if (here === null || here === document.body) return 'nothing'
    const name = here.getAttribute('aria-label') ?? here.innerText
    return `${here.tagName.toLowerCase()} "${name.trim().replaceAll(/\s+/g, ' ').slice(0, 60)}"`
  })

/** Goes round by Tab, past the end. Resolves to the places where nothing shows that the focus is there, and to how many there are. */
export async function roundByTab(page: Page): Promise<{ readonly places: number; readonly unseen: readonly string[] }> {
  const unseen: string[] = []
  const passed = new Set<string>()
  for (;;) {
    await page.keyboard.press('Tab')
    const here = page.locator('*:focus').last()
    const name = await focusedName(page)
    const place = name === 'nothing' ? null : await here.boundingBox()
    const passing = `${name} at ${place?.x ?? ''} ${place?.y ?? ''}`
    if (passed.has(passing) || passed.size > most) return { places: passed.size, unseen }
    passed.add(passing)
    if (place === null) continue
    const look = (): Promise<Buffer> => page.screenshot({ animations: 'disabled' })
    const focused = await look()
    const held = await here.elementHandle()
    await page.evaluate(() => document.activeElement?.blur())
    const plain = await look()
    await held.focus()
    if (focused.equals(plain)) unseen.push(passing)
  }
}
