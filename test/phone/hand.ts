/** A hand on a phone in any browser: it presses what is called so, writes into fields, and looks. */
import { house } from '../../apps/phone/src/words/en/house.ts'
import { talk } from '../../apps/phone/src/words/en/talk.ts'
import type { BrowserPage } from '../stage/browsers.ts'
import { press, shownText, write } from './page-hand.ts'

export const passphrase = 'seven herons count the slow tide'
/** Milliseconds until something that does not come is given up. */
const patience = 30_000

export class Hand {
  readonly page: BrowserPage

  constructor(page: BrowserPage) {
    this.page = page
  }

  /** With an invitation that was opened: all steps until the list of conversations. */
  async join(name: string): Promise<void> {
    await this.press(house.next)
    await this.write(house.joining.name, name)
    await this.write(house.joining.passphrase, passphrase)
    await this.write(house.joining.again, passphrase)
    await this.press(house.next)
    await this.press(house.joining.join)
    await this.sees(talk.emptyTitle)
  }

  async unlock(words = passphrase): Promise<void> {
    await this.write(house.lockScreen.passphrase, words)
    await this.press(house.lockScreen.unlock)
  }

  /** Begins a conversation. */
  async writeTo(name: string, text: string): Promise<void> {
    await this.press(talk.writeSomebody)
    await this.write(talk.whoTo, name)
    await this.press(talk.write)
    await this.send(text)
  }

  /** From the list. */
  async openChat(name: string): Promise<void> {
    await this.#until(`a chat with ${name}`, () => this.page.evaluate(press, { name, part: '.chat-name' }))
  }

  async send(text: string): Promise<void> {
    await this.write(talk.message, text)
    await this.press(talk.send)
    await this.sees(text)
  }

  async press(name: string): Promise<void> {
    await this.#until(`"${name}" to press`, () => this.page.evaluate(press, { name, part: null }))
  }

  async write(label: string, text: string): Promise<void> {
    await this.#until(`a field "${label}"`, () => this.page.evaluate(write, { label, text }))
  }

  text(): Promise<string> {
    return this.page.evaluate(shownText, null)
  }

  async sees(...texts: readonly string[]): Promise<void> {
    await this.#until(texts.join(), async () => {
      const shown = await this.text()
      return texts.every((text) => shown.includes(text))
    })
  }

  async seesNoMore(...texts: readonly string[]): Promise<void> {
    await this.#until(`the end of ${texts.join()}`, async () => {
      const shown = await this.text()
      return texts.every((text) => !shown.includes(text))
    })
  }

  /** A page that begins anew in the middle of a look is looked at again. */
  async #until(what: string, look: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + patience
    for (;;) {
      if (await look().catch(() => false)) return
      if (performance.now() > end) throw new Error(`waited in vain for ${what}; shown: ${await this.text()}`)
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
  }
}
